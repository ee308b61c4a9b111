import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { ecdfBand } from '../../src/testing/rankTests.ts';
import {
  arbitraryGlmm,
  checkGradient,
  chiSquarePValue,
  declare,
  ecdfPValue,
  pooledPValue,
  rankHistogram,
  simulatePrior,
  stressTest,
} from '../../src/testing.ts';
import { integrate } from '../property/numeric.ts';

describe('poolwise/testing', () => {
  test('arbitraryGlmm makes valid models whose gradients hold and whose data can be simulated', () => {
    fc.assert(
      fc.property(arbitraryGlmm(fc, { generative: true }), fc.nat({ max: 1e6 }), (declaration, seed) => {
        const model = declare(declaration);
        const rng = stream(String(seed));
        expect(simulatePrior(rng, model).outcome.every(Number.isFinite)).toBe(true);
        if (model.program.residual !== undefined) return;
        const density = compileLogDensity(model.program);
        const theta = Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
        // as in test/property/glmm.test.ts
        expect(checkGradient(density, theta).worst).toBeLessThan(1e-6);
        // beyond exp(709) a parameter with a formula has no finite gradient
        if (model.design.further.length === 0) expect(stressTest(density, rng.uniform, 10)).toEqual([]);
      }),
      { numRuns: 12, seed: 7 },
    );
  });
});

/** `count` ranks that are uniform on 0..draws. */
function uniformRanks(seed: string, count: number, draws: number): number[] {
  const rng = stream(seed, 'ranks');
  return Array.from({ length: count }, () => rng.integer(draws + 1));
}

describe('ecdfPValue', () => {
  test('of three ranks among three values is what counting all 27 gives', () => {
    const all: number[][] = [];
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) for (let c = 0; c < 3; c++) all.push([a, b, c]);
    const p = all.map((ranks) => ecdfPValue(ranks, 2));
    for (const value of new Set(p)) {
      // the p-value of an outcome is the share of outcomes that are as far out or further
      const share = p.filter((other) => other <= value * (1 + 1e-12)).length / 27;
      expect(value).toBeCloseTo(share, 12);
    }
  });

  test('is below 0.05 for about one list of uniform ranks in twenty', () => {
    const p = Array.from({ length: 400 }, (_, i) => ecdfPValue(uniformRanks(`a${i}`, 100, 31), 31));
    const share = p.filter((value) => value < 0.05).length / p.length;
    // a binomial of 400 with 0.05 has an sd of 0.011; p is discrete, so a little less than 0.05
    expect(Math.abs(share - 0.05)).toBeLessThan(0.033);
  });

  test('is above 0.05 where the band of 95 % holds all counts, and only there', () => {
    const [n, draws] = [40, 15];
    const { low, high } = ecdfBand(n, draws);
    for (let i = 0; i < 200; i++) {
      const ranks = uniformRanks(`band${i}`, n, draws);
      const upTo = Array.from({ length: draws }, (_, r) => ranks.filter((rank) => rank <= r).length);
      const isInside = upTo.every((count, r) => low[r] <= count && count <= high[r]);
      expect(isInside).toBe(ecdfPValue(ranks, draws) > 0.05);
    }
  });

  test('sees ranks that crowd at the ends, in the middle, or on one side', () => {
    const uniform = uniformRanks('b', 300, 63);
    const crowd = (to: (u: number) => number): number[] =>
      uniform.map((r) => Math.min(63, Math.floor(64 * to((r + 0.5) / 64))));
    expect(ecdfPValue(uniform, 63)).toBeGreaterThan(0.05);
    expect(
      ecdfPValue(
        crowd((u) => u * u),
        63,
      ),
    ).toBeLessThan(1e-6);
    const wider = crowd((u) => 0.5 + (u - 0.5) * Math.sqrt(Math.abs(2 * u - 1)));
    expect(chiSquarePValue(wider, 63)).toBeLessThan(1e-4); // ecdfPValue: 0.02
    const bins = rankHistogram(wider, 63);
    expect(Math.min(bins[3], bins[4])).toBeGreaterThan(Math.max(bins[0], bins[7]));
  });
});

describe('chiSquarePValue', () => {
  test('is the tail of the chi-square density with 7 degrees of freedom', () => {
    const ranks = [127, 73, 100, 100, 100, 100, 100, 100].flatMap((n, c) => new Array<number>(n).fill(c));
    const statistic = (2 * 27 ** 2) / 100;
    // x^(5/2) e^(-x/2) / (2^(7/2) Gamma(7/2)), Gamma(7/2) = 15 sqrt(pi) / 8
    const constant = 2 ** 3.5 * ((15 * Math.sqrt(Math.PI)) / 8);
    const tail = integrate(
      (x) => ((x + statistic) ** 2.5 * Math.exp(-(x + statistic) / 2)) / constant,
      0,
      Infinity,
    );
    expect(chiSquarePValue(ranks, 7)).toBeCloseTo(tail, 10);
    expect(chiSquarePValue([0, 1, 2], 7)).toBeNaN();
  });
});

describe('pooledPValue', () => {
  /** Ranks of ten quantities that move together within a data set, each uniform. */
  const dependent = (seed: string, shift: number): Float64Array[] => {
    const rng = stream(seed, 'pooled');
    const ranks = Array.from({ length: 10 }, () => new Float64Array(120));
    for (let s = 0; s < 120; s++) {
      const common = rng.uniform();
      for (const ofQuantity of ranks) {
        const u = rng.uniform() < 0.5 ? common : rng.uniform();
        ofQuantity[s] = Math.floor(64 * (u + shift * u * (1 - u)));
      }
    }
    return ranks;
  };

  test('is below 0.05 for about one set in twenty, however the quantities depend on one another', () => {
    const p = Array.from({ length: 400 }, (_, i) => pooledPValue(dependent(`c${i}`, 0), 63));
    const share = p.filter((value) => value < 0.05).length / p.length;
    expect(Math.abs(share - 0.05)).toBeLessThan(0.04); // three sds, and shares that are not quite normal
  });

  test('sees a shift', () => {
    expect(pooledPValue(dependent('d', 0.6), 63)).toBeLessThan(1e-4);
  });
});
