import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import type { Question } from '../../models/sums/questions.ts';
import { dialects } from '../../src/data/sql/dialect.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { modelFromSums } from '../../src/data/sql/printed/modelFromSums.ts';
import { printedText } from '../../src/data/sql/printed/printedStatement.ts';
import { isWholeType, kindOfType } from '../../src/data/sql/printed/typeNames.ts';
import { type Rows, selectionOf } from '../../src/data/sql/selection.ts';
import { literalWriter } from '../../src/data/sql/statement.ts';
import { answerAll, duckdbSaver, type SaveResult } from './printed.ts';
import { summedQuery } from './summed.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolwise-sums-'));
const good = join(folder, 'good');
const formula = 'y ~ x + s + (1 | g)';
const query = summedQuery(400);
let save: SaveResult;
let rounds: string[][];

beforeAll(async () => {
  save = await duckdbSaver();
  rounds = await answerAll(good, formula, {}, { query, dialect: 'duckdb' }, save);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('results of printed statements make the model that the database makes', async () => {
  expect(rounds).toEqual([
    ['01-columns'],
    ['02-sizes'],
    ['03-counts', '04-levels', '05-groups'],
    ['06-sums', '07-sums'],
  ]);
  const model = await modelFromSums(good, formula, {}, { query });
  expect(modelHash(model)).toBe(modelHash(await modelFromSql('duckdb:', formula, {}, { query })));
});

test('equal rows of other families are merged', async () => {
  const binary = `SELECT y > 1.5 AS y, a, s, g FROM (${query}) AS q`;
  const merging = ['y ~ a + s + (1 | g)', { family: 'bernoulli' }] as const;
  const at = join(folder, 'merged');
  await answerAll(at, ...merging, { query: binary, dialect: 'duckdb' }, await duckdbSaver('parquet'));
  const { condensed, design, program } = await modelFromSums(at, ...merging, { query: binary });
  expect([condensed, design.incomplete]).toEqual(['merged rows', 4]);
  expect(program.rows.count).toBeLessThan(396);
});

describe('one clear message', () => {
  let copies = 0;
  const changed = (file: string, change: (text: string) => string): string => {
    copies++;
    const at = join(folder, `bad-${copies}`);
    cpSync(good, at, { recursive: true });
    const path = join(at, file);
    const text = change(readFileSync(path, 'utf8'));
    rmSync(path);
    if (text !== '') writeFileSync(path, text);
    return at;
  };
  const told = (at: string, asked = formula): Promise<string> =>
    modelFromSums(at, asked, {}, { query }).then(
      () => 'was read',
      (error: Error) => error.message.replaceAll(folder, ''),
    );

  test.each([
    [
      'missing',
      '03-counts.csv',
      () => '',
      /^sums: .* lacks 03-counts\.csv; --print-sql prints its statement/,
    ],
    ['empty', '03-counts.csv', () => '\n', /03-counts\.csv is empty; save the result with its header/],
    [
      'no header',
      '03-counts.csv',
      (t: string) => t.replace(/.*\n/, ''),
      /has no column poolwise_\w+ in its header/,
    ],
    ['two files', '03-counts.parquet', null, /are results of one statement; keep one/],
    [
      'a column less',
      '03-counts.csv',
      (t: string) => t.replace('a2', 'b2'),
      /has no column a2 and columns that were not asked for: b2/,
    ],
    [
      'a column twice',
      '03-counts.csv',
      (t: string) => t.replace('a2', 'a1'),
      /no column a2 and columns .* a1/,
    ],
    [
      'another statement',
      '03-counts.csv',
      (t: string) => t.replace(/poolwise_..../, 'poolwise_beef'),
      /is the result of another statement/,
    ],
    [
      'NULL',
      '05-groups.csv',
      (t: string) => t.replace(/\n[^,]*,/, '\n,'),
      /05-groups\.csv: column a1 of row 1 must hold a number .* got nothing \(NULL\?\)/,
    ],
    [
      'a decimal comma',
      '03-counts.csv',
      (t: string) => t.replace(/,([^,.\n]*)\.([^,]*)/, ',"$1,$2"'),
      /must hold a number such as 1234\.5 or 1\.2345e3, got "\d+,\d*", written with a decimal comma/,
    ],
    [
      'thousands',
      '03-counts.csv',
      (t: string) => t.replace('400', '"4,00"'),
      /must hold a count of rows, got "4,00", written/,
    ],
    [
      'digits lost',
      '06-sums.csv',
      (t: string) => t.replace(/\d{18,}/, '4.56e20'),
      /must hold a whole number with all its digits, got "4\.56e20"/,
    ],
    [
      'cut off',
      '07-sums.csv',
      (t: string) => t.slice(0, -40),
      /07-sums\.csv: row 20 is no whole row of the result, it has \d+ of \d+ cells/,
    ],
    [
      'rows gone',
      '07-sums.csv',
      (t: string) => t.replace(/[^\n]*\n$/, ''),
      /^sql: the combinations of g have \d+ rows in all, wanted 396: .* cut off/,
    ],
    [
      'sums of a level gone',
      '06-sums.csv',
      (t: string) => t.replace(/[^\n]*\n$/, ''),
      /^sql: the sums have \d+ rows in all, wanted 396: .* cut off/,
    ],
    [
      'a level gone',
      '04-levels.csv',
      (t: string) => t.replace(/[^\n]*\n$/, ''),
      /^sql: the levels of s have \d+ rows in all, wanted 396/,
    ],
    [
      'two rows of one',
      '03-counts.csv',
      (t: string) => t + t.replace(/.*\n/, ''),
      /03-counts\.csv has 2 rows, wanted 1/,
    ],
  ] as const)('%s', async (_, file, change, message) => {
    const at = changed(file.replace('.parquet', '.csv'), change ?? ((text) => text));
    if (file.endsWith('.parquet')) writeFileSync(join(at, file), 'PAR1');
    expect(await told(at)).toMatch(message);
  });

  test('of sums that encodings learn from other rows', async () => {
    const [at, scaled] = [join(folder, 'scaled'), 'y ~ scale(x) + (1 | g)'];
    await answerAll(at, scaled, {}, { query, dialect: 'duckdb' }, await duckdbSaver());
    const path = join(at, '05-sums.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replace('\n396,', '\n397,'));
    expect(await told(at, scaled)).toMatch(/^sql: the sums have 397 rows in all, wanted 396: rows changed/);
  });

  test('of another formula, another table, and what takes rows', async () => {
    expect(await told(good, 'y ~ z + s + (1 | g)')).toMatch(
      /01-columns\.csv is the result of another statement/,
    );
    expect(await told(good, 'y ~ x + s + (1 | g); sigma ~ s')).toMatch(
      /03-counts\.csv is the result of another statement/,
    );
    expect(await told(join(good, '01-columns.csv'))).toMatch(/is a file; wanted a folder/);
    await expect(
      modelFromSums(good, formula, { residual: 'cs(1 | g)' }, { query }).catch((e: Error) => e.message),
    ).resolves.toMatch(/residuals cs\(1 \| g\) are of rows, so the rows themselves are needed; .* --sql/);
  });
});

test('what holds quotes, backslashes and ends of lines stays one name and one text in every dialect', () => {
  const odd = 'it\'s "a" `b` \\ c\n\'; DROP TABLE visits; --';
  const words = Object.fromEntries(
    dialects.map(({ name, identifier, string }) => [name, [identifier(odd), string(odd)]]),
  );
  const plain = '"it\'s ""a"" `b` \\ c\n\'; DROP TABLE visits; --"';
  const backslashed = "'it\\'s \"a\" `b` \\\\ c\\n\\'; DROP TABLE visits; --'";
  expect(words).toEqual({
    duckdb: [plain, "'it''s \"a\" `b` \\ c\n''; DROP TABLE visits; --'"],
    postgres: [plain, "E'it''s \"a\" `b` \\\\ c\n''; DROP TABLE visits; --'"],
    spark: ['`it\'s "a" ``b`` \\ c\n\'; DROP TABLE visits; --`', backslashed],
    bigquery: ['`it\'s "a" \\`b\\` \\\\ c\\n\'; DROP TABLE visits; --`', backslashed],
    clickhouse: ['"it\'s \\"a\\" `b` \\\\ c\\n\'; DROP TABLE visits; --"', backslashed],
    snowflake: [plain, backslashed],
  });
});

test('every dialect says in its own words what engines differ in', () => {
  const x = { kind: 'arith', of: { kind: 'column', name: 'x' } } as const;
  const products: Question = {
    kind: 'products',
    columns: [{ of: x, centre: -1.5, scale: 2 }],
    weight: null,
    pairs: [
      [0, 0],
      [1, 1],
    ],
    by: ['f'],
  };
  const quantiles: Question = { kind: 'quantiles', of: x.of, at: [0.5] };
  const rows: Rows = {
    found: { from: 't' },
    columns: [
      { name: 'x', kind: 'number', type: '' },
      { name: 'f', kind: 'text', type: '' },
    ],
    na: ['?'],
  };
  const words = dialects.map((dialect) => {
    const writer = literalWriter(dialect);
    const [a, b] = [products, quantiles].map((one) =>
      printedText(selectionOf(one, rows, writer), 'm', writer),
    );
    const found = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? text;
    return [
      dialect.name,
      found(a, /AS k1, (.*) AS x1/),
      found(a, /n, (.*) AS s1/),
      found(a, /AS s1, (.*) AS s2/),
      found(a, /NOT \((.*?)\) AND/),
      found(b, /^SELECT (.*) AS a1/),
    ];
  });
  const inSql = (name: string, double: string): string[] => [
    name,
    `(c1 - CAST('-1.5' AS ${double})) * CAST('536870912' AS ${double})`,
  ];
  const n = '1152921504606846976';
  const median = 'PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY c1)';
  expect(words).toEqual([
    [
      ...inSql('duckdb', 'DOUBLE'),
      `CAST(COUNT(*) AS HUGEINT) * ${n}`,
      'SUM(CAST(x1 * x1 AS BIGINT))',
      'isnan(c1)',
      `CAST(${median} AS VARCHAR)`,
    ],
    [
      ...inSql('postgres', 'DOUBLE PRECISION'),
      `CAST(COUNT(*) AS NUMERIC) * ${n}`,
      'SUM(CAST(x1 * x1 AS BIGINT))',
      "c1 = CAST('NaN' AS DOUBLE PRECISION)",
      `CAST(${median} AS TEXT)`,
    ],
    [
      ...inSql('spark', 'DOUBLE'),
      `CAST(COUNT(*) AS DECIMAL(38, 0)) * ${n}`,
      'SUM(CAST(CAST(RINT(x1 * x1) AS BIGINT) AS DECIMAL(38, 0)))',
      'isnan(c1)',
      `CAST(${median} AS STRING)`,
    ],
    [
      ...inSql('bigquery', 'FLOAT64'),
      `CAST(COUNT(*) AS BIGNUMERIC) * ${n}`,
      'SUM(CAST(CAST(x1 * x1 AS INT64) AS BIGNUMERIC))',
      'IS_NAN(c1)',
      "FORMAT('%.17g', PERCENTILE_CONT(c1, 0.5) OVER ())",
    ],
    [
      ...['clickhouse', '(c1 - toFloat64(-1.5)) * toFloat64(536870912)'],
      `CAST(COUNT(*) AS Nullable(Int128)) * ${n}`,
      'SUM(toInt128(toInt64(round(x1 * x1))))',
      'isNaN(c1)',
      'toString(quantileExactInclusive(0.5)(c1))',
    ],
    [
      ...inSql('snowflake', 'DOUBLE'),
      `CAST(COUNT(*) AS NUMBER(38, 0)) * ${n}`,
      'SUM(CAST(x1 * x1 AS NUMBER(38, 0)))',
      "c1 = CAST('NaN' AS DOUBLE)",
      `TO_VARCHAR(${median}, 'MI9.9999999999999999EEEE')`,
    ],
  ]);
});

test('a row before is LAG, or the word of an engine that has none; series of numbers are text where windows need it', () => {
  const before = Object.fromEntries(dialects.map(({ name, before }) => [name, before('x', 'ORDER BY t')]));
  const keys = dialects.filter(({ windowKey }) => windowKey('x') !== 'x').map(({ name }) => name);
  expect(keys).toEqual(['bigquery']);
  const lag = 'LAG(x) OVER (ORDER BY t)';
  expect(before).toEqual({
    ...{ duckdb: lag, postgres: lag, spark: lag, bigquery: lag, snowflake: lag },
    clickhouse:
      'lagInFrame(toNullable(x)) OVER (ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)',
  });
});

test('types by their names in any engine', () => {
  expect(
    [
      'DECIMAL(18,3)',
      'Nullable(Int64)',
      'LowCardinality(Nullable(String))',
      'NUMBER(38,0)[SB16]',
      'timestamp without time zone',
    ].map(kindOfType),
  ).toEqual(['number', 'whole', 'text', 'whole', 'date']);
  expect(['INTEGER[]', 'ARRAY<INT64>', 'JSON', "Enum8('a' = 1)", 'FLOAT[DOUBLE]'].map(kindOfType)).toEqual([
    null,
    null,
    null,
    'text',
    'number',
  ]);
  expect(['INTEGER', 'Nullable(UInt8)', 'int4', 'HUGEINT'].every(isWholeType)).toBe(true);
  expect(['DOUBLE', 'NUMERIC(8,2)', 'interval', 'int4range', 'float4'].some(isWholeType)).toBe(false);
});
