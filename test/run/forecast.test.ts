import { describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { laplaceWork } from '../../src/engine/laplace/work.ts';
import { multiplicationsASecond } from '../../src/engine/linalg/rate.ts';
import { stream } from '../../src/engine/rng.ts';
import { designForecast, samplingForecast, setupForecast } from '../../src/run/forecast.ts';
import { sample } from '../../src/run/sample.ts';

/** Crossed binary data with as many levels of both groups, some four rows a level. */
function crossed(levels: number): Model {
  const rng = stream('forecast');
  const rows = 4 * levels;
  const pick = (): string[] => Array.from({ length: rows }, () => `l${Math.floor(levels * rng.uniform())}`);
  const y = Array.from({ length: rows }, (_, i) => i % 2);
  return glmm('y ~ (1 | a) + (1 | b)', tableFromColumns({ y, a: pick(), b: pick() }), {
    family: 'bernoulli',
  });
}

/** Gaussian data of a factor that varies by group: k (k + 1) / 2 covariance parameters. */
function factorSlopes(k: number): Model {
  const rng = stream('forecast');
  const rows = 20 * k;
  const table = tableFromColumns({
    y: Array.from({ length: rows }, () => rng.normal()),
    f: Array.from({ length: rows }, (_, i) => `f${i % k}`),
    g: Array.from({ length: rows }, (_, i) => `g${Math.floor(i / k) % 10}`),
  });
  return glmm('y ~ 1 + (f | g)', table);
}

describe('a forecast', () => {
  test('counts a dense factor: near eight times the work and four times the room for twice the levels', () => {
    const [small, large] = [1000, 2000].map((levels) => laplaceWork(crossed(levels).program, 'exact'));
    // what runs once in any case counts too
    expect(large.multiplications / small.multiplications).toBeGreaterThan(4.5);
    expect(large.multiplications / small.multiplications).toBeLessThan(8.5);
    expect(large.bytes / small.bytes).toBeGreaterThan(3.2); // rows, which do not grow so, count too
    expect(large.bytes / small.bytes).toBeLessThan(4.2);
  });

  test('grows with the covariance parameters, of which there are as many as the square of the slopes', () => {
    const [few, many] = [10, 40].map((k) => setupForecast(factorSlopes(k).program, 'auto'));
    expect(many.seconds).toBeGreaterThan(20 * few.seconds);
  });

  test('sees 1,936 columns of 100,000 rows before they are made', () => {
    const { seconds, bytes } = designForecast(100_000, 1936);
    expect(bytes).toBeGreaterThan(3 * 1.5e9);
    expect(seconds * multiplicationsASecond()).toBeGreaterThan(1e11);
  });

  test('of chains grows with draws, chains and effects, shrinks with threads, and is not given for NUTS', () => {
    const { program } = factorSlopes(3);
    const seconds = (run: object, strategy: 'collapsed' | 'reference' = 'collapsed'): number =>
      samplingForecast(program, strategy, { chains: 4, draws: 500, threads: 2, ...run })?.seconds ?? 0;
    expect(seconds({})).toBeGreaterThan(0);
    // of less than a second, so that the speed of this machine is not measured; what a run takes in any case is not doubled
    const start = 2 * seconds({}) - seconds({ chains: 8 });
    const part = (run: object): number => (seconds(run) - start) / (seconds({}) - start);
    expect(part({ threads: 1 })).toBeCloseTo(2, 6);
    expect(part({ draws: 1000 })).toBeGreaterThan(1.5);
    expect(part({ draws: 1000 })).toBeLessThan(2);
    expect(start).toBeGreaterThan(0.1);
    expect(start).toBeLessThan(seconds({}));
    expect(seconds({ threads: 64 })).toBeLessThan(seconds({ threads: 4 }));
    expect(seconds({}, 'reference')).not.toBe(seconds({}));
    expect(samplingForecast(program, 'nuts', { chains: 4, draws: 1000, threads: 2 })).toBeNull();
  });

  test('is told to who asks, before the first progress and by the sampler that was chosen', async () => {
    const heard: string[] = [];
    await sample(factorSlopes(2), {
      chains: 1,
      warmup: 50,
      draws: 20,
      workers: 0,
      onAttempt: ({ sampler, before, forecast }) =>
        heard.push(`${before} ${sampler} ${(forecast?.seconds ?? 0) > 0}`),
      onProgress: () => heard.push('progress'),
    });
    expect(heard.slice(0, 2)).toEqual(['0 collapsed true', 'progress']);
    expect(heard.lastIndexOf('0 collapsed true')).toBe(0);
  });
});
