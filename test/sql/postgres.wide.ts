import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { modelFromSums } from '../../src/data/sql/printed/modelFromSums.ts';
import { readSql } from '../../src/data/sql/readSql.ts';
import { sample } from '../../src/run/sample.ts';
import { type PostgresServer, startPostgres } from './postgresServer.ts';
import { answerAll, duckdbSaver } from './printed.ts';
import { collapsedValues, seriesFormulas, seriesQuery, summedFormulas, summedQuery } from './summed.ts';
import { typedColumns } from './typedColumns.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
  await server.run(`
    CREATE TABLE visits (y DOUBLE PRECISION, n INTEGER, big BIGINT, id BIGINT, f TEXT, ok BOOLEAN, day DATE,
      price NUMERIC(8, 2), marks INTEGER[]);
    INSERT INTO visits VALUES
      (1.5, 1, 3, 9007199254740993, 'b', TRUE, '2020-02-28', 1.10, '{1}'),
      (NULL, 2, NULL, 9007199254740992, 'a', NULL, '2020-02-29', 2, '{2}'),
      ('NaN', NULL, 5, 7, '?', FALSE, NULL, 3.25, NULL);
    CREATE TABLE empty (y DOUBLE PRECISION);
    CREATE TABLE "odd ""name"".x" ("it's; DROP TABLE visits; --" DOUBLE PRECISION, "a""b" TEXT);
    INSERT INTO "odd ""name"".x" VALUES (1, 'x'), (2, '''; DROP TABLE visits; --');
    CREATE FUNCTION emptied() RETURNS INTEGER AS 'DELETE FROM visits; SELECT 1' LANGUAGE SQL;
    CREATE SEQUENCE counted;
    CREATE TABLE many AS SELECT i, i % 7 AS g FROM generate_series(0, 49999) AS i;
    CREATE SCHEMA other;
    CREATE TABLE other.visits AS SELECT 1.0 AS y;`);
});
afterAll(() => server?.stop());

const told = (read: Promise<unknown>): Promise<string> =>
  read.then(
    () => 'was read',
    (error: Error) => error.message,
  );

test('cells of every type as a CSV file of them would have them, and no other column', async () => {
  const { columns, rows, source } = await readSql(server.address, {
    table: 'visits',
    columns: ['y', 'n', 'big', 'id', 'f', 'ok', 'day', 'price'],
    na: ['?'],
  });
  expect(rows).toBe(3);
  expect(source).toBe(`table visits of postgres://poolwise@127.0.0.1:${server.port}/postgres`);
  expect([...columns]).toEqual(typedColumns);
});

test('names that look like SQL are names, and a schema may come first', async () => {
  const table = '"odd ""name"".x"';
  const { columns } = await readSql(server.address, {
    table,
    columns: ["it's; DROP TABLE visits; --", 'a"b'],
  });
  expect(columns.get('a"b')).toMatchObject({ levels: ["'; DROP TABLE visits; --", 'x'] });
  expect((await readSql(server.address, { table: 'visits', columns: ['n'] })).rows).toBe(3);
  expect((await readSql(server.address, { table: 'other.visits', columns: ['y'] })).rows).toBe(1);
});

test('more rows than one piece, in order', async () => {
  const { columns, rows } = await readSql(server.address, { table: 'many', columns: ['i', 'g'] });
  expect(rows).toBe(50000);
  expect((columns.get('i') as { values: Float64Array }).values.every((value, i) => value === i)).toBe(true);
});

