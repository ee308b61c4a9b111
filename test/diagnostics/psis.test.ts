import { describe, expect, test } from 'vitest';
import { paretoKThreshold, psis } from '../../diagnostics/index.ts';
import { largestPlaces } from '../../diagnostics/largest.ts';
import { ascendingOrder } from '../../diagnostics/order.ts';
import { fitGeneralizedPareto, quantileOfPareto } from '../../diagnostics/psisTail.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';

/**
 * Weights that need no file: u_i = i times the golden ratio, modulo 1, through the quantile function of a generalized
 * Pareto distribution of shape k, shifted by 0.1.
 */
function logWeights(draws: number, k: number): number[] {
  return Array.from({ length: draws }, (_, i) => {
    const u = ((i + 1) * 0.618033988749895) % 1;
    return k === 0 ? -Math.log1p(-u) : Math.log(((1 - u) ** -k - 1) / k + 0.1);
  });
}

/**
 * R 4.2.2, loo 2.5.1, made 2026-11-22: p <- psis(lw(S, k), r_eff = 1), lw as above;
 * p$diagnostics$pareto_k, p$diagnostics$n_eff, sum(weights(p, normalize = TRUE, log = TRUE)[, 1] * 1:S) / S.
 */
const loo: readonly (readonly [draws: number, k: number, paretoK: number, ess: number, sum: number])[] = [
  [25, -0.5, 0.281814645429, 18.5925458434, -44.1457431998],
  [25, 0, 0.631286457091, 8.4819435271, -47.3593941456],
  [25, 0.3, 0.465989673923, 11.4913669826, -47.366348077],
  [25, 0.7, 0.560213518822, 7.8899221202, -50.3256449926],
  [25, 1.2, 0.678735339763, 5.1104169939, -55.3042978509],
  [100, -0.5, -0.088606654606, 72.2716074493, -244.3507382217],
  [100, 0, 0.696377770033, 18.0074579534, -264.1024580595],
  [100, 0.3, 0.334168937402, 41.6186258526, -259.2289592138],
  [100, 0.7, 0.54054980677, 21.3903761845, -275.2343791765],
  [100, 1.2, 0.801152178939, 9.1807963503, -304.8902619578],
  [1000, -0.5, -0.376360156422, 724.2425065467, -3572.9231589642],
  [1000, 0, 0.947222395118, 19.8798895469, -4011.0225360961],
  [1000, 0.3, 0.336853973197, 333.3165248448, -3740.5068910902],
  [1000, 0.7, 0.686185901371, 68.4121916424, -3982.7303700534],
  [1000, 1.2, 1.120970189336, 7.2152676168, -4653.2215827135],
  [4000, -0.5, -0.444520092707, 2901.581976092, -17053.2816127767],
  [4000, 0, 0.955973049424, 31.1562195103, -19067.5829519973],
  [4000, 0.3, 0.303203366482, 1335.1866936395, -17721.4123863529],
  [4000, 0.7, 0.67658284365, 192.7716218605, -18739.9423789279],
  [4000, 1.2, 1.141932880908, 8.9035945572, -22020.5924220365],
];

