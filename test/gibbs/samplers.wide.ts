import { describe, expect, test } from 'vitest';
import { mcseMean, mcseSd, mean, sd } from '../../diagnostics/index.ts';
import { columnAt } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { extend, glmm, sample } from '../../src/index.ts';

/** 800 rows, 160 by 155 levels: too many for a direct solve, so that conjugate gradients and their coarse space have them. */
function crossed() {
  const rng = stream('many levels');
  const [a, b] = [160, 155].map((n) => Array.from({ length: n }, () => 0.7 * rng.normal()));
  const rows = Array.from({ length: 800 }, () => {
    const [g, h] = [rng.integer(160), rng.integer(155)];
    return { y: 2 + a[g] + b[h] + rng.normal(), g: `g${g}`, h: `h${h}` };
  });
  return glmm(
    'y ~ 1 + (1 | g) + (1 | h)',
    tableFromColumns({ y: rows.map((r) => r.y), g: rows.map((r) => r.g), h: rows.map((r) => r.h) }),
  );
}

describe('gibbs on 160 by 155 levels', () => {
  const model = crossed();
  const settings = { chains: 4, draws: 1000, seed: 1 } as const;
  const gibbs = sample(model, { ...settings, sampler: 'gibbs' });

  test('its draws have the means and sds of the collapsed sampler', async () => {
    const [one, other] = [
      (await gibbs).draws,
      (await sample(model, { ...settings, sampler: 'collapsed' })).draws,
    ];
    let furthest = 0;
    one.names.forEach((_, q) => {
      const [x, y] = [columnAt(one, q), columnAt(other, q)];
      const distance = (of: typeof mean, error: typeof mcseMean): number =>
        Math.abs(of(x) - of(y)) / Math.hypot(error(x), error(y));
      furthest = Math.max(furthest, distance(mean, mcseMean), distance(sd, mcseSd));
    });
    // 640 comparisons: 4.5 standard errors are passed by chance once in 200 runs
    expect(furthest).toBeLessThan(4.5);
  });

  test('the same draws on any number of threads, and further chains are those of a longer run', async () => {
    const short = { sampler: 'gibbs', draws: 30, warmup: 60, seed: 2 } as const;
    const two = await sample(model, { ...short, chains: 2, workers: 2 });
    const three = await sample(model, { ...short, chains: 3, workers: 0 });
    expect(two.draws.values).toEqual(three.draws.values.slice(0, 2));
    expect((await extend(two, { chains: 1, workers: 0 })).draws.values).toEqual(three.draws.values);
  });

  test('it can be stopped', async () => {
    const control = new AbortController();
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'sampling') control.abort(new Error('enough'));
    };
    const stopped = sample(model, {
      sampler: 'gibbs',
      draws: 1e5,
      chains: 1,
      workers: 0,
      signal: control.signal,
      onProgress,
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});