describe('one clear message', () => {
  test.each([
    ['SELECT nope FROM visits', /^sql: --query is not one SELECT that reads: column "nope" does not exist/],
    ['DELETE FROM visits', /^sql: --query is not one SELECT that reads: syntax error/],
    ['WITH gone AS (DELETE FROM visits RETURNING y) SELECT y FROM gone', /^sql: --query is not one SELECT/],
    ['SELECT 1.0 AS y FROM visits; DROP TABLE visits', /^sql: --query is not one SELECT/],
    [
      'SELECT 1.0 AS y) AS q; COMMIT; DROP TABLE visits; SELECT * FROM (SELECT 1.0 AS y',
      /^sql: --query is not one SELECT .*multiple commands/,
    ],
    ['SELECT emptied() AS y FROM many', /read-only transaction/],
    ["SELECT nextval('counted') AS y", /read-only transaction/],
    ['SELECT y FROM visits WHERE n > 99', 'data: the query of postgres'],
  ])('%s', async (query, message) => {
    expect(await told(readSql(server.address, { query, columns: ['y'] }))).toMatch(message);
    expect((await readSql(server.address, { table: 'visits', columns: ['n'] })).rows).toBe(3);
  });

  test('a missing table, an array, a wrong password, an unknown database', async () => {
    const { address, password } = server;
    const shown = `postgres://poolwise@127.0.0.1:${server.port}/postgres`;
    expect(await told(readSql(address, { table: 'visitors', columns: ['y'] }))).toBe(
      `sql: ${shown} says: relation "visitors" does not exist`,
    );
    expect(await told(readSql(address, { table: 'visits', columns: ['marks'] }))).toMatch(
      /is of type _int4, wanted/,
    );
    const wrong = await told(
      readSql(address.replace(/:se[^@]*@/, ':other-secret@'), { table: 't', columns: ['y'] }),
    );
    expect(wrong).toMatch(/^sql: postgres:.* cannot be reached: password authentication failed/);
    const elsewhere = await told(
      readSql(address.replace(/postgres$/, 'none'), { table: 't', columns: ['y'] }),
    );
    expect(elsewhere).toMatch(/cannot be reached: database "none" does not exist/);
    for (const text of [wrong, elsewhere]) expect(text).not.toMatch(/secret|se:c|se%3A/);
    expect(password).toContain('@');
  });

  test('the password may come from the environment', async () => {
    const without = server.address.replace(/:se[^@]*@/, '@');
    expect(await told(readSql(without, { table: 'visits', columns: ['n'] }))).toMatch(/password/);
    process.env.PGPASSWORD = server.password;
    try {
      expect((await readSql(without, { table: 'visits', columns: ['n'] })).rows).toBe(3);
    } finally {
      delete process.env.PGPASSWORD;
    }
  });

  test('or from a file such as ~/.pgpass', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolwise-pgpass-'));
    const file = join(folder, 'pgpass');
    const escaped = server.password.replaceAll(':', '\\:');
    writeFileSync(file, `127.0.0.1:${server.port}:postgres:poolwise:${escaped}\n`, { mode: 0o600 });
    process.env.PGPASSFILE = file;
    try {
      const without = server.address.replace(/:se[^@]*@/, '@');
      expect((await readSql(without, { table: 'visits', columns: ['n'] })).rows).toBe(3);
    } finally {
      delete process.env.PGPASSFILE;
      rmSync(folder, { recursive: true });
    }
  });
});

async function saveByPsql(path: string, statement: string): Promise<void> {
  const env = { ...process.env, PGPASSWORD: server.password };
  const where = server.address.replace(/:se[^@]*@/, '@');
  const csv = execFileSync('psql', [where, '--csv', '--no-psqlrc', '-c', statement], { env });
  writeFileSync(`${path}.csv`, csv);
}

