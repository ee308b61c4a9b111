import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { modelOfAnswers } from '../../models/sums/replay.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { modelFromSums } from '../../src/data/sql/printed/modelFromSums.ts';
import { sumsOfParquet, sumsParquet } from '../../src/data/sumsParquet.ts';
import { answerAll, duckdbSaver } from './printed.ts';
import { mostApart, seriesFormulas, seriesQuery } from './summed.ts';

const query = seriesQuery(2000);
const changed = (columns: string, rows = query): string => `SELECT * REPLACE (${columns}) FROM (${rows})`;
const slopes = 'y ~ x + s + (1 + x | site)';
const ar1 = { residual: 'ar1(time | id)' };

describe('sums have the posterior of the rows', () => {
  test.each(seriesFormulas)('%s, %o', async (formula, options) => {
    expect(await mostApart(formula, options, query)).toBeLessThan(1e-10);
  });

  test.each([
    // eighths, so that the shifts are exact
    ['an outcome and a predictor far from 0', 'round(y * 8) / 8 + 1e8 AS y, round(x * 8) / 8 + 1e6 AS x'],
    ['groups far apart', 'round(y * 8) / 8 + 1e7 * (site % 2) AS y'],
    ['small scales', 'y * 1e-9 AS y, x * 1e-6 AS x'],
    ['a predictor whose steps are small beside its range', 'id * 1e6 + time AS x'],
    ['an outcome whose steps are small beside its range', 'id * 1e3 + time * 1e-3 + y * 1e-3 AS y'],
    ['times backwards, and far from 0', '1e9 - time AS time'],
    ['times seven apart', 'time * 7 AS time'],
    ['series of one row', 'CASE WHEN id % 3 = 0 AND time <> 2 THEN NULL ELSE time END AS time'],
    [
      'cells that are missing',
      `CASE WHEN i % 7 = 0 THEN 'NaN'::DOUBLE ELSE time END AS time, CASE WHEN i % 11 = 0 THEN NULL ELSE x END AS x,
        CASE WHEN i % 31 = 0 THEN NULL ELSE id END AS id`,
    ],
    ['gaps of many lengths', 'time * (time + 1) / 2 AS time'],
    ['groups of text with quotes', `CONCAT('s', site, '''') AS site`],
  ])('%s', async (_, columns) => {
    expect(await mostApart(slopes, ar1, changed(columns))).toBeLessThan(1e-10);
  });

  test('times that are a factor too', async () => {
    expect(await mostApart('y ~ factor(time) + x + (1 | site)', ar1, query)).toBeLessThan(1e-10);
  });

  test('times that are not whole', async () => {
    const options = { residual: 'car1(time | id)' };
    expect(await mostApart(slopes, options, changed('time + 0.5 AS time'))).toBeLessThan(1e-10);
  });
});

test('the order of rows changes nothing, and answers come back from a file and as printed', async () => {
  const made = (from: string) => modelFromSql('duckdb:', slopes, ar1, { query: from });
  const [one, other] = [await made(query), await made(`SELECT * FROM (${query}) AS q ORDER BY hash(i)`)];
  expect(modelHash(other)).toBe(modelHash(one));
  if (one.summed === undefined) throw new Error('no sums');
  const back = await sumsOfParquet(sumsParquet(one.summed));
  expect(modelHash(modelOfAnswers(slopes, ar1, back.summed))).toBe(modelHash(one));
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-series-'));
  const rounds = await answerAll(folder, slopes, ar1, { query, dialect: 'duckdb' }, await duckdbSaver());
  expect(rounds.flat().filter((name) => /gaps|steps|neighbours/.test(name))).toHaveLength(4);
  expect(modelHash(await modelFromSums(folder, slopes, ar1, { query }))).toBe(modelHash(one));
  rmSync(folder, { recursive: true });
});

test('other names of series change no sum', async () => {
  const [one, other] = [query, changed(`'z' || (id * 17 % 1000) AS id`)].map((from) =>
    modelFromSql('duckdb:', slopes, ar1, { query: from }),
  );
  expect((await other).program.rows.y).toEqual((await one).program.rows.y);
});

test('maximum likelihood of sums is that of rows', async () => {
  const [whole, summed] = [
    await modelFromSql('duckdb:', slopes, ar1, { query, rows: true }),
    await modelFromSql('duckdb:', slopes, ar1, { query }),
  ];
  for (const method of ['ml', 'reml', 'map'] as const) {
    const [a, b] = [whole, summed].map((model) => laplace(model, { method }));
    expect([a, b].map(({ certificate }) => certificate.converged)).toEqual([true, true]);
    expect(Math.abs(b.logLik - a.logLik)).toBeLessThan(1e-8);
    expect(b.bic - a.bic).toBeCloseTo(0, 7);
  }
});

describe('what sums cannot say', () => {
  const made = (from: string, options: GlmmOptions = ar1, formula = slopes) =>
    modelFromSql('duckdb:', formula, options, { query: from });
  const notes = async (...which: Parameters<typeof made>): Promise<string> => {
    const { condensed, notes } = await made(...which);
    expect(condensed).toBeUndefined();
    return notes.map(({ text }) => text).join();
  };

  test('is read whole, with a note', async () => {
    const crossed = `SELECT *, i % 7 AS k FROM (${query})`;
    expect(await notes(crossed, ar1, 'y ~ x + (1 | k)')).toMatch(
      /rows of one series of ar1\(time \| id\) are of several levels of k/,
    );
    const moments = `SELECT *, time + (hash(i) % 97) / 200.0 AS u FROM (${query})`;
    expect(await notes(moments, { residual: 'car1(u | id)' })).toMatch(/more than 20 different distances/);
    expect(await notes(query, { residual: 'cs(1 | id)' })).toMatch(/residuals cs\(1 \| id\) are of rows/);
  });

  test.each([
    [
      'a time twice',
      `SELECT * FROM (${query}) UNION ALL SELECT * FROM (${query}) WHERE i = 3`,
      /each "time" once/,
    ],
    ['series of one row', `SELECT * FROM (${query}) WHERE time = 2`, /with more than one row/],
    ['even steps', changed('time * 2 AS time'), /an even number of steps/],
    ['halves', changed('time / 2 AS time'), /wants whole times/],
    [
      'an infinite time',
      changed(`CASE WHEN i = 7 THEN 'inf'::DOUBLE ELSE time END AS time`),
      /wants whole times/,
    ],
    [
      'an infinite time of a series of one row',
      changed(
        `CASE WHEN id = 7 THEN 'inf'::DOUBLE ELSE time END AS time`,
        `SELECT * FROM (${query}) WHERE id <> 7 OR time = 3`,
      ),
      /wants whole times/,
    ],
    ['steps far from one', changed('time * 701 AS time'), /divide "time" by about 700/],
  ] as const)('%s is refused as of rows', async (_, from, message) => {
    await expect(made(from)).rejects.toThrow(message);
  });

  test('a usual step far from one has the note that rows have', async () => {
    const { notes, condensed } = await made(changed('time * 7 AS time'));
    expect(condensed).toBe('sums');
    expect(notes.filter(({ kind }) => kind === 'timeUnit').map(({ text }) => text)).toEqual([
      expect.stringMatching(/usually 7 units of "time" apart/),
    ]);
  });
});
