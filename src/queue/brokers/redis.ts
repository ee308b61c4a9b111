import type { Redis, RedisOptions } from 'ioredis';
import { InputError } from '../../engine/errors.ts';
import type { Broker, Engine, Shelf } from '../broker.ts';
import { handsOf, jobsOf, queueName, type Reach, shared } from './bull.ts';
import { loadPackages } from './load.ts';
import { notLetIn, unreachable } from './refused.ts';

/** Redis 6.2 or later, and what speaks its language: jobs by BullMQ, bytes as strings that expire. */
export const redis: Engine = { open, isAway };

const packages = ['bullmq', 'ioredis'];
const prefix = 'poolwise:kept:';
/** A string of Redis holds no more. */
const mostBytes = 512 * 2 ** 20;
/** Milliseconds in which a server answers, at the start. */
const patience = 5000;

async function open(url: string, name: string): Promise<Broker> {
  const { bull, ioredis } = await loadPackages('Redis', packages, async () => ({
    ioredis: await import('ioredis'),
    bull: await import('bullmq'),
  }));
  const connect = (options: RedisOptions): Redis => {
    const client = new ioredis.Redis(url, options);
    client.on('error', () => undefined); // what waits for an answer hears of it
    return client;
  };
  await checkReachable(connect, name);
  const clients: Redis[] = [];
  const lasting = (): Redis => {
    const client = connect({ maxRetriesPerRequest: null, retryStrategy: () => 500 });
    clients.push(client);
    return client;
  };
  const own = lasting();
  const queue = new bull.Queue(queueName, { ...shared, connection: own });
  queue.on('error', () => undefined);
  const reach: Reach = {
    bull,
    worker: (work, options) => new bull.Worker(queueName, work, { ...options, connection: lasting() }),
  };
  return {
    name,
    shelf: shelfOf(own),
    jobs: jobsOf(queue),
    hands: (work, options) => handsOf(reach, work, options),
    async close() {
      await queue.close();
      for (const client of clients) client.disconnect();
    },
  };
}

/** Connects once, without trying again. Rejects with an InputError that says why not. */
async function checkReachable(connect: (options: RedisOptions) => Redis, name: string): Promise<void> {
  const client = connect({
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: patience,
  });
  let first: unknown;
  client.on('error', (error) => {
    first ??= error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const why = first ?? error;
    const text = why instanceof Error ? why.message : String(why);
    if (/WRONGPASS|NOAUTH|invalid password|ERR AUTH|NOPERM/.test(text)) throw notLetIn(name, text);
    throw unreachable(name, why);
  } finally {
    client.disconnect();
  }
}

function shelfOf(client: Redis): Shelf {
  const drop = async (keys: readonly string[]): Promise<void> => {
    if (keys.length > 0) await client.unlink(...keys.map((key) => prefix + key));
  };
  const keysOf = async (start: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const keys of client.scanStream({ match: `${prefix}${start}*`, count: 500 }))
      found.push(...keys);
    return found.map((key) => key.slice(prefix.length));
  };
  return {
    async put(key, bytes, seconds) {
      if (bytes.length > mostBytes)
        throw new InputError(
          `queue: ${Math.ceil(bytes.length / 2 ** 20)} MB are more than a string of Redis holds, 512 MB; give a folder that all machines see, --shared`,
        );
      await client.set(
        prefix + key,
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        'EX',
        seconds,
      );
    },
    get: (key) => client.getBuffer(prefix + key),
    async present(keys) {
      if (keys.length === 0) return new Set();
      const pipeline = client.pipeline();
      for (const key of keys) pipeline.exists(prefix + key);
      const found = (await pipeline.exec()) ?? [];
      return new Set(keys.filter((_, k) => answerOf(found[k]) === 1));
    },
    async list(start) {
      const found = new Map<string, Uint8Array>();
      for (const key of await keysOf(start)) {
        const bytes = await client.getBuffer(prefix + key);
        if (bytes !== null) found.set(key, bytes);
      }
      return found;
    },
    drop,
    async sweep(start) {
      const keys = await keysOf(start);
      for (let from = 0; from < keys.length; from += 500) await drop(keys.slice(from, from + 500));
      return keys.length;
    },
  };
}

function answerOf([error, answer]: readonly [Error | null, unknown]): unknown {
  if (error !== null) throw error;
  return answer;
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && /^(E[A-Z]+)$/.test(error.code)) return true;
  return /^(LOADING|MASTERDOWN|READONLY|UNBLOCKED)|Connection is closed|Stream isn't writeable|max retries/i.test(
    error.message,
  );
}