describe('sums', () => {
  test.each(summedFormulas)(
    '%s: those of PostgreSQL are those of DuckDB to the last bit',
    async (formula, options) => {
      const query = summedQuery(2000, 'generate_series(0, 1999) AS r(i)');
      const summed = await modelFromSql(server.address, formula, options, { query });
      expect(summed.condensed).toBe('sums');
      const other = await modelFromSql('duckdb:', formula, options, { query: summedQuery(2000) });
      // logarithms and quantiles are the engine's own, to the last bit or two
      if (!/log|ns/.test(formula)) expect(modelHash(summed)).toBe(modelHash(other));
      const wanted = collapsedValues(
        (await modelFromSql(server.address, formula, options, { query, rows: true })).program,
      );
      collapsedValues(summed.program).forEach((value, i) => {
        expect(Math.abs(value - wanted[i]) / (1 + Math.abs(wanted[i]))).toBeLessThan(1e-10);
      });
    },
  );

  test.each(seriesFormulas)(
    '%s, %o: those along time are those of DuckDB to the last bit',
    async (formula, options) => {
      const query = seriesQuery(2000, 'generate_series(0, 1999) AS r(i)');
      const summed = await modelFromSql(server.address, formula, options, { query });
      const other = await modelFromSql('duckdb:', formula, options, { query: seriesQuery(2000) });
      expect([summed.condensed, other.condensed]).toEqual(['sums', 'sums']);
      if (formula.includes('log'))
        collapsedValues(summed.program).forEach((value, i) => {
          const wanted = collapsedValues(other.program)[i];
          expect(Math.abs(value - wanted) / (1 + Math.abs(wanted))).toBeLessThan(1e-10);
        });
      else expect(modelHash(summed)).toBe(modelHash(other));
    },
  );

  test('statements along time, run by psql, make the same model', async () => {
    const [formula, options] = seriesFormulas[0];
    const query = seriesQuery(600, 'generate_series(0, 599) AS r(i)');
    const folder = mkdtempSync(join(tmpdir(), 'poolwise-psql-'));
    await answerAll(folder, formula, options, { query, dialect: 'postgres' }, saveByPsql);
    const model = await modelFromSums(folder, formula, options, { query });
    expect(modelHash(model)).toBe(
      modelHash(await modelFromSql('duckdb:', formula, options, { query: seriesQuery(600) })),
    );
    rmSync(folder, { recursive: true });
  });

  test.each(summedFormulas.slice(0, 4))(
    '%s: printed statements, run by psql, make the same model',
    async (formula, options) => {
      const query = summedQuery(2000, 'generate_series(0, 1999) AS r(i)');
      const folder = mkdtempSync(join(tmpdir(), 'poolwise-psql-'));
      await answerAll(folder, formula, options, { query, dialect: 'postgres' }, saveByPsql);
      const model = await modelFromSums(folder, formula, options, { query });
      expect(modelHash(model)).toBe(
        modelHash(await modelFromSql(server.address, formula, options, { query })),
      );
      rmSync(folder, { recursive: true });
    },
  );

  test.each(summedFormulas.slice(0, 2))('%s: those of DuckDB, and the draws', async (formula, options) => {
    const query = summedQuery(2000);
    const folder = mkdtempSync(join(tmpdir(), 'poolwise-duckdb-'));
    await answerAll(folder, formula, options, { query, dialect: 'duckdb' }, await duckdbSaver('parquet'));
    const models = [
      await modelFromSums(folder, formula, options, { query }),
      await modelFromSql('duckdb:', formula, options, { query }),
    ];
    const chains = { chains: 1, warmup: 100, draws: 20, seed: 5, workers: 0 } as const;
    const [a, b] = [await sample(models[0], chains), await sample(models[1], chains)];
    expect(a.draws).toEqual(b.draws);
    rmSync(folder, { recursive: true });
  });

  test('equal rows are merged', async () => {
    const query = summedQuery(60000, 'generate_series(CAST(0 AS BIGINT), 59999) AS r(i)').replace(
      'AS y FROM',
      '> 2 AS y FROM',
    );
    const model = await modelFromSql(
      server.address,
      'y ~ a + s + (1 | g)',
      { family: 'bernoulli' },
      { query },
    );
    expect(model.condensed).toBe('merged rows');
    expect(model.design.incomplete).toBe(600);
  });
});
