import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nutsChain } from '../../src/engine/hmc/chain.ts';
import { unitMetric } from '../../src/engine/hmc/metric.ts';
import { estimatedMetric, startCovariance, updateCovariance } from '../../src/engine/hmc/metricAdaptation.ts';
import { createNuts } from '../../src/engine/hmc/nuts.ts';
import {
  adaptedStepSize,
  currentStepSize,
  findStepSize,
  startStepSize,
  updateStepSize,
} from '../../src/engine/hmc/stepSize.ts';
import { planWarmup, type Stage } from '../../src/engine/hmc/warmup.ts';
import { stream } from '../../src/engine/rng.ts';
import { normalTarget, standardNormal, stateAt } from './targets.ts';

const lengths = (plan: readonly Stage[]): number[] => plan.flatMap((s) => ('draws' in s ? [s.draws] : []));
const total = (plan: readonly Stage[]): number => lengths(plan).reduce((a, b) => a + b, 0);

describe('planWarmup', () => {
  test('1000 draws: the windows of Stan', () => {
    const plan = planWarmup(1000);
    expect(lengths(plan)).toEqual([75, 25, 50, 100, 200, 500, 50]);
    expect(plan.map((s) => s.kind)).toEqual([
      'findStepSize',
      'tuneStepSize',
      ...new Array<string>(5).fill('tuneStepSizeAndMetric'),
      'tuneStepSize',
    ]);
  });

  test('150 draws: one window; 149 and 20: 15 %, 75 %, 10 %', () => {
    expect(lengths(planWarmup(150))).toEqual([75, 25, 50]);
    expect(lengths(planWarmup(149))).toEqual([22, 113, 14]);
    expect(lengths(planWarmup(20))).toEqual([3, 15, 2]);
  });

  test('19 draws are refused, with advice', () => {
    expect(() => planWarmup(19)).toThrow(
      'warmup: 19 draws cannot tune a metric, need at least 20; ask for more',
    );
  });

  property.prop([fc.integer({ min: 20, max: 20_000 })])(
    'spends exactly what it is given, no window empty',
    (draws) => {
      const plan = planWarmup(draws);
      expect(total(plan)).toBe(draws);
      expect(Math.min(...lengths(plan))).toBeGreaterThan(0);
      expect(plan.at(-1)?.kind).toBe('tuneStepSize');
    },
  );
});

describe('step size', () => {
  test('dual averaging settles where the acceptance is the target', () => {
    const rng = stream('dual averaging');
    const target = standardNormal(20);
    const metric = unitMetric('diagonal', 20);
    for (const wanted of [0.6, 0.8, 0.95]) {
      const transition = createNuts(target);
      let state = stateAt(
        target,
        Array.from({ length: 20 }, () => rng.normal()),
      );
      let adaptation = startStepSize(findStepSize(rng, target, state, metric), wanted);
      const step = (stepSize: number): number => {
        const next = transition(rng, state, { stepSize, metric, maxDepth: 8 });
        state = next.state;
        return next.stats.acceptStat;
      };
      for (let i = 0; i < 600; i++)
        adaptation = updateStepSize(adaptation, step(currentStepSize(adaptation)));
      let accepted = 0;
      for (let i = 0; i < 600; i++) accepted += step(adaptedStepSize(adaptation)) / 600;
      // the average of logs is not the log of the average: Stan's scheme lands within 0.05, a little above
      expect(Math.abs(accepted - wanted), `target ${wanted}`).toBeLessThan(0.05);
    }
  });

  test('NaN acceptance counts as 0 and shrinks the step', () => {
    const start = startStepSize(1, 0.8);
    expect(updateStepSize(start, Number.NaN)).toEqual(updateStepSize(start, 0));
    expect(currentStepSize(updateStepSize(start, 0))).toBeLessThan(currentStepSize(updateStepSize(start, 1)));
    expect(adaptedStepSize(startStepSize(0.3, 0.8))).toBeCloseTo(0.3, 14);
  });

  test('the search lands within a factor 2 of where one step is accepted with 0.8, from either side', () => {
    const target = standardNormal(1);
    const metric = unitMetric('diagonal', 1);
    for (const scale of [1e-4, 1, 1e4]) {
      const scaled = normalTarget([[1 / scale ** 2]]);
      for (const from of [1e-3, 1, 1e3]) {
        const found = findStepSize(
          stream('search', scale, from),
          scaled,
          stateAt(scaled, [scale]),
          metric,
          from,
        );
        expect(found / scale).toBeGreaterThan(0.2);
        expect(found / scale).toBeLessThan(8);
      }
    }
    expect(findStepSize(stream('s'), target, stateAt(target, [0]), metric)).toBeGreaterThan(0.2);
  });
});

