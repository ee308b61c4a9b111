import { describe, expect, test } from 'vitest';
import { halfNormal, normal, studentT, uniform } from '../../models/priors/constructors.ts';
import type { PriorTable } from '../../models/priors/declared.ts';
import { isCollapsible } from '../../src/engine/collapsed/cost.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { smallModel, structures } from '../laplace/models.ts';

/** Formulas over every structure, with what else enters: held coefficients, bounded sigma, weights, no intercept. */
const cases: readonly { formula: string; priors?: PriorTable; weights?: string }[] = [
  ...structures.map((right) => ({ formula: `real ~ ${right} + offset(o)` })),
  { formula: 'real ~ x + x2 + (1 + x | class)', priors: { b_x: studentT(3, 0, 2), sigma: uniform(0, 5) } },
  {
    formula: 'real ~ x + (1 | class) + (1 | rater)',
    priors: { Intercept: studentT(3, 0, 5), b_x: halfNormal(2) },
  },
  { formula: 'real ~ 0 + x + (1 | class)', weights: 'w' },
  { formula: 'real ~ x + (1 + x | class) + (1 | rater)', weights: 'w' },
];

function build({ formula, priors = {}, weights }: (typeof cases)[number]) {
  const defaults = { Intercept: normal(0.3, 2), sd: halfNormal(2), sigma: halfNormal(2) };
  const hasIntercept = !formula.includes('~ 0');
  const declared = { ...(hasIntercept ? defaults : { sd: defaults.sd, sigma: defaults.sigma }), ...priors };
  const hasGroups = formula.includes('|');
  const { sd, ...withoutSd } = declared;
  const table = hasGroups ? { sd, ...withoutSd } : withoutSd;
  const { program } = smallModel(formula, { priors: table, ...(weights === undefined ? {} : { weights }) });
  return { program, density: compileCollapsed(program, demandCollapsed(program)) };
}

describe('the collapsed density', () => {
  for (const c of cases)
    test(`${c.formula}${c.weights ? ', weighted' : ''}${c.priors ? ', other priors' : ''}: exact gradient`, () => {
      const { program, density } = build(c);
      expect(isCollapsible(program)).toBe(true);
      const rng = stream('collapsed gradient', c.formula);
      for (let k = 0; k < 5; k++) {
        const gamma = Float64Array.from({ length: density.dimension }, () => 0.7 * rng.normal());
        // Richardson differences of a log density of order 100 carry rounding of about 1e-9
        expect(checkGradient(density, gamma).worst).toBeLessThan(1e-7);
      }
    });

  for (const c of cases)
    test(`${c.formula}${c.weights ? ', weighted' : ''}${c.priors ? ', other priors' : ''}: the joint density with the rest integrated out`, () => {
      const { program, density } = build(c);
      const joint = compileLogDensity(program);
      const rng = stream('collapsed joint', c.formula);
      const gradient = new Float64Array(density.dimension);
      const gamma = Float64Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
      const collapsed = density.logDensityAndGradient(gamma, gradient);
      const n = dimensionOf(program);
      const theta = new Float64Array(n);
      density.complete(rng, gamma, theta);
      const rest = restOf(program, n);
      expect(logMarginalByLaplace(joint, theta, rest)).toBeCloseTo(collapsed, 6);
    });
});

/** Positions of theta that are integrated out. */
function restOf(program: ReturnType<typeof build>['program'], n: number): number[] {
  const slopes = program.linearPriors.flatMap((p) => (p === null ? [] : [p.at]));
  const effects = Array.from({ length: n - program.alpha.length }, (_, i) => program.alpha.length + i);
  return [...slopes, ...effects];
}

/**
 * log of the integral of exp(joint) over the coordinates `rest`, which is exact because the joint is quadratic in them:
 * one Newton step from anywhere, then the Gaussian integral. Curvature by differences of the gradient.
 */
function logMarginalByLaplace(
  joint: ReturnType<typeof compileLogDensity>,
  from: Float64Array,
  rest: readonly number[],
): number {
  const m = rest.length;
  const theta = from.slice();
  const [g, up, down] = [0, 1, 2].map(() => new Float64Array(joint.dimension));
  const hessian = new Float64Array(m * m);
  rest.forEach((at, c) => {
    const centre = theta[at];
    theta[at] = centre + 1; // a quadratic has no truncation error
    joint.logDensityAndGradient(theta, up);
    theta[at] = centre - 1;
    joint.logDensityAndGradient(theta, down);
    theta[at] = centre;
    rest.forEach((other, r) => {
      hessian[r * m + c] = (down[other] - up[other]) / 2;
    });
  });
  const factor = cholesky(hessian, m) as Float64Array;
  joint.logDensityAndGradient(theta, g);
  const step = Float64Array.from(rest, (at) => g[at]);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) step[i] -= factor[i * m + j] * step[j];
    step[i] /= factor[i * m + i];
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let j = i + 1; j < m; j++) step[i] -= factor[j * m + i] * step[j];
    step[i] /= factor[i * m + i];
  }
  rest.forEach((at, i) => {
    theta[at] += step[i];
  });
  const lp = joint.logDensityAndGradient(theta, g);
  let logDeterminant = 0;
  for (let i = 0; i < m; i++) logDeterminant += 2 * Math.log(factor[i * m + i]);
  return lp + (m / 2) * Math.log(2 * Math.PI) - logDeterminant / 2;
}
