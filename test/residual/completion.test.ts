import { describe, expect, test } from 'vitest';
import { product, transposed } from '../../models/covariance/matrices.ts';
import { halfNormal, normal } from '../../models/priors/constructors.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { conditionalModes, laplace } from '../../src/index.ts';
import { denseConditional } from '../collapsed/dense.ts';
import { definedCovariance, longModel } from './models.ts';

const cases = [
  ['y ~ x + offset(o) + (1 + x | person) + (1 | rater)', 'ar1(time | person)'],
  ['y ~ x + (1 | site) + (1 | rater)', 'cs(1 | person)'],
  ['y ~ x + (1 | person)', 'car1(moment | person)'],
  ['y ~ x + (1 + x | rater)', 'hetar1(time | person)'],
  ['y ~ 0 + x + (1 | person)', 'diag(arm)'],
] as const;

describe('with a residual structure', () => {
  for (const [formula, residual] of cases)
    test(`${residual}, ${formula}: what was integrated out is drawn from its conditional normal`, () => {
      const intercept = formula.includes('~ 0') ? {} : { Intercept: normal(1, 3) };
      const model = longModel(formula, residual, { ...intercept, b: normal(0, 2), sd: halfNormal(1) });
      const { program } = model;
      const { alpha: names, linearPriors } = program;
      const rng = stream('residual completion', residual);
      const alpha = Float64Array.from(names, () => 0.5 * rng.normal());
      const kept = [...names.keys()].filter((i) => !linearPriors.some((p) => p?.at === i));
      const density = compileCollapsed(program, demandCollapsed(program));
      const gamma = Float64Array.from(kept, (i) => alpha[i]);
      density.logDensityAndGradient(gamma, gamma.slice());
      // a draw is the mean and a linear function of the normals it takes, so each of these by itself shows all of it
      const n = dimensionOf(program);
      const drawn = (place: number): Float64Array => {
        let taken = 0;
        const theta = new Float64Array(n);
        density.complete({ ...rng, normal: () => (taken++ === place ? 1 : 0) }, gamma, theta);
        const beta = linearPriors.map((p) => (p === null ? Number.NaN : p.slope * theta[p.at] + p.shift));
        return Float64Array.from([...beta, ...theta.subarray(names.length)]);
      };
      const dense = denseConditional(program, alpha, definedCovariance(model, alpha));
      const m = dense.mean.length;
      const mean = drawn(-1);
      const moves = Array.from({ length: m }, (_, place) => drawn(place).map((x, i) => x - mean[i]));
      for (let i = 0; i < m; i++) {
        expect(mean[i]).toBeCloseTo(dense.mean[i], 8);
        for (let j = 0; j <= i; j++) {
          const covariance = moves.reduce((sum, move) => sum + move[i] * move[j], 0);
          expect(covariance).toBeCloseTo(dense.covariance[i * m + j], 8);
        }
      }
    });

  test('conditional sds of group effects are those of the dense conditional with coefficients held', () => {
    const model = longModel('y ~ x + (1 + x | person) + (1 | rater)', 'ar1(time | person)');
    const fit = laplace(model, { method: 'map' });
    const { program } = model;
    const covariance = definedCovariance(model, fit.latent.alpha);
    // a coefficient that is held has infinite precision
    const held = {
      ...program,
      linearPriors: program.linearPriors.map((p) => p && { ...p, precision: 1e14 }),
    };
    const dense = denseConditional(held, fit.latent.alpha, covariance);
    const m = dense.mean.length;
    const p = program.linear.length;
    const modes = conditionalModes(fit);
    let at = p;
    for (const { group, levels, coefs, factor, toUser } of program.terms) {
      const k = coefs.length;
      const l = new Float64Array(k * k);
      compile(factor, program.alpha)(fit.latent.alpha, l);
      const mapped = product(toUser, l, k);
      levels.forEach((level, j) => {
        const z = Float64Array.from(
          { length: k * k },
          (_, e) => dense.covariance[(at + j * k + Math.floor(e / k)) * m + at + j * k + (e % k)],
        );
        const g = product(product(mapped, z, k), transposed(mapped, k), k);
        coefs.forEach((coef, c) => {
          const mode = modes.find((x) => x.group === group && x.level === level && x.coef === coef);
          expect(mode?.conditionalSd).toBeCloseTo(Math.sqrt(g[c * (k + 1)]), 6);
        });
      });
      at += levels.length * k;
    }
  });
});
