import { createHash } from 'node:crypto';
// the compiled package: worker threads run from there; `npm test` builds it first
import {
  type Fit,
  glmm,
  InputError,
  type Progress,
  type SampleOptions,
  sample,
  tableFromColumns,
} from 'poolwise';
import { describe, expect, test } from 'vitest';

const rows = 40;
const columns = {
  y: Array.from({ length: rows }, (_, i) => ((i * 7919) % 13) % 2),
  x: Array.from({ length: rows }, (_, i) => ((i * 104729) % 101) / 10),
  g: Array.from({ length: rows }, (_, i) => `g${(i * 31) % 5}`),
};
const settings: SampleOptions = { chains: 3, warmup: 60, draws: 40, seed: 'digest' };

/** Gaussian models take another sampler than the rest, so both are tried. */
const families = ['bernoulli', 'gaussian'] as const;

function modelOf(order: readonly number[], family: (typeof families)[number] = 'bernoulli') {
  const pick = <T>(values: readonly T[]): T[] => order.map((i) => values[i]);
  const { y, x, g } = columns;
  return glmm('y ~ x + (1 + x | g)', tableFromColumns({ y: pick(y), x: pick(x), g: pick(g) }), { family });
}

const inOrder = columns.y.map((_, i) => i);

/** SHA-256 over the bytes of every draw and of every chain's lp. */
function digest({ draws, sampler }: Fit): string {
  const hash = createHash('sha256');
  for (const chain of draws.values)
    hash.update(new Uint8Array(chain.buffer, chain.byteOffset, chain.byteLength));
  for (const { stats } of sampler.chains)
    hash.update(new Uint8Array(stats.lp.buffer, stats.lp.byteOffset, stats.lp.byteLength));
  return hash.digest('hex');
}

for (const family of families)
  describe(`the draws of a ${family} model`, () => {
    test('do not depend on the number of workers, nor on the run', async () => {
      const digests = new Set<string>();
      for (const workers of [0, 1, 2, 4, 2])
        digests.add(digest(await sample(modelOf(inOrder, family), { ...settings, workers })));
      expect(digests.size).toBe(1);
    });

    test('do not depend on the order of the rows', async () => {
      const shuffled = inOrder.toSorted((a, b) => ((a * 17) % 41) - ((b * 17) % 41));
      const runs = [inOrder, shuffled].map((order) =>
        sample(modelOf(order, family), { ...settings, workers: 0 }),
      );
      const [one, other] = (await Promise.all(runs)).map(digest);
      expect(other).toBe(one);
    });
  });

describe('worker threads', () => {
  test('report progress to the very end of every chain', async () => {
    const events: Progress[] = [];
    await sample(modelOf(inOrder), { ...settings, workers: 2, onProgress: (p) => events.push(p) });
    for (const chain of [0, 1, 2]) expect(events.findLast((e) => e.chain === chain)?.done).toBe(100);
  });

  test('stop at once when the signal aborts, with its reason', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 300);
    const started = performance.now();
    const endless = sample(modelOf(inOrder), {
      ...settings,
      draws: 1_000_000,
      workers: 2,
      signal: controller.signal,
    });
    await expect(endless).rejects.toThrow('enough');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('hand a mistake of the caller on as an InputError', async () => {
    const { program } = modelOf(inOrder);
    const nowhere = { ...program, rows: { ...program.rows, y: program.rows.y.map(() => Number.NaN) } };
    const refused = sample(nowhere, { ...settings, workers: 1 });
    await expect(refused).rejects.toBeInstanceOf(InputError);
    await expect(refused).rejects.toThrow('no finite start');
  });

  test('pass an exception in onProgress on to the caller, as a run on this thread does', async () => {
    for (const workers of [0, 2]) {
      const onProgress = (): void => {
        throw new Error('the listener fell over');
      };
      await expect(sample(modelOf(inOrder), { ...settings, workers, onProgress })).rejects.toThrow(
        'the listener fell over',
      );
    }
  });
});
