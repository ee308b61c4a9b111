import { describe, expect, test } from 'vitest';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { exponential, normal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { jointDensityOf, overEverything } from '../../src/run/evidence/integrated.ts';
import {
  bayesFactor,
  bridge,
  logEvidence,
  marginalLikelihood,
} from '../../src/run/evidence/marginalLikelihood.ts';
import { withoutRows } from '../../src/run/refits/withoutRows.ts';

const rng = stream('evidence');
const rows = 20;
const x = Array.from({ length: rows }, () => rng.normal());
const table = tableFromColumns({
  x,
  y: x.map((value) => 1 + 0.8 * value + 0.5 * rng.normal()),
  hit: x.map((value) => (value + rng.normal() > 0 ? 1 : 0)),
  count: x.map(() => rng.integer(5)),
  rank: x.map((_, i) => ['low', 'mid', 'high', 'top'][(i + rng.integer(2)) % 4]),
  level: x.map((_, i) => i % 4),
  f: x.map((_, i) => `f${i % 3}`),
  g: x.map((_, i) => `g${i % 5}`),
  h: x.map((_, i) => `h${i % 4}`),
});
const running = { chains: 4, draws: 1000, warmup: 300, seed: '1', signal: undefined };

/** Trapezoids over log sigma of p(y | sigma) p(sigma), coefficients N(0, 2^2) integrated out: y ~ N(0, sigma^2 I + 4 (1 + x x')). */
function byQuadrature(y: readonly number[], columns: readonly (readonly number[])[], rate: number): number {
  const terms: number[] = [];
  const step = 0.01;
  for (let t = -6; t <= 4; t += step) {
    const sigma = Math.exp(t);
    terms.push(logNormalOf(y, columns, sigma) + Math.log(rate) - rate * sigma + t + Math.log(step));
  }
  const most = Math.max(...terms);
  return most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0));
}

/** log N(y; 0, sigma^2 I + 4 sum of c c'), column by column (Sherman and Morrison). */
function logNormalOf(y: readonly number[], columns: readonly (readonly number[])[], sigma: number): number {
  const n = y.length;
  let inverse = y.map((_, i) => y.map((__, j) => (i === j ? 1 / sigma ** 2 : 0)));
  let logDeterminant = 2 * n * Math.log(sigma);
  for (const column of columns) {
    const solved = inverse.map((row) => row.reduce((sum, value, j) => sum + value * column[j], 0));
    const by = 1 + 4 * column.reduce((sum, c, i) => sum + c * solved[i], 0);
    logDeterminant += Math.log(by);
    inverse = inverse.map((row, i) => row.map((value, j) => value - (4 * solved[i] * solved[j]) / by));
  }
  const square = y.reduce(
    (sum, a, i) => sum + a * inverse[i].reduce((s, value, j) => s + value * y[j], 0),
    0,
  );
  return -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant + square);
}

