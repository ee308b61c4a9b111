import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { dimensionOf, type Program } from '../../src/engine/program/program.ts';
import { covarianceCoordinates } from '../../src/engine/reference/covarianceCoordinates.ts';
import { compileReference, type ReferenceDensity } from '../../src/engine/reference/density.ts';
import { shapedAlong, shapesOf } from '../../src/engine/reference/shaped.ts';
import { stretchedReference } from '../../src/engine/reference/stretched.ts';
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

  test('stretched: xi = sinh(w) for the groups, exact gradient, its Jacobian the sum of log cosh(w)', () => {
    const { program } = smallModel('count ~ x + (1 + x | class) + (1 | rater)', { family: 'poisson' });
    const density = reference(program);
    const stretched = stretchedReference(density);
    const rng = stream('stretched');
    const w = Float64Array.from({ length: density.dimension }, () => rng.normal());
    const isGroup = (i: number): boolean => i >= density.adaptable;
    const xi = w.map((at, i) => (isGroup(i) ? Math.sinh(at) : at));
    const gradient = new Float64Array(w.length);
    const jacobian = w.reduce((sum, at, i) => sum + (isGroup(i) ? Math.log(Math.cosh(at)) : 0), 0);
    // far out, where the log density is large: rounding is relative
    const expected = density.logDensityAndGradient(xi, gradient) + jacobian;
    expect(stretched.logDensityAndGradient(w, gradient) / expected).toBeCloseTo(1, 12);
    expect(checkGradient(stretched, w).worst).toBeLessThan(1e-6);
    const [a, b] = [new Float64Array(dimensionOf(program)), new Float64Array(dimensionOf(program))];
    stretched.toTheta(w, a);
    density.toTheta(xi, b);
    a.forEach((x, i) => {
      expect(Math.abs(x - b[i])).toBeLessThan(1e-12 * Math.max(1, Math.abs(b[i])));
    });
  });

  test('shaped: exact gradient, and its Jacobian the sum of log slopes', () => {
    const { program } = smallModel('count ~ x + (1 | school) + (1 | class)', { family: 'poisson' });
    const transport = buildTransport(program, fitLaplace(program));
    if (transport === null) throw new Error('no transport');
    const density = compileReference(program, transport);
    const shapes = shapesOf(density, covarianceCoordinates(program), transport.factor);
    const shaped = shapedAlong(density, shapes);
    expect(shaped).not.toBe(density);
    const rng = stream('shaped');
    const shift = Float64Array.from({ length: density.adaptable }, (_, i) => 0.1 * i - 0.1);
    shaped.rescale(
      shift,
      shift.map((_, i) => 0.8 + 0.1 * i),
    );
    const y = Float64Array.from({ length: density.dimension }, () => 0.8 * rng.normal());
    expect(checkGradient(shaped, y).worst).toBeLessThan(1e-6);
    // theta is the same point whichever coordinates it is reached by: densities differ by the log slope of each shaped one
    const target = compileLogDensity(program);
    const difference = (at: Float64Array): number => {
      const theta = new Float64Array(dimensionOf(program));
      shaped.toTheta(at, theta);
      const gradient = theta.slice();
      const lp = shaped.logDensityAndGradient(at, gradient);
      return lp - target.logDensityAndGradient(theta, gradient) - logJacobian(shaped, at);
    };
    const first = difference(y);
    for (let k = 0; k < 2; k++) expect(difference(y.map(() => 0.8 * rng.normal()))).toBeCloseTo(first, 5);
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

describe('crossed factors that the data know well', () => {
  // counts of about 400 in every one of 7 x 5 cells: the levels' differences are known to a hundredth, what they share is not
  const grid = Array.from({ length: 70 }, (_, i) => ({ a: i % 7, b: Math.floor(i / 7) % 5 }));
  const table = tableFromColumns({
    y: grid.map(({ a, b }, i) => 300 + 60 * a + 40 * b + ((i * 37) % 23)),
    x: grid.map((_, i) => ((i * 29) % 13) / 13),
    a: grid.map(({ a }) => `a${a}`),
    b: grid.map(({ b }) => `b${b}`),
  });

  test.each(['y ~ 1 + (1 | a) + (1 | b)', 'y ~ x + (1 | a) + (1 + x | b)'])(
    '%s: standardised together',
    (formula) => {
      const { program } = glmm(formula, table, { family: 'poisson' });
      const transport = buildTransport(program, fitLaplace(program));
      expect(transport?.stages.map(({ common }) => common !== null)).toEqual([true, false]);
      const density = reference(program);
      const rng = stream('rotated', formula);
      const xi = Float64Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
      expect(checkGradient(density, xi).worst).toBeLessThan(1e-6);
      // nearly standard normal: no direction's information is far from 1; level by level the least was 0.010
      const information = informationAtMode(density);
      expect(Math.min(...information)).toBeGreaterThan(0.4);
      expect(Math.max(...information)).toBeLessThan(2.5);
    },
  );

  test('the density has the Jacobian of the joint map, by differences', () => {
    const { program } = glmm('y ~ 1 + (1 | a) + (1 | b)', table, { family: 'poisson' });
    const density = reference(program);
    const target = compileLogDensity(program);
    const [gradient, theta] = [new Float64Array(density.dimension), new Float64Array(density.dimension)];
    const rng = stream('rotated jacobian');
    const difference = (): number => {
      const xi = Float64Array.from({ length: density.dimension }, () => 0.3 * rng.normal());
      density.toTheta(xi, theta);
      const ratio =
        density.logDensityAndGradient(xi, gradient) - target.logDensityAndGradient(theta, gradient);
      return ratio - logJacobian(density, xi);
    };
    const first = difference();
    for (let k = 0; k < 3; k++) expect(difference()).toBeCloseTo(first, 5);
  });
});

/** Eigenvalues of minus the second derivatives at the mode, by differences of the gradient. */
function informationAtMode(density: ReferenceDensity): number[] {
  const n = density.dimension;
  const gradientAt = (i: number, by: number): Float64Array => {
    const gradient = new Float64Array(n);
    density.logDensityAndGradient(
      gradient.map((_, j) => (j === i ? by : 0)),
      gradient,
    );
    return gradient;
  };
  const rows = Array.from({ length: n }, (_, i) => {
    const [less, more] = [gradientAt(i, -1e-3), gradientAt(i, 1e-3)];
    return Array.from(less, (g, j) => (g - more[j]) / 2e-3);
  });
  return new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues;
}

/** log |det d theta / d xi| by Richardson-extrapolated differences and elimination with pivots. */
function logJacobian(density: Pick<ReferenceDensity, 'dimension' | 'toTheta'>, xi: Float64Array): number {
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
