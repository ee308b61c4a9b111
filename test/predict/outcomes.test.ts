import { describe, expect, test } from 'vitest';
import { allDraws, cases, madeUp, modelOf, repeated, takeTable } from './models.ts';

const single = cases.filter(({ options }) => options?.residual === undefined);

describe('outcomes', () => {
  test.each(single)('$formula: follow the mean, or the chances of categories', (one) => {
    const model = modelOf(one);
    const draws = 1000;
    const posterior = { model, draws: repeated(model, draws) };
    const row = takeTable(24, [5]);
    const { out } = allDraws(posterior, row, { scale: 'outcome' });
    const mean = allDraws(posterior, row, { scale: 'mean' });
    const at = (k: number): number => mean.out[k * draws];
    const averages =
      mean.categories === null ? [out] : mean.categories.map((_, k) => out.map((y) => Number(y === k + 1)));
    averages.forEach((values, k) => {
      const average = values.reduce((sum, y) => sum + y, 0) / draws;
      const variance = values.reduce((sum, y) => sum + (y - average) ** 2, 0) / draws;
      expect(Math.abs(average - at(k))).toBeLessThanOrEqual(4.5 * Math.sqrt((variance + 1 / draws) / draws));
    });
  });

  test('depend on seed and row number alone', () => {
    const model = modelOf({ formula: 'count ~ x + (1 | g)', options: { family: 'poisson' } });
    const posterior = { model, draws: madeUp(model) };
    const all = allDraws(posterior, null, { scale: 'outcome' }).out;
    const first = allDraws(posterior, takeTable(24, [0]), { scale: 'outcome' }).out;
    expect([...first]).toEqual([...all.subarray(0, 6)]);
    expect([...allDraws(posterior, null, { scale: 'outcome', seed: '2' }).out]).not.toEqual([...all]);
  });

  test('averaged: every row is of a group of its own, with its variance', () => {
    const model = modelOf({ formula: 'y ~ 1 + (1 | g)' });
    const draws = repeated(model, 4000);
    const { out } = allDraws({ model, draws }, takeTable(24, [0, 1], ['g']), {
      scale: 'outcome',
      groups: 'averaged',
    });
    const value = (name: string): number => draws.values[0][draws.names.indexOf(name) * 4000];
    const variance = value('sd_g__Intercept') ** 2 + value('sigma') ** 2;
    const found = out.subarray(0, 4000).reduce((sum, y) => sum + (y - value('b_Intercept')) ** 2, 0) / 4000;
    expect(Math.abs(found / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
  });

  test('quantiles and chances above them, whole and not', () => {
    for (const { formula, family } of [
      { formula: 'y ~ x + (1 | g)', family: 'gaussian' },
      { formula: 'count ~ x + (1 | g)', family: 'zero_inflated_poisson' },
      { formula: 'share ~ x', family: 'beta' },
    ]) {
      const model = modelOf({ formula, options: { family } });
      const posterior = { model, draws: madeUp(model, { chains: 1, draws: 1 }) };
      const row = takeTable(24, [0]);
      const [quantile] = allDraws(posterior, row, { scale: { quantile: 0.9 } }).out;
      const above = (value: number): number => allDraws(posterior, row, { scale: { above: value } }).out[0];
      expect(above(quantile)).toBeLessThanOrEqual(0.1 + 1e-9);
      expect(
        above(family === 'zero_inflated_poisson' ? quantile - 1 : quantile * (1 - 1e-9)),
      ).toBeGreaterThan(0.1 - 1e-6);
    }
  });

  test('quantiles are refused where they are none', () => {
    const model = modelOf({ formula: 'y ~ x' });
    const posterior = { model, draws: madeUp(model) };
    expect(() => allDraws(posterior, null, { scale: { quantile: 1 } })).toThrow(/between 0 and 1, got 1/);
  });

  test('quantiles of all groups together are not averages of those of each', () => {
    const model = modelOf({ formula: 'y ~ x + (1 | g)' });
    const posterior = { model, draws: madeUp(model) };
    expect(() => allDraws(posterior, null, { scale: { quantile: 0.9 }, groups: 'averaged' })).toThrow(
      /take scale "outcome"/,
    );
  });
});
