import { describe, expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { mostApart, summedQuery } from './summed.ts';

const query = summedQuery(2000);
const changed = (columns: string): string => `SELECT * REPLACE (${columns}) FROM (${query})`;
const slopes = 'y ~ x + (1 + x | g)';

describe('sums have the posterior of the rows', () => {
  test.each([
    ['y ~ x', { residual: 'diag(s)' }],
    ['y ~ x * s + z + (1 + x | g)', { residual: 'diag(a)' }],
    ['y ~ x + (1 + x | g) + (1 | k)', { residual: 'diag(t)' }],
    ['y ~ x + (1 | s) + (1 | k)', { residual: 'diag(s)' }],
    ['y ~ poly(z, 2) + offset(log(z)) + (1 | h:k)', { residual: 'diag(h)' }],
    ['y ~ x + (1 + x | gr(g, by = h)) + (1 | mm(h, k))', { residual: 'diag(s)' }],
    ['y ~ 0 + s + (1 + z + x | g)', { residual: 'diag(g)' }],
    [slopes, { residual: 'diag(s)', factors: { s: ['m', "o'x", 'f'] } }],
    [slopes, { residual: 'iid' }],
  ] satisfies [string, GlmmOptions][])('%s, %o', async (formula, options) => {
    expect(await mostApart(formula, options, query)).toBeLessThan(1e-10);
  });

  test.each([
    ['with a stratum of one row', `CASE WHEN i = 3 THEN 'solo' ELSE s END AS s`],
    ['with strata that are missing', `CASE WHEN i % 7 = 0 THEN NULL ELSE s END AS s`],
    // eighths, so that the shift is exact
    [
      'with strata far apart',
      `round(y * 8) / 8 + CASE WHEN i % 2 = 0 THEN 1e8 ELSE 0 END AS y, CONCAT('s', i % 2) AS s`,
    ],
    [
      'with sds far apart',
      `y * CASE WHEN i % 2 = 0 THEN 1e-6 ELSE 1 END AS y, x * 1e-9 AS x, CONCAT('s', i % 2) AS s`,
    ],
  ])('%s', async (_, columns) => {
    const numbered = summedQuery(2000).replace('SELECT', 'SELECT i,');
    const rows = `SELECT * REPLACE (${columns}) FROM (${numbered})`;
    expect(await mostApart('y ~ x + s + (1 + x | g)', { residual: 'diag(s)' }, rows)).toBeLessThan(1e-10);
  });
});

test('the order of rows and the names of strata change nothing', async () => {
  const options = { residual: 'diag(s)' };
  const made = (from: string) => modelFromSql('duckdb:', slopes, options, { query: from });
  const [one, other, renamed] = [
    await made(query),
    await made(`SELECT * FROM (${query}) AS q ORDER BY hash(x + y)`),
    await made(changed(`'z' || s AS s`)),
  ];
  expect(modelHash(other)).toBe(modelHash(one));
  expect(renamed.program.rows.y).toEqual(one.program.rows.y);
  expect(renamed.design.residual?.points).toEqual(['zf', 'zm', "zo'x"]);
});

test('maximum likelihood of sums is that of rows', async () => {
  const options = { residual: 'diag(a)' };
  const [whole, summed] = [
    await modelFromSql('duckdb:', slopes, options, { query, rows: true }),
    await modelFromSql('duckdb:', slopes, options, { query }),
  ];
  for (const method of ['ml', 'reml', 'map'] as const) {
    const [a, b] = [whole, summed].map((model) => laplace(model, { method }));
    expect([a, b].map(({ certificate }) => certificate.converged)).toEqual([true, true]);
    expect(Math.abs(b.logLik - a.logLik)).toBeLessThan(1e-8);
  }
});

test('what cannot be is said as of rows', async () => {
  const made = (residual: string, options: GlmmOptions = {}) =>
    modelFromSql('duckdb:', 'y ~ x + a + (1 | g)', { residual, ...options }, { query });
  await expect(made('diag(one)')).rejects.toThrow(/^residual: diag\(one\) wants a factor with at least 2/);
  await expect(made('diag(s)', { weights: 'w' })).rejects.toThrow(/goes without case weights/);
  expect((await made('diag(a)')).notes.map(({ text }) => text).join()).toMatch(/a is a number and a factor/);
});
