import { describe, expect, test } from 'vitest';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { dimensionOf, type Program } from '../../src/engine/program/program.ts';
import { compileReference, type ReferenceDensity } from '../../src/engine/reference/density.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { stream } from '../../src/engine/rng.ts';
import { outcomes, smallModel, structures } from '../laplace/models.ts';

function reference(program: Program): ReferenceDensity {
  const transport = buildTransport(program, fitLaplace(program));
  if (transport === null) throw new Error('no transport');
  return compileReference(program, transport);
}

const cases = outcomes.flatMap(({ family, outcome }, f) =>
  structures
    .filter((_, s) => (s + f) % 3 === 0) // every structure meets two or three families
    .map((right) => ({ family, formula: `${outcome} ~ ${right} + offset(o)` })),
);

describe('a transport to nearly standard normal coordinates', () => {
  for (const { family, formula } of cases) {
    const name = typeof family === 'string' ? family : family.name;
    test(`${name}: ${formula}: exact gradient, and a cheap force close to it`, () => {
      const { program } = smallModel(formula, { family });
      const density = reference(program);
      const rng = stream('transport', formula);
      const xi = Float64Array.from({ length: density.dimension }, () => 0.8 * rng.normal());
      expect(checkGradient(density, xi).worst).toBeLessThan(1e-6);
      const [exact, cheap] = [new Float64Array(xi.length), new Float64Array(xi.length)];
      density.logDensityAndGradient(xi, exact);
      density.force(xi, cheap);
      const scale = Math.sqrt(exact.reduce((s, g) => s + g * g, 1));
      // single precision keeps 7 digits; sums of 90 rows lose one or two
      exact.forEach((g, i) => {
        expect(Math.abs(g - cheap[i])).toBeLessThan(1e-4 * scale);
      });
    });
  }

  test('the density has the Jacobian of the map, by differences', () => {
    const { program } = smallModel('count ~ x + (1 + x | class) + (1 | rater)', { family: 'poisson' });
    const density = reference(program);
    const target = compileLogDensity(program);
    const rng = stream('jacobian');
    const gradient = new Float64Array(density.dimension);
    const theta = new Float64Array(dimensionOf(program));
    const difference = (): number => {
      const xi = Float64Array.from({ length: density.dimension }, () => 0.7 * rng.normal());
      density.toTheta(xi, theta);
      const ratio =
        density.logDensityAndGradient(xi, gradient) - target.logDensityAndGradient(theta, gradient);
      return ratio - logJacobian(density, xi);
    };
    // The map's Jacobian is triangular by blocks, its log known up to the constant log |factor|: two points share it.
    const first = difference();
    for (let k = 0; k < 4; k++) expect(difference()).toBeCloseTo(first, 6);
  });

  test('rescaling moves the coordinates and nothing else', () => {
    const { program } = smallModel('binary ~ x + (1 | class)', { family: 'bernoulli' });
    const [before, after] = [reference(program), reference(program)];
    const shift = Float64Array.from({ length: before.adaptable }, (_, i) => 0.1 * i - 0.2);
    const scale = Float64Array.from({ length: before.adaptable }, (_, i) => 0.5 + 0.3 * i);
    after.rescale(shift, scale);
    const rng = stream('rescale');
    const xi = Float64Array.from({ length: before.dimension }, () => rng.normal());
    const moved = xi.map((x, i) => (i < shift.length ? shift[i] + scale[i] * x : x));
    const [a, b] = [new Float64Array(dimensionOf(program)), new Float64Array(dimensionOf(program))];
    before.toTheta(moved, a);
    after.toTheta(xi, b);
    a.forEach((x, i) => {
      expect(b[i]).toBeCloseTo(x, 10);
    });
    expect(checkGradient(after, xi).worst).toBeLessThan(1e-6);
  });
});

/** log |det d theta / d xi| by Richardson-extrapolated differences and elimination with pivots. */
function logJacobian(density: ReferenceDensity, xi: Float64Array): number {
  const n = density.dimension;
  const at = xi.slice();
  const points = [1e-3, -1e-3, 5e-4, -5e-4].map(() => new Float64Array(n));
  const columns = Array.from({ length: n }, (_, c) => {
    [1e-3, -1e-3, 5e-4, -5e-4].forEach((h, k) => {
      at[c] = xi[c] + h;
      density.toTheta(at, points[k]);
    });
    at[c] = xi[c];
    return Array.from({ length: n }, (_, r) => {
      const wide = (points[0][r] - points[1][r]) / 2e-3;
      const narrow = (points[2][r] - points[3][r]) / 1e-3;
      return (4 * narrow - wide) / 3;
    });
  });
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let c = i; c < n; c++) if (Math.abs(columns[c][i]) > Math.abs(columns[pivot][i])) pivot = c;
    [columns[i], columns[pivot]] = [columns[pivot], columns[i]];
    logDeterminant += Math.log(Math.abs(columns[i][i]));
    for (let c = i + 1; c < n; c++) {
      const ratio = columns[c][i] / columns[i][i];
      for (let r = i; r < n; r++) columns[c][r] -= ratio * columns[i][r];
    }
  }
  return logDeterminant;
}
