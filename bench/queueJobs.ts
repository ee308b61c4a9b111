import Redis from 'ioredis';
import pg from 'pg';
import { packedBytes } from '../src/data/packed.ts';
import { tableFromColumns } from '../src/data/tableFromColumns.ts';
import { glmm } from '../src/index.ts';
import { modelInput } from '../src/queue/modelInput.ts';
import { openPlace, openProducer } from '../src/queue/open.ts';
import { packed } from '../src/queue/store.ts';
import { startRedis } from '../test/queue/redisServer.ts';
import { startPostgres } from '../test/sql/postgresServer.ts';

/**
 * What a job costs besides its work: empty ones of a producer and a worker in this process, for each engine: jobs a second, processor
 * time, room in the server. `node dist/bench/queueJobs.js 2000`.
 */
const jobs = Number(process.argv[2] ?? 2000);

interface Measured {
  readonly address: string;
  readonly stop: () => void;
  /** Bytes that the server uses. */
  readonly room: () => Promise<number>;
}

async function redis(): Promise<Measured> {
  const { address, stop } = await startRedis();
  const client = new Redis.Redis(address);
  const room = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  return {
    address,
    room,
    stop: () => {
      client.disconnect();
      stop();
    },
  };
}

async function postgres(): Promise<Measured> {
  const { address, stop } = await startPostgres();
  const pool = new pg.Pool({ connectionString: address });
  pool.on('error', () => undefined); // it ends before its pool does
  const room = async (): Promise<number> => {
    const { rows } = await pool.query<{ bytes: string }>(
      `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'poolwise' AND c.relkind = 'r'`,
    );
    return Number(rows[0].bytes);
  };
  return { address, room, stop };
}

/** A result of one data set of a calibration of 43 quantities. */
const result = packedBytes({
  kind: 'ranked',
  run: {
    simulation: 17,
    strategy: 'reference',
    reason: 'x'.repeat(80),
    divergences: 0,
    draws: 99,
    leastEss: 63.5,
  },
  ranks: Array.from({ length: 43 }, (_, i) => (i * 37) % 100),
});
const given = packed('nothing');

async function measure(name: string, start: () => Promise<Measured>): Promise<void> {
  const { address, room, stop } = await start();
  const place = await openPlace({ url: address });
  const producer = await openProducer({ url: address, what: 'empty', atOnce: 10_000 });
  const ask = (i: number): Promise<unknown> =>
    producer.ask('sbc', { given, extra: null, ask: { dataSet: i, place: i } }, () => {});
  await place.broker.jobs.pause(true);
  const before = await room();
  const waiting = Array.from({ length: 1000 }, (_, i) => ask(i));
  while ((await place.broker.jobs.list(['waiting'])).length < waiting.length)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const full = await room();
  await place.broker.jobs.pause(false);
  const hands = await place.broker.hands(
    async (job) => {
      if ((await place.stores.server.done([job.id])).size === 0)
        await place.stores.server.putResult(job.id, result);
    },
    { jobs: 8, lease: 30, deaths: 9, onError: console.error },
  );
  await Promise.all(waiting);
  const after = await room();
  const paced = await openProducer({ url: address, what: 'paced' });
  const [started, used] = [performance.now(), process.cpuUsage()];
  await Promise.all(
    Array.from({ length: jobs }, (_, i) =>
      paced.ask('sbc', { given, extra: null, ask: { dataSet: 5000 + i, place: 0 } }, () => {}),
    ),
  );
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(used);
  console.log(
    `${name}: ${Math.round((1000 * jobs) / wall)} jobs a second, ${(wall / jobs).toFixed(2)} ms each; ${((user + system) / 1000 / jobs).toFixed(2)} ms of processors in producer and worker; ${Math.round((full - before) / 1000)} bytes a job that waits, ${Math.round((after - before) / 1000)} once it is done, its result included`,
  );
  await hands.close();
  await producer.close('done');
  await paced.close('done');
  await place.broker.close();
  stop();
}

const rows = 1200;
const table = tableFromColumns({
  y: Array.from({ length: rows }, (_, i) => (i * 7919) % 5),
  x: Array.from({ length: rows }, (_, i) => ((i * 104729) % 101) / 50 - 1),
  g: Array.from({ length: rows }, (_, i) => `g${(i * 31) % 40}`),
});
const input = packed(modelInput(glmm('y ~ x + (1 | g)', table, { family: 'poisson' })));
console.log(
  `a model of ${rows} rows: ${input.bytes.length} bytes; a ranked data set of 43 quantities: ${result.length} bytes`,
);
await measure('Redis', redis);
await measure('PostgreSQL', postgres);
