import type { Pool } from 'pg';
import type { Broker, Engine, Shelf } from '../broker.ts';
import { handsOf, jobsOf, queueName, type Reach, shared } from './bull.ts';
import { loadPackages } from './load.ts';
import { notLetIn, unreachable } from './refused.ts';

/** PostgreSQL 13 or later: jobs by BullMQ's own schema, bytes in a table beside them. */
export const postgres: Engine = { open, isAway };

const packages = ['bullmq', 'pg'];
/** Of our tables, and of BullMQ's. */
const schema = 'poolwise';
/** Milliseconds in which a server answers, at the start. */
const patience = 5000;
/** Connections for what does not wait. */
const connections = 4;

async function open(url: string, name: string): Promise<Broker> {
  const { bull, pg } = await loadPackages('PostgreSQL', packages, async () => ({
    pg: (await import('pg')).default,
    bull: await import('bullmq'),
  }));
  await checkReachable(
    () => new pg.Client({ connectionString: url, connectionTimeoutMillis: patience }),
    name,
  );
  const config = { connectionString: url, max: connections };
  const connection = { ...config, schema, migrate: true };
  const pool = new pg.Pool(config);
  pool.on('error', () => undefined); // what waits for an answer hears of it
  const queue = new bull.Queue(queueName, { ...shared, connection }, bull.createPostgresBackend);
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  await makeTable(pool);
  const reach: Reach = {
    bull,
    worker: (work, options) =>
      new bull.Worker(queueName, work, { ...options, connection }, bull.createPostgresBackend),
  };
  return {
    name,
    shelf: shelfOf(pool),
    jobs: jobsOf(queue),
    hands: (work, options) => handsOf(reach, work, options),
    async close() {
      await queue.close();
      await pool.end();
    },
  };
}

/** Connects once. Rejects with an InputError that says why not. */
async function checkReachable(
  make: () => { connect(): Promise<unknown>; end(): Promise<void> },
  name: string,
): Promise<void> {
  const client = make();
  try {
    await client.connect();
  } catch (error) {
    const code = codeOf(error);
    const text = error instanceof Error ? error.message : String(error);
    // 28...: invalid authorization; 3D000: no such database; SCRAM without a password has no code
    if (code.startsWith('28') || /SCRAM|password/.test(text)) throw notLetIn(name, text);
    throw unreachable(name, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Two that begin at once may both find no table. */
async function makeTable(pool: Pool): Promise<void> {
  const make = `CREATE TABLE IF NOT EXISTS ${schema}.kept (key text PRIMARY KEY, bytes bytea NOT NULL, expires timestamptz NOT NULL)`;
  await pool.query(make).catch((error: unknown) => {
    if (codeOf(error) !== '23505' && codeOf(error) !== '42P07') throw error;
  });
  await pool.query(`DELETE FROM ${schema}.kept WHERE expires < now()`);
}

function shelfOf(pool: Pool): Shelf {
  const table = `${schema}.kept`;
  return {
    async put(key, bytes, seconds) {
      await pool.query(
        `INSERT INTO ${table} VALUES ($1, $2, now() + make_interval(secs => $3)) ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes, expires = excluded.expires`,
        [key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), seconds],
      );
    },
    async get(key) {
      const { rows } = await pool.query<{ bytes: Buffer }>(
        `SELECT bytes FROM ${table} WHERE key = $1 AND expires > now()`,
        [key],
      );
      return rows.length === 0 ? null : rows[0].bytes;
    },
    async present(keys) {
      const { rows } = await pool.query<{ key: string }>(
        `SELECT key FROM ${table} WHERE key = ANY($1) AND expires > now()`,
        [keys],
      );
      return new Set(rows.map(({ key }) => key));
    },
    async list(prefix) {
      const { rows } = await pool.query<{ key: string; bytes: Buffer }>(
        `SELECT key, bytes FROM ${table} WHERE starts_with(key, $1) AND expires > now()`,
        [prefix],
      );
      return new Map(rows.map(({ key, bytes }) => [key, bytes]));
    },
    async drop(keys) {
      await pool.query(`DELETE FROM ${table} WHERE key = ANY($1)`, [keys]);
    },
    async sweep(prefix) {
      const { rowCount } = await pool.query(`DELETE FROM ${table} WHERE starts_with(key, $1)`, [prefix]);
      return rowCount ?? 0;
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isAway(error: unknown): boolean {
  // 08...: connection exceptions; 57P0...: shut down, crashed, starting
  if (/^(08|57P0|E[A-Z]+$)/.test(codeOf(error))) return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}
