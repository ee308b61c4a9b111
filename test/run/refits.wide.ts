import { describe, expect, test } from 'vitest';
import { loo } from '../../models/accuracy/index.ts';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { exactLoo } from '../../src/run/refits/exactLoo.ts';
import { kfold } from '../../src/run/refits/kfold.ts';
import { sample } from '../../src/run/sample.ts';

const rng = stream('refits');
const rows = 24;
const group = Array.from({ length: rows }, (_, i) => `g${i % 6}`);
const x = group.map(() => rng.normal());
const effects = new Map(group.map((g) => [g, rng.normal()]));
const outcomes = Float64Array.from(
  x,
  (value, i) => 1 + 0.5 * value + (effects.get(group[i]) ?? 0) + 0.7 * rng.normal(),
);
const table = tableFromColumns({
  y: [...outcomes],
  hit: x.map((value) => (value + rng.normal() > 0 ? 1 : 0)),
  w: x.map((_, i) => 1 + (i % 3)),
  sex: x.map((_, i) => (i % 4 === 0 ? 'f' : 'm')),
  x,
  g: group,
});

describe('k-fold accuracy', async () => {
  const model = glmm('y ~ x + (1 | g)', table);
  const fit = { ...(await sample(model, { draws: 500, workers: 0, seed: 3 })), model };

  for (const groups of [undefined, 'g'])
    test(`of ${groups ?? 'rows'} left out one by one is that of importance sampling`, async () => {
      const asked = groups === undefined ? {} : { groups };
      const weighed = loo(fit, asked);
      const refitted = await kfold(fit, { folds: 'each', ...asked, draws: 300, workers: 0 });
      expect(refitted.question).toBe(weighed.question);
      expect(refitted.points).toBe(weighed.points);
      refitted.pointwise.elpd.forEach((value, point) => {
        const se = Math.hypot(refitted.pointwise.mcse[point], weighed.pointwise.mcse[point]);
        expect(Math.abs(value - weighed.pointwise.elpd[point])).toBeLessThan(5 * se + 0.01);
      });
      expect(refitted.p.estimate).toBeGreaterThan(1);
    });

  test('what cannot be is refused', async () => {
    await expect(kfold(fit, { folds: 25 })).rejects.toThrow('25 folds of 24 points');
    await expect(kfold(fit, { stratify: 'sexx' })).rejects.toThrow('no column "sexx"');
    await expect(kfold(fit, { groups: 'g', stratify: 'x' })).rejects.toThrow('stratify deals rows');
    await expect(kfold(fit, { folds: [0, 2] })).rejects.toThrow(
      'expected the fold of each of 24 points, got 2',
    );
  });

  test('of a wild row is by a refit without it, the other rows by their weights', async () => {
    const wild = {
      ...table,
      columns: new Map(table.columns).set('y', { kind: 'number' as const, values: outcomes.with(0, 9) }),
    };
    const odd = glmm('y ~ x + (1 | g)', wild);
    const oddFit = { ...(await sample(odd, { draws: 2000, workers: 0, seed: 3 })), model: odd };
    const weighed = loo(oddFit);
    expect(weighed.trusted).toBe(false);
    const exact = await exactLoo(oddFit, weighed, { workers: 0 });
    expect(exact.trusted, exact.warnings.map(({ text }) => text).join()).toBe(true);
    expect(exact.refitted).toEqual(
      [...weighed.pointwise.paretoK.keys()].filter((i) => weighed.pointwise.paretoK[i] > weighed.threshold),
    );
    const one = await kfold(oddFit, {
      folds: Array.from({ length: rows }, (_, i) => (i === 0 ? 0 : 1)),
      draws: 2000,
      workers: 0,
    });
    expect(exact.refitted).toContain(0);
    expect(Math.abs(exact.pointwise.elpd[0] - one.pointwise.elpd[0])).toBeLessThan(
      5 * Math.hypot(exact.pointwise.mcse[0], one.pointwise.mcse[0]),
    );
    expect(exact.pointwise.elpd[1]).toBe(weighed.pointwise.elpd[1]);
    await expect(exactLoo(oddFit, weighed, { most: 0 })).rejects.toThrow('more refits than 0');
  });
});
