import { availableParallelism } from 'node:os';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import type { Elsewhere } from '../run/elsewhere.ts';
import { readAddress } from './address.ts';
import type { Broker, Engine } from './broker.ts';
import { elsewhereBy } from './elsewhere.ts';
import { engines } from './engines.ts';
import { type Producer, startProducer } from './producer.ts';
import { type Registry, registryOn } from './registry.ts';
import { sharedFolder } from './sharedFolder.ts';
import { hashOf, type Store, storeOn } from './store.ts';
import { startWorker } from './worker.ts';

/** Where a queue is, and where its large inputs and results are. */
export interface QueuePlace {
  /** `redis://host:6379`, `rediss://...`, `postgres://host/database`; that of the variable POOLWISE_QUEUE if left out. */
  readonly url?: string;
  /** A folder that all machines reach, for inputs and results; the server keeps them if left out. */
  readonly shared?: string;
}

/** Of `openQueue`. */
export interface QueueOptions extends QueuePlace {
  /** What the run is, in words; with these words it is found again. */
  readonly what: string;
  /** How often a job is tried before it is given up; 3 if left out. */
  readonly tries?: number;
  /** Jobs under way at the same time, at most; 64 if left out. */
  readonly atOnce?: number;
  /** Hears what people should know while they wait, such as that no worker is there. */
  readonly onNews?: (text: string) => void;
}

const optionKinds: OptionKinds<QueueOptions> = {
  url: 'text',
  shared: 'text',
  what: 'text',
  tries: 'a number',
  atOnce: 'a number',
  onNews: 'a function',
};

/** Fits made by the workers of a queue: the option `elsewhere` of `sample`, `fitMany`, `kfold` and `exactLoo`. */
export interface Queue extends Elsewhere {
  close(how?: 'done' | 'left'): Promise<void>;
}

/**
 * Opens a queue for one run. Rejects with InputError where its server cannot be reached or does not let us in.
 * @example
 * const queue = await openQueue({ url: 'redis://localhost', what: 'study of intercepts' });
 * for await (const fit of fitMany(models, { elsewhere: queue })) use(fit);
 * await queue.close();
 */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  checkOptions('openQueue', options, optionKinds);
  const producer = await openProducer(options);
  return { ...elsewhereBy(producer), close: (how = 'done') => producer.close(how) };
}

/**
 * The same, for jobs of every kind.
 * @param of what tells the run from others of the same words
 */
export async function openProducer(options: QueueOptions, of: unknown = null): Promise<Producer> {
  const { what, tries = 3, atOnce = 64, onNews = () => {} } = options;
  wholeNumber('queue: tries', tries, 1, 100);
  wholeNumber('queue: jobs at once', atOnce, 1, 10_000);
  const { engine, broker, registry, stores } = await openPlace(options);
  const kept = stores.shared === null ? 'server' : 'shared';
  const run = { id: hashOf(JSON.stringify([what, of])).slice(0, 8), what };
  const store = stores.shared ?? stores.server;
  const producer = await startProducer({
    ...{ engine, broker, store, registry, kept, run, tries, atOnce, onNews },
  });
  return {
    ...producer,
    async close(how) {
      await producer.close(how);
      await broker.close();
    },
  };
}

export interface WorkOptions extends QueuePlace {
  /** Jobs at the same time; one a core if left out. */
  readonly jobs?: number;
  /** Seconds after which this worker, silent, is taken for dead; 30 if left out. */
  readonly lease?: number;
  readonly onNews: (text: string) => void;
}

/** A worker of a queue, until it is closed. */
export interface OpenWorker {
  /** Of the server, for people. */
  readonly name: string;
  /** Jobs at the same time. */
  readonly jobs: number;
  /** Does the jobs in hand first. */
  close(): Promise<void>;
}

/** Starts a worker. Rejects with InputError as `openQueue` does. */
export async function openWorker(options: WorkOptions): Promise<OpenWorker> {
  const { jobs = availableParallelism(), lease = 30, onNews } = options;
  wholeNumber('worker: --jobs', jobs, 1, 256);
  if (!(lease >= 1 && lease <= 3600))
    throw new InputError(`worker: --lease takes seconds from 1 to 3600, got ${lease}`);
  const { engine, broker, registry, stores } = await openPlace(options);
  const worker = await startWorker({ engine, broker, registry, stores, jobs, lease, onNews });
  return {
    name: broker.name,
    jobs,
    async close() {
      await worker.close();
      await broker.close();
    },
  };
}

/** An open server and what is kept in it. */
export interface OpenPlace {
  readonly engine: Engine;
  readonly broker: Broker;
  readonly registry: Registry;
  readonly stores: { readonly server: Store; readonly shared: Store | null };
}

export async function openPlace({ url, shared }: QueuePlace): Promise<OpenPlace> {
  const address = readAddress(url, process.env);
  const folder = shared === undefined ? null : await sharedFolder(shared);
  const engine = engines[address.engine];
  const broker = await engine.open(address.url, address.name);
  const { shelf } = broker;
  return {
    ...{ engine, broker, registry: registryOn(shelf) },
    stores: { server: storeOn(shelf), shared: folder === null ? null : storeOn(folder) },
  };
}