describe('metric', () => {
  property.prop([
    fc.array(
      fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
      {
        minLength: 2,
        maxLength: 40,
      },
    ),
    fc.constantFrom(0, 1e6),
  ])('Welford equals two passes, also far from zero', (points, shift) => {
    const n = points.length;
    const centre = [0, 1].map((i) => points.reduce((s, x) => s + x[i] + shift, 0) / n);
    const product = (i: number, j: number): number =>
      points.reduce((s, x) => s + (x[i] + shift - centre[i]) * (x[j] + shift - centre[j]), 0);
    const dense = startCovariance('dense', 2);
    const diagonal = startCovariance('diagonal', 2);
    for (const x of points)
      for (const e of [dense, diagonal]) updateCovariance(e, Float64Array.of(x[0] + shift, x[1] + shift));
    // a shift of 1e6 leaves 1e-10 of each deviation
    const tolerance = (shift === 0 ? 1e-11 : 1e-6) * (1 + product(0, 0));
    const [a, , b, d] = dense.sums;
    [a - product(0, 0), b - product(1, 0), d - product(1, 1)].forEach((error) => {
      expect(Math.abs(error)).toBeLessThan(tolerance);
    });
    expect(diagonal.sums[0]).toBe(a);
    expect(diagonal.sums[1]).toBe(d);
    expect([dense.count, diagonal.count]).toEqual([n, n]);
  });

  test('shrinks as Stan does: n / (n + 5) of the covariance and 1e-3 times 5 / (n + 5) of the identity', () => {
    for (const kind of ['diagonal', 'dense'] as const) {
      const estimate = startCovariance(kind, 1);
      for (const x of [1, 2, 6]) updateCovariance(estimate, Float64Array.of(x));
      expect(estimatedMetric(estimate)?.inverse[0]).toBeCloseTo((3 / 8) * 7 + 1e-3 * (5 / 8), 14);
    }
  });

  test('is null where the draws are not finite and a dense factor does not exist', () => {
    const estimate = startCovariance('dense', 2);
    for (const x of [1, Number.NaN, 3]) updateCovariance(estimate, Float64Array.of(x, x));
    expect(estimatedMetric(estimate)).toBeNull();
  });
});

test('a chain learns a normal: scales by the diagonal metric, correlations too by the dense one', () => {
  // sds 0.1 and 10, correlation 0.9: 100 leapfrogs a draw untuned, 3 to 7 once a dense metric is learned
  const [a, d, r] = [0.01, 100, 0.9];
  const determinant = a * d * (1 - r * r);
  const target = normalTarget([
    [d / determinant, (-r * Math.sqrt(a * d)) / determinant],
    [(-r * Math.sqrt(a * d)) / determinant, a / determinant],
  ]);
  const leapfrogs = { diagonal: 0, dense: 0 };
  for (const metric of ['diagonal', 'dense'] as const) {
    const settings = { warmup: 500, draws: 300, metric, targetAccept: 0.8, maxDepth: 10 };
    for (const { phase, stats } of nutsChain(stream('learn', metric), target, settings))
      if (phase === 'sampling') leapfrogs[metric] += stats.nLeapfrog / 300;
  }
  expect(leapfrogs.dense).toBeLessThan(7);
  expect(leapfrogs.diagonal).toBeLessThan(20);
  expect(leapfrogs.dense).toBeLessThan(leapfrogs.diagonal);
});
