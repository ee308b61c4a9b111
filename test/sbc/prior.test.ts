import { describe, expect, test } from 'vitest';
import { betaCdf } from '../../diagnostics/beta.ts';
import { drawCorrelationFactor } from '../../models/covariance/drawCorrelation.ts';
import { glmm } from '../../models/glmm.ts';
import * as make from '../../models/priors/constructors.ts';
import { drawPrior } from '../../models/priors/draw.ts';
import { describePrior, type ScalarPrior, supportOf } from '../../models/priors/prior.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';

import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { ecdfPValue } from '../../src/testing/rankTests.ts';
import { integrate } from '../property/numeric.ts';
import { textbookPrior } from '../property/textbookPriors.ts';
import { cell } from './cells.ts';

const draws = 400;

/** p-value that probabilities are uniform on (0, 1). */
function uniformity(probabilities: readonly number[]): number {
  const cells = 31;
  return ecdfPValue(
    probabilities.map((p) => Math.min(cells, Math.floor(p * (cells + 1)))),
    cells,
  );
}

function probabilityBelow(prior: ScalarPrior, x: number): number {
  const support = supportOf(prior);
  const density = (at: number): number => textbookPrior(prior, at) ?? Number.NaN;
  // from the nearer side, where the integrand is smooth; the far side is 1 minus that
  if (support?.kind === 'interval') return integrate(density, support.lower, x);
  if (support?.kind === 'positive') return integrate(density, 0, x);
  return integrate((at) => density(x - at), 0, Number.POSITIVE_INFINITY);
}

const drawable: readonly ScalarPrior[] = [
  make.normal(1, 2),
  make.studentT(4, -1, 0.5),
  make.cauchy(0.3, 2),
  make.halfNormal(0.7),
  make.halfStudentT(3, 2.5),
  make.halfCauchy(1.2),
  make.exponential(2),
  make.gamma(0.6, 1.5),
  make.gamma(3, 2),
  make.invGamma(3, 2),
  make.uniform(-2, 5),
] as readonly ScalarPrior[];

describe('drawPrior', () => {
  for (const prior of drawable)
    test(`${describePrior(prior)} has the textbook's distribution`, () => {
      const rng = stream('prior', describePrior(prior));
      const p = Array.from({ length: draws }, () => probabilityBelow(prior, drawPrior(rng, prior)));
      // eleven fixed seeds: below 0.001 by chance once in ninety such lists
      expect(uniformity(p)).toBeGreaterThan(0.001);
    });

  test('refuses what has no draws', () => {
    const rng = stream('1');
    expect(() => drawPrior(rng, { kind: 'flat' })).toThrow('flat() cannot be drawn from');
  });
});

describe('drawCorrelationFactor', () => {
  for (const [k, eta] of [
    [2, 2],
    [3, 1],
    [4, 2.5],
  ])
    test(`k = ${k}, eta = ${eta}: every correlation has its beta distribution`, () => {
      const rng = stream('lkj', k, eta);
      const factors = Array.from({ length: draws }, () => drawCorrelationFactor(rng, k, eta));
      for (let i = 0; i < k; i++)
        for (let j = 0; j < i; j++) {
          // Lewandowski, Kurowicka & Joe 2009: (r + 1) / 2 is Beta(a, a), a = eta + (k - 2) / 2, for every pair
          const a = eta + (k - 2) / 2;
          const correlation = (f: Float64Array): number =>
            Array.from({ length: k }, (_, m) => f[i * k + m] * f[j * k + m]).reduce((s, x) => s + x);
          const p = factors.map((f) => betaCdf((correlation(f) + 1) / 2, a, a));
          expect(uniformity(p), `correlation ${i}, ${j}`).toBeGreaterThan(0.001);
        }
    });
});

describe('simulatePrior', () => {
  test('draws every reported parameter and an outcome of the right kind', () => {
    const { formula, table, options } = cell('binomial', 'crossed');
    const model = glmm(formula, table, options);
    const { parameters, outcome } = simulatePrior(stream('2'), model);
    expect(Object.keys(parameters).slice(0, 5)).toEqual([
      'b_Intercept',
      'b_x',
      'sd_g__Intercept',
      'sd_h__Intercept',
      'r_g[g0,Intercept]',
    ]);
    const trials = model.design.response.kind === 'counts' ? model.design.response.trials : [];
    expect(outcome.every((y, i) => Number.isInteger(y) && y >= 0 && y <= trials[i])).toBe(true);
  });

  test('puts the intercept prior at the predictors’ means', () => {
    const table = tableFromColumns({ y: [1, 2, 3, 4], x: [99, 100, 101, 104] });
    const priors = { Intercept: make.normal(5, 0.001), b: make.normal(0, 3), sigma: make.halfNormal(1) };
    const { parameters } = simulatePrior(stream('3'), glmm('y ~ x', table, { priors }));
    expect(Math.abs(parameters.b_Intercept + 101 * parameters.b_x - 5)).toBeLessThan(0.006); // six prior sds
    expect(Math.abs(parameters.b_Intercept - 5)).toBeGreaterThan(1);
  });

  test('gives group effects the declared sds and correlation', () => {
    const g = Array.from({ length: 4000 }, (_, i) => `g${i % 2000}`);
    const x = g.map((_, i) => (i % 7) - 3);
    const y = g.map((_, i) => i % 2);
    const priors = {
      sd_g__Intercept: make.uniform(1.999, 2.001),
      sd_g__x: make.uniform(0.4999, 0.5001),
      Intercept: make.normal(0, 1),
      b: make.normal(0, 1),
      cor: make.lkj(1),
    };
    const model = glmm('y ~ x + (1 + x | g)', tableFromColumns({ y, x, g }), { family: 'bernoulli', priors });
    const { parameters } = simulatePrior(stream('5'), model);
    const effects = (coef: string): number[] =>
      model.design.groups[0].levels.map((level) => parameters[`r_g[${level},${coef}]`]);
    const [a, b] = [effects('Intercept'), effects('x')];
    const moment = (u: number[], v: number[]): number => u.reduce((s, w, i) => s + w * v[i], 0) / u.length;
    // 2000 levels: an sd is known to 1.6 %, a correlation to 0.022; four of those
    expect(Math.abs(Math.sqrt(moment(a, a)) / 2 - 1)).toBeLessThan(0.064);
    expect(Math.abs(Math.sqrt(moment(b, b)) / 0.5 - 1)).toBeLessThan(0.064);
    const correlation = moment(a, b) / Math.sqrt(moment(a, a) * moment(b, b));
    expect(Math.abs(correlation - parameters.cor_g__Intercept__x)).toBeLessThan(0.09);
  });

  test('refuses case weights, flat priors and counts without end', () => {
    const table = tableFromColumns({ y: [0, 2, 3, 4], w: [1, 2, 1, 1] });
    const simulate = (options: Parameters<typeof glmm>[2]) => () =>
      simulatePrior(stream('4'), glmm('y ~ 1', table, options));
    expect(simulate({ weights: 'w' })).toThrow('case weights');
    expect(simulate({ priors: { Intercept: make.flat() } })).toThrow('flat()');
    expect(simulate({ family: 'poisson', priors: { Intercept: make.normal(80, 1) } })).toThrow(
      'mean count beyond',
    );
  });
});
