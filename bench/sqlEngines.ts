import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Fit, glmm, type Model, sample } from '../src/index.ts';
import { modelFromSql, readCsv } from '../src/node.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { furthest } from './sqlMoments.ts';
import { gaussian, makeVisits, runStatements } from './sqlRows.ts';
import { stopwatch } from './sqlTimes.ts';

/**
 * The same rows in DuckDB, in PostgreSQL and in a CSV file: a gaussian posterior of each, and how far they are apart.
 * `node dist/bench/sqlEngines.js postgres://me@localhost/postgres 1e7 407`: a server of this machine whose owner may read its files.
 */
const [address, rows, doctors] = [
  process.argv[2],
  Number(process.argv[3] ?? 1e6),
  Number(process.argv[4] ?? 407),
];
const folder = mkdtempSync(join(tmpdir(), 'poolwise-bench-sql-'));
chmodSync(folder, 0o755);
const [path, csv] = [join(folder, 'hospital.duckdb'), join(folder, 'visits.csv')];
const chains = { chains: 4, draws: 1000, seed: 1, summaries: false };
const { timed, reset, stop } = stopwatch();

async function copyToPostgres(): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  await client.query('DROP TABLE IF EXISTS visits');
  await client.query(
    'CREATE TABLE visits ("DID" integer, "HID" integer, "Age" double precision, "LengthofStay" double precision, "Sex" text, "CancerStage" text, mobility double precision, remission integer)',
  );
  await client.query(`COPY visits FROM '${csv}' WITH (FORMAT csv, HEADER)`);
  await client.query('VACUUM ANALYZE visits');
  await client.end();
}

async function fitted(what: string, model: () => Promise<Model>): Promise<Fit<Model>> {
  reset();
  const made = await timed(`${what}: ${gaussian}`, model);
  return timed('4 x 1000 draws', () => sample(made, chains));
}

const sameBits = (one: Fit<Model>, other: Fit<Model>): boolean =>
  one.draws.values.every((chain, c) => chain.every((value, i) => Object.is(value, other.draws.values[c][i])));

try {
  const machine = thisMachine();
  console.log(machineLine(machine) + busyWarning(machine));
  console.log(`${rows} rows, ${doctors} doctors`);
  await makeVisits(path, { rows, doctors });
  await runStatements(path, [`COPY visits TO '${csv}' (HEADER)`]);
  chmodSync(csv, 0o644);
  await timed('copied to PostgreSQL', copyToPostgres);
  const options = { table: 'visits' };
  const duckdb = await fitted('DuckDB', () => modelFromSql(`duckdb:${path}`, gaussian, {}, options));
  const postgres = await fitted('PostgreSQL', () => modelFromSql(address, gaussian, {}, options));
  console.log(
    `draws of DuckDB and PostgreSQL: ${sameBits(duckdb, postgres) ? 'the same bits' : 'different'}`,
  );
  const inMemory = await fitted('CSV', async () => glmm(gaussian, await readCsv(csv)));
  console.log(`means of the CSV's: at most ${furthest(duckdb, inMemory)} sds away`);
} finally {
  stop();
  rmSync(folder, { recursive: true, force: true });
}