describe('the marginal likelihood', () => {
  const priors = { Intercept: normal(0, 2), b: normal(0, 2), sigma: exponential(1) };

  test('of a regression is that by quadrature, and so is a Bayes factor', () => {
    const y = Array.from({ length: rows }, (_, i) => {
      const column = table.columns.get('y');
      return column?.kind === 'number' ? column.values[i] : Number.NaN;
    });
    const ones = y.map(() => 1);
    // the intercept's prior is that at the predictors' means
    const middle = x.reduce((sum, value) => sum + value, 0) / rows;
    const centred = x.map((value) => value - middle);
    const found = [
      glmm('y ~ 1 + x', table, { priors }),
      glmm('y ~ 1', table, { priors: { Intercept: normal(0, 2), sigma: exponential(1) } }),
    ].map((model) => marginalLikelihood(model));
    const exact = [byQuadrature(y, [ones, centred], 1), byQuadrature(y, [ones], 1)];
    found.forEach(({ logMarginalLikelihood, relativeError, trusted }, m) => {
      expect(trusted).toBe(true);
      expect(Math.abs(logMarginalLikelihood - exact[m])).toBeLessThan(4 * relativeError + 1e-6);
    });
    const { logFactor, relativeError } = bayesFactor(found[0], found[1]);
    expect(Math.abs(logFactor - (exact[0] - exact[1]))).toBeLessThan(4 * relativeError + 1e-6);
  });

  const cases: readonly (readonly [string, GlmmOptions])[] = [
    ['y ~ x + (1 + x | g) + (1 | h)', {}],
    ['hit ~ x + (1 | g)', { family: 'bernoulli' }],
    ['hit ~ x + (1 + x | g)', { family: 'bernoulli' }],
    ['count ~ x + (1 | g) + (1 | h)', { family: 'negbinomial' }],
    ['y ~ x', { family: 'student_t' }],
    [
      'y ~ x + (1 + x | g)',
      { priors: { cov_g: 'inv_wishart(5, [[1, 0.3], [0.3, 1]])', sigma: exponential(1) } },
    ],
    ['y ~ mo(level) + (1 | g)', { priors: { sd: 'truncated(student_t(5, 1, 1), 0, Inf)' } }],
    ['y ~ cs(0 + f | g)', {}],
    ['y ~ x', { sigma: '~ x + (1 | g)' } as GlmmOptions],
    ['y ~ x', { priors: { b: 'truncated(normal(1, 1), 0, 3)' } }],
  ];
  for (const [formula, options] of cases)
    test(`of ${formula} without its rows is 1: every prior and every stretch is normalised`, () => {
      const none = withoutRows(glmm(formula, table, options), () => true);
      const { logMarginalLikelihood, relativeError, over } = logEvidence(none.program, running);
      expect(
        Math.abs(logMarginalLikelihood),
        `${over}: ${logMarginalLikelihood} +- ${relativeError}`,
      ).toBeLessThan(5 * relativeError + 1e-6);
      expect(relativeError).toBeLessThan(0.2);
    });

  test('is the same with the group effects integrated out and with everything left in', () => {
    const { program } = glmm('hit ~ x + (1 | g)', table, { family: 'bernoulli' });
    const [few, all] = [jointDensityOf(program), overEverything(program)].map((joint) => ({
      dimension: joint.density.dimension,
      ...bridge(joint.density, running),
      logStretch: joint.logStretch,
    }));
    expect([few.dimension, all.dimension]).toEqual([3, 8]);
    expect(Math.abs(few.logConstant + few.logStretch - all.logConstant - all.logStretch)).toBeLessThan(
      4 * Math.hypot(few.relativeError, all.relativeError),
    );
  });

  test('of ordered thresholds is the mean likelihood over priors in order', () => {
    const names = ['low', 'mid', 'high', 'top'];
    const options = { family: 'cumulative', factors: { rank: names }, priors: { Intercept: normal(0, 2) } };
    const { logMarginalLikelihood, relativeError } = marginalLikelihood(glmm('rank ~ 1', table, options));
    const column = table.columns.get('rank');
    if (column?.kind !== 'factor') throw new Error('rank is a factor');
    const counts = names.map((name) => column.codes.filter((code) => column.levels[code] === name).length);
    const likelihoods = Array.from({ length: 300_000 }, () => {
      const ends = Array.from({ length: 3 }, () => 2 * rng.normal()).sort((a, b) => a - b);
      const below = [0, ...ends.map((t) => 1 / (1 + Math.exp(-t))), 1];
      return counts.reduce((product, count, k) => product * (below[k + 1] - below[k]) ** count, 1);
    });
    const mean = likelihoods.reduce((sum, value) => sum + value, 0) / likelihoods.length;
    const variance = likelihoods.reduce((sum, value) => sum + (value - mean) ** 2, 0) / likelihoods.length;
    const error = Math.sqrt(variance / likelihoods.length) / mean;
    expect(Math.abs(logMarginalLikelihood - Math.log(mean))).toBeLessThan(
      4 * Math.hypot(relativeError, error),
    );
  });
});
