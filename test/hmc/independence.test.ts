import { expect, test } from 'vitest';
import { independenceChain } from '../../src/engine/hmc/independenceChain.ts';
import { type NestedProposal, nestedProposal, proposer } from '../../src/engine/hmc/nestedProposal.ts';
import { pathProposal } from '../../src/engine/hmc/pathProposal.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';

/** x ~ N(0, 1) and y | x ~ N(x^2 / 4, exp(x)): bent, as an intercept's is with a group's sd; coordinates (y, x). */
const bent: LogDensity = {
  dimension: 2,
  logDensityAndGradient(theta, gradOut) {
    const [y, x] = [theta[0], theta[1]];
    const r = y - (x * x) / 4;
    const precision = Math.exp(-x);
    gradOut[0] = -r * precision;
    gradOut[1] = -x + (r * precision * x) / 2 + (r * r * precision) / 2 - 0.5;
    return -0.5 * (x * x + r * r * precision + x);
  },
};
const value = (theta: ArrayLike<number>): number => bent.logDensityAndGradient(theta, new Float64Array(2));

test.each<readonly [string, NestedProposal | null]>([
  ['nested', nestedProposal(bent, 1)],
  ['path', pathProposal(bent, 1, { mode: Float64Array.of(1, -1), covariance: null })],
])('a %s proposal draws from the density that it says, and is near its target', (_, found) => {
  if (found === null) throw new Error('no proposal');
  const propose = proposer(found);
  const rng = stream('nested');
  const point = new Float64Array(2);
  const weights: number[] = [];
  let [mean, square] = [0, 0];
  for (let i = 0; i < 5000; i++) {
    const logDensity = propose(rng, point);
    weights.push(Math.exp(value(point) - logDensity));
    mean += weights[i] * point[0];
    square += weights[i] * point[1] ** 2;
  }
  const total = weights.reduce((a, b) => a + b);
  const ess = total ** 2 / weights.reduce((a, b) => a + b * b, 0);
  expect(ess).toBeGreaterThan(0.7 * weights.length);
  // E y = E x^2 / 4, E x^2 = 1: four standard errors
  expect(Math.abs(mean / total - 0.25)).toBeLessThan(4 * Math.sqrt(2 / ess));
  expect(Math.abs(square / total - 1)).toBeLessThan(4 * Math.sqrt(2 / ess));
});

test('an independence chain has the moments of a bent density', () => {
  const found = nestedProposal(bent, 1);
  if (found === null) throw new Error('no proposal');
  const target = { dimension: 2, value };
  const chain = independenceChain(stream('chain'), target, proposer(found), { warmup: 100, draws: 8000 });
  const [xs, ys]: [number[], number[]] = [[], []];
  for (const { phase, state } of chain)
    if (phase === 'sampling') {
      ys.push(state.theta[0]);
      xs.push(state.theta[1]);
    }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  // about 5000 effective draws
  expect(Math.abs(mean(xs))).toBeLessThan(0.06);
  expect(Math.abs(mean(xs.map((x) => x * x)) - 1)).toBeLessThan(0.09);
  expect(Math.abs(mean(ys) - 0.25)).toBeLessThan(0.09);
});

test('a proposal that is hardly accepted is given up after warmup', () => {
  const far = { dimension: 2, value: (at: ArrayLike<number>) => -50 * ((at[0] - 4) ** 2 + (at[1] - 4) ** 2) };
  const found = nestedProposal(bent, 1);
  if (found === null) throw new Error('no proposal');
  const chain = independenceChain(stream('far'), far, proposer(found), { warmup: 100, draws: 10 });
  for (;;) {
    const step = chain.next();
    if (!step.done) continue;
    expect(step.value.kind).toBe('poor');
    return;
  }
});

test('a density that is not a number is a divergence, and never a draw', () => {
  const half = {
    dimension: 2,
    value: (theta: ArrayLike<number>) => (theta[1] > 0 ? Number.NaN : value(theta)),
  };
  const found = nestedProposal(bent, 1);
  if (found === null) throw new Error('no proposal');
  let divergent = 0;
  for (const { state, stats } of independenceChain(stream('nan'), half, proposer(found), {
    warmup: 20,
    draws: 200,
  })) {
    if (stats.divergent) divergent++;
    expect(state.theta[1]).toBeLessThanOrEqual(0);
  }
  expect(divergent).toBeGreaterThan(20);
});

test('a path finds the marginal of its axis where that lies far from the mode', () => {
  // y_1 to y_20 | x ~ N(0, exp(x / 10)^2): the joint mode is at x = -2, the marginal of x is N(0, 1)
  const funnel: LogDensity = {
    dimension: 21,
    logDensityAndGradient(theta, gradOut) {
      const x = theta[0];
      const precision = Math.exp(-x / 5);
      let squares = 0;
      for (let i = 1; i < 21; i++) {
        squares += theta[i] ** 2;
        gradOut[i] = -theta[i] * precision;
      }
      gradOut[0] = -x - 2 + (squares * precision) / 10;
      return -0.5 * x * x - 2 * x - 0.5 * squares * precision;
    },
  };
  const start = { mode: new Float64Array(21), covariance: null };
  const found = pathProposal(funnel, 0, start);
  if (found === null) throw new Error('no proposal');
  const top = found.points[found.heights.indexOf(Math.max(...found.heights))];
  expect(Math.abs(top)).toBeLessThan(0.3);
});
