import { describe, expect, test } from 'vitest';
import { compile } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { invert } from '../linalg/dense.ts';
import { outcomes, smallModel, structures } from './models.ts';

function randomAlpha(program: Program): Float64Array {
  const rng = stream('exact', program.alpha.length);
  return Float64Array.from(program.alpha, () => 0.5 * rng.normal());
}

function laplace(program: Program, alpha: Float64Array) {
  const marginal = laplaceMarginal(latentModel(program, 'exclude'));
  const value = marginal.logDensityAndGradient(alpha, new Float64Array(alpha.length));
  return { value, marginal };
}

/** log N(y; offset + X beta, Z G Z' + sigma^2 I), everything dense. */
function multivariateNormal(program: Program, alpha: Float64Array): number {
  const { rows, linear, auxiliary, terms } = program;
  const evaluate = (of: Program['linear']): Float64Array => {
    const out = new Float64Array(of.length);
    compile(of, program.alpha)(alpha, out);
    return out;
  };
  const beta = evaluate(linear);
  const [sigma] = evaluate(auxiliary.map((a) => a.expression));
  const first = rows.hasIntercept ? 1 : 0;
  const residual = Array.from(rows.y, (y, i) => {
    const fixed = beta.subarray(first).reduce((s, b, j) => s + b * rows.x[i * rows.width + j], 0);
    return y - fixed - (first === 1 ? beta[0] : 0) - (rows.offset?.[i] ?? 0);
  });
  const v = residual.map((_, i) => residual.map((_, j) => (i === j ? sigma * sigma : 0)));
  for (const { factor, coefs, index, columns } of terms) {
    const k = coefs.length;
    const l = evaluate(factor);
    const row = (i: number): number[] =>
      Array.from({ length: k }, (_, c) =>
        columns.reduce((s, x, r) => s + (x === null ? 1 : x[i]) * l[r * k + c], 0),
      );
    const loaded = residual.map((_, i) => row(i));
    for (let i = 0; i < v.length; i++)
      for (let j = 0; j < v.length; j++)
        if (index[i] === index[j]) v[i][j] += loaded[i].reduce((s, a, c) => s + a * loaded[j][c], 0);
  }
  const { inverse, logDeterminant } = invert(v);
  const square = residual.reduce(
    (s, a, i) => s + a * inverse[i].reduce((t, w, j) => t + w * residual[j], 0),
    0,
  );
  return -0.5 * (square + logDeterminant + residual.length * Math.log(2 * Math.PI));
}

describe('gaussian: the Laplace marginal is exact', () => {
  for (const structure of structures)
    test(`real ~ ${structure}`, () => {
      const { program } = smallModel(`real ~ ${structure} + offset(o)`);
      const alpha = randomAlpha(program);
      expect(Math.abs(laplace(program, alpha).value - multivariateNormal(program, alpha))).toBeLessThan(1e-9);
    });
});

describe('the mode and the curvature are those of the joint log density', () => {
  for (const { family, outcome } of outcomes)
    test(`${typeof family === 'string' ? family : family.name}`, () => {
      const { program } = smallModel(`${outcome} ~ x + (1 + x | class) + (1 | school) + (1 | rater)`, {
        family,
      });
      const alpha = randomAlpha(program);
      const { value, marginal } = laplace(program, alpha);
      const joint = compileLogDensity({ ...program, logPrior: { kind: 'constant', value: 0 } });
      const theta = Float64Array.from([...alpha, ...marginal.mode.z]);
      const gradient = new Float64Array(theta.length);
      const lp = joint.logDensityAndGradient(theta, gradient);
      const q = marginal.mode.z.length;
      const slopes = gradient.slice(alpha.length);
      // rounding in sums of some ninety terms of order one
      for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(1e-10);

      const other = new Float64Array(theta.length);
      const hessian = Array.from({ length: q }, (_, p) => {
        const h = 1e-4;
        theta[alpha.length + p] += h;
        joint.logDensityAndGradient(theta, gradient);
        theta[alpha.length + p] -= 2 * h;
        joint.logDensityAndGradient(theta, other);
        theta[alpha.length + p] += h;
        return Array.from(
          { length: q },
          (_, r) => (other[alpha.length + r] - gradient[alpha.length + r]) / (2 * h),
        );
      });
      const { logDeterminant } = invert(hessian);
      const expected = lp + (q / 2) * Math.log(2 * Math.PI) - logDeterminant / 2;
      // central differences at h = 1e-4: 1e-8 of the third derivative, in each of 33 directions
      expect(Math.abs(marginal.mode.logDeterminant() - logDeterminant)).toBeLessThan(1e-5);
      expect(Math.abs(value - expected)).toBeLessThan(1e-5);
    });
});
