import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { readSql } from '../../src/data/sql/readSql.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';

/** 60,000 rows of few different ones, some incomplete, and a number that is another in every row. */
const query = `SELECT i, hash(i) % 3 AS a, CASE WHEN hash(i * 7) % 2 = 0 THEN 'f' ELSE 'm' END AS s,
  CASE WHEN i % 100 = 0 THEN NULL ELSE hash(i * 11) % 20 END AS g, (hash(i * 13 + 1) % 10 < 3)::INT AS y,
  i / 7.0 AS x, CASE WHEN i % 150 = 1 THEN 'NaN'::DOUBLE ELSE (i % 4)::DOUBLE END AS d FROM range(60000) AS r(i)`;
const columns = ['y', 'a', 's', 'g', 'd'];

test('merged in the database, rows have the posterior of all rows', async () => {
  const [all, merged] = [
    await readSql('duckdb:', { query, columns }),
    await readSql('duckdb:', { query, columns, merge: true }),
  ];
  expect(merged.rows).toBeLessThan(2000);
  expect(merged.incomplete).toBe(1000);
  expect(merged.counts?.reduce((sum, n) => sum + n, 0)).toBe(59000);
  expect(merged.notes?.map(({ text }) => text)).toEqual([
    `equal rows were merged in the database, ${merged.rows} different ones of 59000, which changes nothing that is found`,
  ]);
  const [one, other] = [all, merged].map((table) =>
    compile(glmm('y ~ scale(a) * s + d + (1 | g)', table, { family: 'bernoulli' })),
  );
  one.forEach((value, i) => {
    expect(Math.abs(other[i] - value)).toBeLessThan(1e-10 * (1 + Math.abs(value)));
  });
});

function compile({ program }: ReturnType<typeof glmm>): readonly number[] {
  const theta = Float64Array.from({ length: dimensionOf(program) }, (_, i) => ((i * 7) % 5) / 10 - 0.2);
  const gradient = new Float64Array(theta.length);
  return [compileLogDensity(program).logDensityAndGradient(theta, gradient), ...gradient];
}

test('a number with values of its own stands in the way, and is named with what rounding would save', async () => {
  const table = await readSql('duckdb:', { query, columns: ['y', 's', 'x'], merge: true });
  expect(table.rows).toBe(60000);
  expect(table.counts).toBeUndefined();
  expect(table.notes?.[0].text).toMatch(
    /^equal rows were not merged in the database, for x has values of its own in most rows; rounded to 2 digits, which is for you to decide \(--query\), about \d+ different rows of 60000 would be left$/,
  );
});

test('incomplete rows may be refused', async () => {
  await expect(readSql('duckdb:', { query, columns, merge: true, missing: 'error' })).rejects.toThrow(
    /^data: a value is missing in 1000 of 60000 rows of the query of duckdb:; with missing "drop"/,
  );
});
