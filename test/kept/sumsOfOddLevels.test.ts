import { expect, test } from 'vitest';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import type { GlmmOptions } from '../../src/index.ts';
import { mostApart, seriesQuery, summedQuery } from '../sql/summed.ts';

// Found by an attack on sums made in a database, beside the rows that they stand for.

const infinite = (column: string): string =>
  `SELECT * REPLACE (CASE ${column} WHEN 0 THEN CAST('inf' AS DOUBLE) WHEN 1 THEN -CAST('inf' AS DOUBLE) ELSE ${column} END AS ${column})`;

test.each([
  // the column of level Inf was left out as 0 in every row, and its rows were the reference's
  ['a numeric factor', 'y ~ x + factor(a)', {}],
  // Inf and -Inf were one key, so that "groups changed while they were read"
  ['groups', 'y ~ x + (1 | a)', {}],
  ['strata', 'y ~ x', { residual: 'diag(a)' }],
] satisfies [string, string, GlmmOptions][])(
  '%s with the levels Inf and -Inf',
  async (_, formula, options) => {
    expect(await mostApart(formula, options, `${infinite('a')} FROM (${summedQuery(300)})`)).toBeLessThan(
      1e-10,
    );
  },
);

test('groups of series with the levels Inf and -Inf', async () => {
  const query = `${infinite('site')} FROM (SELECT * REPLACE (CAST(site AS DOUBLE) AS site) FROM (${seriesQuery(300)}))`;
  expect(await mostApart('y ~ x + (1 | site)', { residual: 'ar1(time | id)' }, query)).toBeLessThan(1e-10);
});

test.each([1e-7, 1e-8])('predictors that differ by %d within a stratum keep their digits', async (e) => {
  // their square of the difference is rounding, their products with the outcome are not
  const query = `SELECT * REPLACE (y + CASE s WHEN 'f' THEN 0.5 * d ELSE 0 END AS y), 2 * x + CASE s WHEN 'f' THEN ${e} * d ELSE d END AS x2
    FROM (SELECT *, (z * 37) % 5 - 2.5 AS d FROM (${summedQuery(300)}))`;
  expect(await mostApart('y ~ x + x2', { residual: 'diag(s)' }, query)).toBeLessThan(1e-10);
});

test('whether text was meant as numbers is judged by the rows that have it', async () => {
  const levelled = (levels: string): string => `SELECT * REPLACE (${levels} AS s) FROM (${summedQuery(300)})`;
  const few = `CASE a WHEN 0 THEN '0' WHEN 1 THEN 'low' ELSE 'high' END`;
  expect(await mostApart('y ~ x + s', {}, levelled(few))).toBeLessThan(1e-10);
  const most = `CASE s WHEN 'f' THEN 'a' WHEN 'm' THEN 'b' ELSE '1' END`;
  await expect(mostApart('y ~ x + s', {}, levelled(most))).rejects.toThrow(
    '"s" holds numbers but for "a" (60 rows',
  );
  await expect(modelFromSql('duckdb:', 'y ~ x + s', {}, { query: levelled(most) })).rejects.toThrow(
    '"s" holds numbers but for "a" (60 rows), "b" (60 rows)',
  );
});
