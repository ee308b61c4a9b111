import { expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import { conditionalModes } from '../../models/likelihood/conditionalModes.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { modelOfAnswers } from '../../models/sums/replay.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { sumsOfParquet, sumsParquet } from '../../src/data/sumsParquet.ts';
import { mostApart, summedFormulas, summedQuery } from './summed.ts';

test.each(summedFormulas)('%s: sums have the posterior of the rows', async (formula, options) => {
  expect(await mostApart(formula, options)).toBeLessThan(1e-10);
});

test.each(['y ~ x + (1 | g)', 'y ~ x + (1 + x | g)', 'y ~ x * s + z + (1 + z | g)'])(
  '%s: no digits are lost to an outcome of 1e8 and a predictor of 1e6',
  async (formula) => {
    // eighths, so that the shifts are exact
    const far = `SELECT * REPLACE (round(y * 8) / 8 + 1e8 AS y, round(z * 8) / 8 + 1e6 AS z)`;
    expect(await mostApart(formula, {}, `${far} FROM (${summedQuery(2000)})`)).toBeLessThan(1e-10);
  },
);

test('a factor of many levels is summed by its cells; under contrasts that are no 0, 1, -1 in several statements, or read', async () => {
  const query = (levels: number) =>
    `SELECT *, CONCAT('f', CAST(hash(x) % ${levels} AS INTEGER)) AS f FROM (${summedQuery(2000)})`;
  const helmert: GlmmOptions = { contrasts: { f: 'helmert' } };
  expect(await mostApart('y ~ f + x + (1 | g)', {}, query(60))).toBeLessThan(1e-10);
  expect(await mostApart('y ~ f + x + (1 | g)', helmert, query(60))).toBeLessThan(1e-10);
  const told = async (options: GlmmOptions) =>
    modelFromSql('duckdb:', 'y ~ f + (1 | g)', options, { query: query(250) });
  expect((await told({})).condensed).toBe('sums');
  const { condensed, notes } = await told(helmert);
  expect(condensed).toBeUndefined();
  expect(notes.map(({ text }) => text).join()).toMatch(/there would be \d+ sums of products of its columns/);
});

test.each([0, 4, 8, 9].map((f) => summedFormulas[f]))(
  '%s: maximum likelihood of sums is that of rows',
  async (formula, options) => {
    const which = { query: summedQuery(2000) };
    const [whole, summed] = [
      await modelFromSql('duckdb:', formula, options, { ...which, rows: true }),
      await modelFromSql('duckdb:', formula, options, which),
    ];
    for (const method of ['ml', 'reml', 'map'] as const) {
      const [a, b] = [whole, summed].map((model) => laplace(model, { method }));
      expect(b.certificate.converged).toBe(true);
      expect(Math.abs(b.logLik - a.logLik)).toBeLessThan(1e-8);
      expect(b.bic - a.bic).toBeCloseTo(0, 7);
      // the rest is how near to its optimum each search ended
      const reported = (values: Float64Array | readonly number[]): number[] =>
        Array.from(values, (value, i) => (a.singular.includes(a.population.names[i]) ? 0 : value));
      reported(b.population.estimates).forEach((value, i) => {
        expect(Math.abs(value - reported(a.population.estimates)[i])).toBeLessThan(1e-6);
      });
      const modes = [a, b].map(conditionalModes);
      modes[1].forEach(({ mode, conditionalSd }, i) => {
        expect(Math.abs(mode - modes[0][i].mode)).toBeLessThan(1e-6);
        expect(Math.abs(conditionalSd - modes[0][i].conditionalSd)).toBeLessThan(1e-6);
      });
    }
  },
);

test('sums are the same to the last bit whatever the order of rows, and come back from a file', async () => {
  const [formula, options] = summedFormulas[0];
  const [one, other] = [
    await modelFromSql('duckdb:', formula, options, { query: summedQuery(300) }),
    await modelFromSql('duckdb:', formula, options, {
      query: `SELECT * FROM (${summedQuery(300)}) AS q ORDER BY hash(x + y)`,
    }),
  ];
  expect(modelHash(other)).toBe(modelHash(one));
  if (one.summed === undefined) throw new Error('no sums');
  const back = await sumsOfParquet(sumsParquet(one.summed, { mark: 'a' }));
  expect(back.marks.mark).toBe('a');
  expect(modelHash(modelOfAnswers(formula, options, back.summed))).toBe(modelHash(one));
});
