import { expect, test } from 'vitest';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { collapsedValues, summedQuery } from '../sql/summed.ts';

/** The scale of such a column is a whole number that no 64-bit integer holds, and DuckDB was handed it as one. */
test('kept: predictors of a tiny unit are summed in DuckDB as any', async () => {
  const query = `SELECT x * 1e-12 AS x, y, g FROM (${summedQuery(600)}) AS b`;
  const made = (rows: boolean) => modelFromSql('duckdb:', 'y ~ x + (1 | g)', {}, { query, rows });
  const [whole, summed] = [await made(true), await made(false)];
  expect(summed.condensed).toBe('sums');
  const wanted = collapsedValues(whole.program);
  collapsedValues(summed.program).forEach((value, i) => {
    expect(Math.abs(value - wanted[i]) / (1 + Math.abs(wanted[i]))).toBeLessThan(1e-10);
  });
});