describe('psis', () => {
  test.each(loo)('%i weights of shape %f as loo has them', (draws, k, paretoK, ess, sum) => {
    const ours = psis(logWeights(draws, k));
    expect(ours.paretoK).toBeCloseTo(paretoK, 9);
    expect(Math.abs(ours.ess / ess - 1)).toBeLessThan(1e-9);
    const theirs = ours.logWeights.reduce((total, w, i) => total + w * (i + 1), 0) / draws;
    expect(Math.abs(theirs / sum - 1)).toBeLessThan(1e-9);
  });

  test('a longer tail for draws of a slow Markov chain, as loo with r_eff = 0.4', () => {
    const { paretoK, ess } = psis(logWeights(1000, 0.3), { relativeEfficiency: 0.4 });
    expect(paretoK).toBeCloseTo(0.332219626620274, 9);
    expect(ess).toBeCloseTo(133.45967358667, 6);
  });

  test('the same by the elementary functions that are the same on every engine', () => {
    const [ours, native] = [
      psis(logWeights(1000, 0.5), { arithmetic: elementary }),
      psis(logWeights(1000, 0.5)),
    ];
    expect(ours.paretoK).toBeCloseTo(native.paretoK, 10);
    expect(ours.ess).toBeCloseTo(native.ess, 8);
  });

  test('weights sum to one, keep their order and shift with a constant by nothing', () => {
    const raw = logWeights(500, 0.6);
    const { logWeights: smooth, ess } = psis(raw);
    expect(smooth.reduce((sum, w) => sum + Math.exp(w), 0)).toBeCloseTo(1, 12);
    const order = raw.map((_, i) => i).sort((a, b) => raw[a] - raw[b]);
    expect(order.slice(1).every((at, i) => smooth[at] >= smooth[order[i]])).toBe(true);
    expect(psis(raw.map((w) => w + 800)).ess).toBeCloseTo(ess, 6);
  });

  test('equal weights have no tail: every draw counts', () => {
    const { paretoK, ess } = psis(new Float64Array(200).fill(-3));
    expect(paretoK).toBe(Number.NEGATIVE_INFINITY);
    expect(ess).toBeCloseTo(200, 9);
  });

  test('draws outside the support weigh nothing', () => {
    const raw = logWeights(400, 0.2).map((w, i) => (i % 4 === 0 ? Number.NEGATIVE_INFINITY : w));
    const { logWeights: smooth, paretoK } = psis(raw);
    expect(smooth[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(paretoK).toBeLessThan(0.7);
  });

  test('cannot tell: NaN, an infinite weight, no weight at all; too few to fit a tail', () => {
    for (const bad of [[1, Number.NaN, 2], [1, Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], []])
      expect(psis(bad)).toMatchObject({ paretoK: Number.NaN, ess: Number.NaN });
    expect(psis(logWeights(20, 0.5)).paretoK).toBe(Number.POSITIVE_INFINITY);
    expect(psis(logWeights(21, 0.5)).paretoK).toBeLessThan(1);
  });

  test('threshold: 1 - 1 / log10(S), at most 0.7', () => {
    expect(paretoKThreshold(100)).toBeCloseTo(0.5, 12);
    expect(paretoKThreshold(1000)).toBeCloseTo(2 / 3, 12);
    expect(paretoKThreshold(4000)).toBe(0.7);
  });
});

describe('generalized Pareto fit', () => {
  test.each([-0.3, 0.2, 0.5, 0.9])('finds the shape %f of exact samples', (k) => {
    const rng = stream('psis', k);
    const n = 4000;
    const sample = Float64Array.from({ length: n }, () =>
      quantileOfPareto(rng.uniform(), { k, sigma: 2 }),
    ).sort();
    const fit = fitGeneralizedPareto(sample);
    // the maximum likelihood estimate's sd is (1 + k) / sqrt(n), its scale's sqrt(2 (1 + k) / n) sigma
    expect(Math.abs(fit.k - k)).toBeLessThan((4 * (1 + k)) / Math.sqrt(n) + 10 / n);
    expect(Math.abs(fit.sigma / 2 - 1)).toBeLessThan(4 * Math.sqrt((2 * (1 + k)) / n));
  });

  test('equals loo::gpdfit on sort(exp(lw(200, 0.5)))', () => {
    const fit = fitGeneralizedPareto(Float64Array.from(logWeights(200, 0.5), Math.exp).sort());
    expect(fit.k).toBeCloseTo(0.39149316825279, 10);
    expect(fit.sigma).toBeCloseTo(1.23360590927789, 10);
  });

  test('quantiles go over into the exponential ones as the shape goes to 0', () => {
    for (const p of [0.1, 0.5, 0.99])
      expect(quantileOfPareto(p, { k: 1e-9, sigma: 3 })).toBeCloseTo(
        quantileOfPareto(p, { k: 0, sigma: 3 }),
        6,
      );
  });
});

test('the largest values are the end of the order of all, ties among them', () => {
  const rng = stream('largest');
  for (const size of [25, 100, 1000]) {
    const plain = Float64Array.from({ length: size }, () => rng.normal());
    for (const values of [
      plain,
      plain.map((x) => Math.round(3 * x) + 0),
      plain.map((x, i) => (i % 7 === 0 ? x : -Infinity)),
    ])
      for (const count of [1, 6, Math.ceil(size / 5), size])
        expect([...largestPlaces(values, count)]).toEqual([...ascendingOrder(values).subarray(size - count)]);
  }
});
