import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { column } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import type { Progress } from '../../src/run/runChain.ts';
import { sample } from '../../src/run/sample.ts';
import type { SampleOptions } from '../../src/run/settings.ts';
import { standardNormal } from '../hmc/targets.ts';

const small: SampleOptions = { chains: 2, warmup: 50, draws: 40, workers: 0 };

describe('settings', () => {
  const cases: readonly (readonly [SampleOptions, string])[] = [
    [{ chains: 0 }, 'sample: chains must be a whole number from 1 to 1000, got 0'],
    [{ chains: 1.5 }, 'sample: chains must be a whole number from 1 to 1000, got 1.5'],
    [{ draws: 0 }, 'sample: draws must be a whole number from 1'],
    [{ draws: Number.NaN }, 'got NaN'],
    [{ warmup: 19 }, 'sample: warmup must be a whole number from 20'],
    [{ maxDepth: 21 }, 'sample: maxDepth must be a whole number from 1 to 20, got 21'],
    [{ targetAccept: 1 }, 'sample: targetAccept must lie between 0 and 1, got 1'],
    [{ targetAccept: Number.NaN }, 'sample: targetAccept must lie between 0 and 1, got NaN'],
    [{ metric: 'round' as 'dense' }, 'sample: no metric "round" (have: diagonal, dense)'],
    [{ sampler: 'gips' as 'nuts' }, 'sample: no sampler "gips" (have: auto, '],
    [{ workers: -1 }, 'sample: workers must be a whole number from 0 to 256, got -1'],
    [{ workers: 2.5 }, 'sample: workers must be a whole number from 0 to 256, got 2.5'],
  ];
  for (const [options, message] of cases)
    test(`${JSON.stringify(options)} is refused: ${message}`, async () => {
      const refused = sample(standardNormal(1), { ...small, ...options });
      await expect(refused).rejects.toBeInstanceOf(InputError);
      await expect(refused).rejects.toThrow(message);
    });

  test('a log density without a whole number of dimensions is refused', async () => {
    for (const dimension of [0, -1, 1.5, Number.NaN])
      await expect(sample({ ...standardNormal(1), dimension }, small)).rejects.toThrow(
        `at least 1, got ${dimension}`,
      );
  });
});

describe('draws', () => {
  test('are laid out by chain, quantity and draw, with the names of the model', async () => {
    const table = tableFromColumns({ y: [1, 2, 4, 3], g: ['a', 'b', 'a', 'b'] });
    const { draws, model, sampler } = await sample(glmm('y ~ 1 + (1 | g)', table), small);
    expect(draws.names).toEqual([
      'b_Intercept',
      'sd_g__Intercept',
      'sigma',
      'r_g[a,Intercept]',
      'r_g[b,Intercept]',
    ]);
    expect(draws.values.map((v) => v.length)).toEqual([200, 200]);
    expect(column(draws, 'sigma')[1]).toEqual(draws.values[1].subarray(80, 120));
    expect(model.formula).toBe('y ~ 1 + (1 | g)');
    expect(() => column(draws, 'sgima')).toThrow('draws: no quantity "sgima" (have: b_Intercept');
    for (const { stats, gradients } of sampler.chains) {
      expect(stats.nLeapfrog.reduce((s, n) => s + n, 0)).toBe(gradients);
      expect(stats.lp.every(Number.isFinite)).toBe(true);
      expect(stats.energy.every((e, i) => e >= -stats.lp[i])).toBe(true);
      expect(stats.acceptStat.every((a) => a >= 0 && a <= 1)).toBe(true);
    }
  });

  test('are a function of the seed: same for the same, number or text, other for another, other for each chain', async () => {
    const of = async (seed: string | number): Promise<Float64Array[]> => [
      ...(await sample(standardNormal(2), { ...small, seed })).draws.values,
    ];
    const [one, again, two] = [await of(1), await of('1'), await of(2)];
    expect(again).toEqual(one);
    expect(two[0]).not.toEqual(one[0]);
    expect(one[1]).not.toEqual(one[0]);
  });

  test('of a chain do not depend on how many others there are', async () => {
    const many = await sample(standardNormal(2), { ...small, chains: 3 });
    const few = await sample(standardNormal(2), { ...small, chains: 1 });
    expect(few.draws.values[0]).toEqual(many.draws.values[0]);
  });
});

describe('progress', () => {
  test('counts up chain by chain, warmup before sampling, to the total', async () => {
    const events: Progress[] = [];
    await sample(standardNormal(2), { ...small, onProgress: (p) => events.push(p) });
    for (const chain of [0, 1]) {
      const own = events.filter((e) => e.chain === chain);
      const last = own.at(-1);
      expect([last?.done, last?.total, last?.phase, last?.secondsLeft]).toEqual([90, 90, 'sampling', 0]);
      expect(own.every((e, i) => i === 0 || e.done > own[i - 1].done)).toBe(true);
      expect(own.every((e) => (e.phase === 'warmup') === e.done <= 50 && e.stepSize > 0)).toBe(true);
    }
  });
});

describe('abort', () => {
  /** A target that takes about a millisecond a gradient. */
  const slow: LogDensity = {
    dimension: 1,
    logDensityAndGradient(theta, gradOut) {
      const until = performance.now() + 1;
      while (performance.now() < until);
      gradOut[0] = -theta[0];
      return -0.5 * theta[0] ** 2;
    },
  };

  // the whole run would take a minute and more
  test('rejects with the reason within a slice of work, on this thread', { timeout: 30_000 }, async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    await expect(sample(slow, { workers: 0, signal: controller.signal })).rejects.toBe(reason);
  });

  test('a signal that is already aborted starts nothing', async () => {
    let calls = 0;
    const counted: LogDensity = { dimension: 1, logDensityAndGradient: () => calls++ };
    await expect(sample(counted, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(calls).toBe(0);
  });
});

describe('trouble', () => {
  test('no finite start is an InputError that shows the last lp', async () => {
    const nowhere: LogDensity = { dimension: 1, logDensityAndGradient: () => Number.NaN };
    await expect(sample(nowhere, small)).rejects.toThrow(
      'sample: no finite start in 100 tries; last lp was NaN',
    );
    await expect(sample(nowhere, small)).rejects.toBeInstanceOf(InputError);
  });

  test('an exception in a density of the user comes out as it is', async () => {
    const failing: LogDensity = {
      dimension: 1,
      logDensityAndGradient() {
        throw new TypeError('mine');
      },
    };
    await expect(sample(failing, small)).rejects.toThrow(new TypeError('mine'));
  });

  test('half a line is no trouble: -Infinity below 0 gives draws above 0 and no divergences', async () => {
    const half: LogDensity = {
      dimension: 1,
      logDensityAndGradient(theta, gradOut) {
        gradOut[0] = -theta[0];
        return theta[0] < 0 ? Number.NEGATIVE_INFINITY : -0.5 * theta[0] ** 2;
      },
    };
    const { draws, sampler } = await sample(half, { ...small, draws: 200 });
    expect(draws.values.every((chain) => chain.every((x) => x >= 0))).toBe(true);
    expect(sampler.chains.every((c) => c.divergences.length === 0)).toBe(true);
  });
});
