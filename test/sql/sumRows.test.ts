import { expect, test } from 'vitest';
import { loo } from '../../models/accuracy/loo.ts';
import { slopes } from '../../models/effects/slopes.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { describeModel } from '../../src/report/describeModel.ts';
import { sample } from '../../src/run/sample.ts';
import { mostApart, seriesQuery, summedQuery } from './summed.ts';

const made = (formula: string, options: GlmmOptions, rows = false, many = 300) =>
  modelFromSql('duckdb:', formula, options, { query: summedQuery(many), rows });

test('of sums, what is asked of single rows is refused, and a grid of typical rows is not', async () => {
  const [whole, summed] = [
    await made('y ~ x + s + (1 | g)', {}, true),
    await made('y ~ x + s + (1 | g)', {}),
  ];
  const chains = { chains: 1, warmup: 20, draws: 10, seed: 3, workers: 0 } as const;
  const fit = await sample(summed, chains);
  expect(() => loo(fit)).toThrow(/^this needs the rows .* there are sums only/);
  expect(() => slopes(fit, { variable: 'x' })).toThrow(/no rows to average over, only sums/);
  const ofAll = { ...fit, model: whole };
  const [a, b] = [ofAll, fit].map((one) => slopes(one, { variable: 'x', over: 'grid', groups: 'typical' }));
  expect(b.rows[0].mean).toBeCloseTo(a.rows[0].mean, 10);
  expect(describeModel(summed).data).toMatchObject({ rows: 297, dropped: 3, groups: { g: 20 } });
  await expect(sample(summed, { ...chains, sampler: 'nuts' })).rejects.toThrow(
    /^sample: nuts: wanted rows, got their sums/,
  );
});

test('what has to be learned from rows is read whole, with a note that says why', async () => {
  const model = await made('y ~ s(x, k = 4) + (1 | g)', {});
  expect(model.condensed).toBeUndefined();
  expect(model.notes.map(({ text }) => text).join()).toMatch(
    /no sums were made in the database: s\(x.*\) is learned from rows/,
  );
});

test('residuals of strata have sums by stratum: the posterior is that of the rows', async () => {
  expect(await mostApart('y ~ x + (1 | g)', { residual: 'diag(a)' }, summedQuery(300))).toBeLessThan(1e-10);
});

test('residuals along time have sums of neighbours: the posterior is that of the rows', async () => {
  const options = { residual: 'ar1(time | id)' };
  expect(await mostApart('y ~ x + (1 + x | site)', options, seriesQuery(300))).toBeLessThan(1e-10);
});

test('mistakes are those of rows in memory', async () => {
  await expect(made('y ~ x + t2 + (1 | g)', {})).rejects.toThrow(/^data: no column "t2"/);
  await expect(made('y ~ x + I(2 * x) + (1 | g)', {})).rejects.toThrow(
    /^design: rank deficient, "I\(2 \* x\)" is 2 times "x"/,
  );
  await expect(made('y ~ id + (1 | g)', {}, false, 600)).rejects.toThrow(
    /^data: factor "id" has more than 500 levels/,
  );
  await expect(made('y ~ x + (1 | one)', {})).rejects.toThrow(/^data: group "one" has one level/);
  await expect(made('y ~ x + (1 | g)', { weights: 's' })).rejects.toThrow(/^weights: "s" must hold numbers/);
});
