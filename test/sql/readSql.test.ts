import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsRead } from '../../models/columnsRead.ts';
import { demandPackage } from '../../src/data/sql/open.ts';
import { readSql } from '../../src/data/sql/readSql.ts';
import { makeDuckdb } from './duckdbFile.ts';
import { typedColumns } from './typedColumns.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolwise-sql-'));
const address = `duckdb:${join(folder, 'a.duckdb')}`;

beforeAll(() =>
  makeDuckdb(join(folder, 'a.duckdb'), [
    `CREATE TABLE visits (y DOUBLE, n INTEGER, big BIGINT, id BIGINT, f VARCHAR, ok BOOLEAN, day DATE,
       price DECIMAL(8, 2), marks INTEGER[])`,
    `INSERT INTO visits VALUES
       (1.5, 1, 3, 9007199254740993, 'b', TRUE, '2020-02-28', 1.10, [1]),
       (NULL, 2, NULL, 9007199254740992, 'a', NULL, '2020-02-29', 2, [2]),
       ('NaN', NULL, 5, 7, '?', FALSE, NULL, 3.25, NULL)`,
    'CREATE TABLE empty (y DOUBLE)',
    `CREATE TABLE "odd ""name"".x" ("it's; DROP TABLE visits; --" DOUBLE, "a""b" VARCHAR)`,
    `INSERT INTO "odd ""name"".x" VALUES (1, 'x'), (2, '''; DROP TABLE visits; --')`,
  ]),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refusal = (table: string | undefined, query: string | undefined, ...columns: string[]) =>
  readSql(address, { table, query, columns }).then(
    () => 'was read',
    (error: Error) => error.message.replaceAll(address, 'DB'),
  );

test('cells of every type as a CSV file of them would have them, and no other column', async () => {
  const { columns, rows, source } = await readSql(address, {
    table: 'visits',
    columns: ['y', 'n', 'big', 'id', 'f', 'ok', 'day', 'price'],
    na: ['?'],
  });
  expect(rows).toBe(3);
  expect(source).toBe(`table visits of ${address}`);
  expect([...columns]).toEqual(typedColumns);
});

test('names that look like SQL are names', async () => {
  const table = '"odd ""name"".x"';
  const { columns } = await readSql(address, { table, columns: ["it's; DROP TABLE visits; --", 'a"b'] });
  expect(columns.get('a"b')).toMatchObject({ levels: ["'; DROP TABLE visits; --", 'x'] });
  expect((await readSql(address, { table: 'visits', columns: ['n'] })).rows).toBe(3);
});

test('more rows than one piece, in order', async () => {
  const query = 'SELECT range AS i, range % 7 AS g FROM range(50000) -- a comment at the end';
  const { columns, rows } = await readSql('duckdb:', { query, columns: ['i', 'g'] });
  expect(rows).toBe(50000);
  expect(columns.get('i')).toMatchObject({ kind: 'number' });
  expect((columns.get('i') as { values: Float64Array }).values.every((value, i) => value === i)).toBe(true);
});

test('a forecast comes before the rows, and may refuse', async () => {
  const admit = (told: object): never => {
    throw new Error(JSON.stringify(told));
  };
  await expect(readSql(address, { table: 'visits', columns: ['y', 'f', 'ok'], admit })).rejects.toThrow(
    '{"rows":3,"columns":3,"seconds":0.0000045,"bytes":39}',
  );
});

describe('one clear message', () => {
  test.each([
    [['nope'], 'visits', undefined, 'data: no column "nope" (have: y, n, big, id, f, ok, day, price, marks)'],
    [['ys'], 'visits', undefined, /^data: no column "ys" .* Did you mean "y"\?$/],
    [
      ['marks'],
      'visits',
      undefined,
      /^sql: column "marks" of table visits of DB is of type INTEGER\[\], wanted/,
    ],
    [['y'], 'visitors', undefined, /^sql: DB says: Table with name visitors does not exist$/],
    [['y'], 'empty', undefined, 'data: table empty of DB has no rows'],
    [['y'], undefined, 'SELECT y FROM visits WHERE n > 99', 'data: the query of DB has no rows'],
    [['y'], undefined, 'DELETE FROM visits', 'sql: --query must only read: wanted one SELECT, got DELETE'],
    [['y'], undefined, 'DROP TABLE visits', 'sql: --query must only read: wanted one SELECT, got DROP'],
    [
      ['y'],
      undefined,
      'SELECT y FROM visits; DROP TABLE visits',
      /^sql: --query is not one SELECT .* multiple statements/,
    ],
    [
      ['y'],
      undefined,
      'SELECT 1 AS y) AS q; DROP TABLE visits; --',
      /^sql: --query is not one SELECT .*syntax error/,
    ],
    [['y'], undefined, 'SELECT z FROM visits', /^sql: --query is not one SELECT .* "z" not found/],
    [
      ['y'],
      undefined,
      'SELECT CAST(f AS INTEGER) AS y FROM visits',
      /^sql: DB says: Could not convert string '.' to INT32 when casting from source column f$/,
    ],
    [['y'], undefined, undefined, /^sql: wanted --table NAME or --query/],
    [['y'], 'visits', 'SELECT 1', 'sql: --table and --query exclude each other; give one'],
    [['y'], 'a..b', undefined, /^sql: --table is a name such as/],
  ])('%s of %s %s', async (columns, table, query, message) => {
    expect(await refusal(table, query, ...columns)).toMatch(message);
  });

  test.each([
    ['mysql://u:secret@h/d', /^sql: wanted an address such as duckdb:registry.duckdb or .*, got "mysql:/],
    ['registry.duckdb', /^sql: wanted an address such as .* got none with a colon/],
    [`duckdb:${folder}/none.duckdb`, /^sql: .* cannot be opened: .* does not exist/],
    [
      'postgres://u:secret@127.0.0.1:1/d',
      /^sql: postgres:\/\/u@127.0.0.1:1\/d cannot be reached: .*ECONNREFUSED/,
    ],
    ['postgres://u:sec/ret@h/d', /^sql: the address is no URL/],
  ])('%s', async (wrong, message) => {
    const told = await readSql(wrong, { table: 't', columns: ['y'] }).catch((error: Error) => error.message);
    expect(told).toMatch(message);
    expect(told).not.toMatch(/sec/);
  });
});

test('a package that is not installed is named', () => {
  expect(() => demandPackage({ dialect: 'postgres', package: 'no-such-client' })).toThrow(
    'sql: postgres takes a package that is not installed; run npm install no-such-client',
  );
});

test('the columns that glmm would read, of every part of a model', () => {
  const formula = 'y | cens(c) ~ x:f + s(z, by = h) + offset(log(o)) + (1 + w | a:b); sigma ~ v + (1 | g)';
  expect([...columnsRead(formula, { weights: 'n' })].sort()).toEqual([...'abcfghnovwxyz']);
  expect([...columnsRead('y ~ 1', { residual: 'ar1(t | u)' })].sort()).toEqual(['t', 'u', 'y']);
});
