import { describe, expect, test } from 'vitest';
import {
  checkDetailedBalance,
  checkMoments,
  geweke,
  normalDensity,
  type Rng,
  type StatisticalResult,
  sbcOfSampler,
  stream,
} from '../../src/testing.ts';

/** Higher than the defaults, so that few seeds show what they are. */
const limits = { level: 0.05, warnLevel: 0.2 } as const;
const density = normalDensity(Float64Array.of(0, 1), Float64Array.of(1, 0, 0.6, 0.8));

/** Of a correct sampler: failures and warnings over seeds, at most as often as the limits say, up to three sds of chance. */
async function holdsLimits(
  seeds: number,
  run: (seed: number) => StatisticalResult | Promise<StatisticalResult>,
) {
  const results: StatisticalResult[] = [];
  for (let seed = 1; seed <= seeds; seed++) results.push(await run(seed));
  const share = (of: (result: StatisticalResult) => boolean): number => results.filter(of).length / seeds;
  const most = (p: number): number => p + 3 * Math.sqrt((p * (1 - p)) / seeds);
  expect(share(({ ok }) => !ok)).toBeLessThan(most(limits.level));
  expect(share(({ warns }) => warns)).toBeLessThan(most(limits.warnLevel));
  // and not for want of looking: Bonferroni of a few dependent tests, of discrete p-values, gives away some of it
  expect(share(({ warns }) => warns)).toBeGreaterThan(0.02);
}

const posterior = (rng: Rng, data: readonly number[]): number =>
  data.reduce((sum, y) => sum + y, 0) / 6 + Math.sqrt(1 / 6) * rng.normal();
const measured = (rng: Rng, mu: number): number[] => Array.from({ length: 5 }, () => mu + rng.normal());

describe('something correct is taken for wrong no more often than the limits say by', () => {
  test('checkDetailedBalance', () =>
    holdsLimits(200, (seed) =>
      checkDetailedBalance((rng) => density.draw(rng), density, { seed, runs: 60, ...limits }),
    ));

  test('checkMoments', () =>
    holdsLimits(150, (seed) => {
      const sampler = (own: string) => {
        const rng = stream(own);
        return Array.from({ length: 40 }, () => density.draw(rng));
      };
      return checkMoments(sampler, density, { seed, runs: 16, ...limits });
    }));

  test('geweke', () =>
    holdsLimits(200, (seed) =>
      geweke(
        {
          prior: (rng) => ({ mu: rng.normal() }),
          data: (rng, { mu }) => measured(rng, mu),
          transition: (rng, _, data) => ({ mu: posterior(rng, data) }),
          quantities: (_, data) => ({ first: data[0] }),
        },
        { seed, runs: 60, rounds: 2, ...limits },
      ),
    ));

  test('sbcOfSampler', () =>
    holdsLimits(200, (seed) =>
      sbcOfSampler(
        {
          simulate: (own) => {
            const rng = stream(own);
            const truth = { mu: rng.normal() };
            return { truth, data: measured(rng, truth.mu) };
          },
          draw: (own, data) => {
            const rng = stream(own);
            return { mu: Array.from({ length: 31 }, () => posterior(rng, data)) };
          },
          quantities: ({ mu }, data) => ({ first: data[0] * mu }),
        },
        { seed, simulations: 60, draws: 31, ...limits },
      ),
    ));
});
