import { describe, expect, test } from 'vitest';
import { mcseMean, mcseSd, mean, sd } from '../../diagnostics/index.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { type Metric, unitMetric } from '../../src/engine/hmc/metric.ts';
import { createNuts } from '../../src/engine/hmc/nuts.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { banana, kolmogorov, logisticTarget, normalTarget, standardNormal, stateAt } from './targets.ts';

/** A target with exact draws, and functions of them whose distribution is known. */
interface Exact {
  readonly target: LogDensity;
  readonly metric: Metric;
  readonly stepSizes: readonly number[];
  readonly draw: (rng: Rng) => number[];
  readonly margins: readonly {
    readonly of: (x: readonly number[]) => number;
    readonly cdf: (v: number) => number;
  }[];
}

const chiSquareOne = (v: number): number => 2 * normalCdf(Math.sqrt(Math.max(0, v))) - 1;
const r = 0.8;
const precision = [
  [1 / (1 - r * r), -r / (1 - r * r)],
  [-r / (1 - r * r), 1 / (1 - r * r)],
];
const inverse = Float64Array.of(1, r, r, 1);

const exact: Readonly<Record<string, Exact>> = {
  'a normal': {
    target: standardNormal(1),
    metric: unitMetric('diagonal', 1),
    stepSizes: [0.3, 0.8, 1.4, 1.9], // 2 is the limit of stability
    draw: (rng) => [rng.normal()],
    margins: [
      { of: ([x]) => x, cdf: normalCdf },
      { of: ([x]) => x * x, cdf: chiSquareOne },
    ],
  },
  'a correlated normal, unit metric': {
    target: normalTarget(precision),
    metric: unitMetric('diagonal', 2),
    stepSizes: [0.15, 0.5, 0.85], // stable to 2 sqrt(0.2) = 0.89
    draw: correlatedPair,
    margins: correlatedMargins(),
  },
  'a correlated normal, dense metric': {
    target: normalTarget(precision),
    metric: { kind: 'dense', inverse, factor: cholesky(inverse, 2) as Float64Array },
    stepSizes: [0.6, 1.8],
    draw: correlatedPair,
    margins: correlatedMargins(),
  },
  'a logistic distribution': {
    target: logisticTarget,
    metric: unitMetric('diagonal', 1),
    stepSizes: [0.5, 1.5, 2.7],
    draw: (rng) => {
      const u = rng.uniform();
      return [Math.log(u / (1 - u))];
    },
    margins: [
      { of: ([x]) => x, cdf: (v) => 1 / (1 + Math.exp(-v)) },
      { of: ([x]) => Math.abs(x), cdf: (v) => Math.tanh(v / 2) },
    ],
  },
  'a banana': {
    target: banana,
    metric: unitMetric('diagonal', 2),
    stepSizes: [0.2, 0.6], // at 0.6 the arms diverge or are refused often
    draw: (rng) => {
      const x = rng.normal();
      return [x, x * x + 0.5 * rng.normal()];
    },
    margins: [
      { of: ([x]) => x, cdf: normalCdf },
      { of: ([x, y]) => 2 * (y - x * x), cdf: normalCdf },
      { of: ([x]) => x * x, cdf: chiSquareOne },
    ],
  },
};

function correlatedPair(rng: Rng): number[] {
  const x = rng.normal();
  return [x, r * x + Math.sqrt(1 - r * r) * rng.normal()];
}

function correlatedMargins(): Exact['margins'] {
  return [
    { of: ([x]) => x, cdf: normalCdf },
    { of: ([x, y]) => (x - y) / Math.sqrt(2 - 2 * r), cdf: normalCdf },
    { of: ([x, y]) => (x + y) ** 2 / (2 + 2 * r), cdf: chiSquareOne },
  ];
}

describe('exact draws stay exact: a transition from each leaves the distribution as it was', () => {
  for (const [name, { target, metric, stepSizes, draw, margins }] of Object.entries(exact))
    for (const stepSize of stepSizes)
      test(`${name}, step ${stepSize}, seed 1`, () => {
        const rng = stream('1', name, stepSize);
        const transition = createNuts(target);
        const ends: number[][] = [];
        for (let i = 0; i < 8000; i++) {
          let state = stateAt(target, draw(rng));
          // three in a row: a bias of one transition adds up
          for (let k = 0; k < 3; k++) state = transition(rng, state, { stepSize, metric, maxDepth: 6 }).state;
          ends.push([...state.theta]);
        }
        // Kolmogorov's distribution puts 1 in 3000 above 2.05 (ends are independent); the seed is fixed
        for (const { of, cdf } of margins) expect(kolmogorov(ends.map(of), cdf)).toBeLessThan(2.05);
      });
});

describe('a long chain without adaptation has the right moments', () => {
  const lengths = { 1: 20_000, 2: 20_000 };
  for (const dimension of [1, 2] as const)
    for (const stepSize of [0.4, 1.2])
      test(`${dimension} dimensions, step ${stepSize}, seed 2`, () => {
        const target = dimension === 1 ? standardNormal(1) : normalTarget(precision);
        const metric: Metric =
          dimension === 1 ? unitMetric('diagonal', 1) : exact['a correlated normal, dense metric'].metric;
        const rng = stream('2', dimension, stepSize);
        const transition = createNuts(target);
        let state = stateAt(target, new Array<number>(dimension).fill(0.5));
        const draws = new Float64Array(lengths[dimension]);
        const products = new Float64Array(lengths[dimension]);
        for (let i = 0; i < draws.length; i++) {
          state = transition(rng, state, { stepSize, metric, maxDepth: 8 }).state;
          draws[i] = state.theta[0];
          products[i] = state.theta[0] * state.theta[dimension - 1];
        }
        // 4 standard errors, by the diagnostics' own MCSE; the seed is fixed
        expect(Math.abs(mean([draws]))).toBeLessThan(4 * mcseMean([draws]));
        expect(Math.abs(sd([draws]) - 1)).toBeLessThan(4 * mcseSd([draws]));
        expect(Math.abs(mean([products]) - (dimension === 1 ? 1 : r))).toBeLessThan(4 * mcseMean([products]));
      });
});
