import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { version } from '../report/version.ts';
import { type Broker, type Engine, Hopeless, type JobInHand } from './broker.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import { cancelledReason } from './post.ts';
import { beat, type Registry, type WorkerRecord } from './registry.ts';
import type { Store } from './store.ts';
import { hostThread, type JobThread } from './thread/hostThread.ts';

export interface WorkerOptions {
  readonly engine: Engine;
  readonly broker: Broker;
  readonly registry: Registry;
  /** Where inputs and results are, by where a job says they are. */
  readonly stores: { readonly server: Store; readonly shared: Store | null };
  /** Jobs at the same time, each on a thread of its own. */
  readonly jobs: number;
  /** See `HandsOptions`. */
  readonly lease: number;
  /** Hears of each job, in a line. */
  readonly onNews: (text: string) => void;
}

/**
 * How often a job may lose its worker and be taken up again. A job that takes its worker's whole process with it is rare, as a thread that
 * runs out of memory fails alone; workers that are ended for other reasons are not, and may well take the same job with them four times.
 */
const deaths = 9;

/** A worker that takes jobs until it is closed. */
export interface RunningWorker {
  /** Does the jobs in hand first. */
  close(): Promise<void>;
}

interface Doing {
  readonly run: string;
  readonly what: string;
  readonly since: string;
  readonly abort: AbortController;
}

/** Takes jobs of the kinds that it knows from a queue, checks what they carry, and does them. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { broker, registry, jobs, lease, onNews, engine } = options;
  const me = randomUUID();
  const started = new Date().toISOString();
  const doing = new Map<string, Doing>();
  let done = 0;
  const record = (): WorkerRecord => ({
    ...{ host: hostname(), process: process.pid, poolwise: version, jobs, started, done },
    doing: [...doing.values()].map(({ run, what, since }) => ({ run, what, since })),
  });
  const threads = threadsFor(options);

  async function work(job: JobInHand): Promise<void> {
    const envelope = openEnvelope(job.kind, job.payload);
    const store = options.stores[envelope.kept];
    if (store === null)
      throw new Hopeless(
        'the inputs of the job are in a shared folder, and the worker that took it has none; start workers with --shared FOLDER',
      );
    const abort = new AbortController();
    const mine: Doing = {
      ...{ run: envelope.run, what: envelope.kind, since: new Date().toISOString(), abort },
    };
    doing.set(job.id, mine);
    const before = performance.now();
    try {
      if ((await patiently(engine, () => registry.cancelled([envelope.run]))).size > 0)
        throw new Hopeless(cancelledReason);
      const there = await patiently(engine, () => store.done([job.id]));
      if (there.size === 0) {
        const bytes = await threads.work(envelope, store, (progress) => job.tell(progress), abort.signal);
        await patiently(engine, () => store.putResult(job.id, bytes));
      }
      done++;
      onNews(`${envelope.kind} of run ${envelope.run}: done in ${seconds(performance.now() - before)} s`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      onNews(`${envelope.kind} of run ${envelope.run}: failed: ${why}`);
      throw error;
    } finally {
      doing.delete(job.id);
    }
  }

  /** Tells of itself, and ends what was cancelled. */
  async function look(): Promise<void> {
    await registry.tellWorker(me, record());
    const cancelled = await registry.cancelled([...doing.values()].map(({ run }) => run));
    for (const { run, abort } of doing.values())
      if (cancelled.has(run)) abort.abort(new Hopeless(cancelledReason));
  }

  await look();
  const hands = await broker.hands(work, {
    ...{ jobs, lease, deaths },
    onError: (error) => {
      if (!engine.isAway(error)) onNews(`queue: ${error.message}`);
    },
  });
  const looking = setInterval(() => void look().catch(() => undefined), 1000 * beat);
  return {
    async close() {
      await hands.close();
      clearInterval(looking);
      await threads.end();
      await registry.dropWorker(me).catch(() => undefined);
    },
  };
}

/** A thread a job, started when there is one to do. */
function threadsFor({ engine, jobs }: WorkerOptions) {
  const free: JobThread[] = [];
  const all: JobThread[] = [];
  const start = (): JobThread => {
    const thread = hostThread();
    all.push(thread);
    return thread;
  };
  return {
    async work(
      { kept, kind, given, extra, ask }: ReturnType<typeof openEnvelope>,
      store: Store,
      tell: (progress: unknown) => void,
      signal: AbortSignal,
    ) {
      const fetch = async (hash: string): Promise<Uint8Array> =>
        (await patiently(engine, () => store.input(hash))) ?? missing(kept);
      const thread = free.pop() ?? start();
      try {
        return await thread.work({ kind, given, extra, ask }, fetch, tell, signal);
      } finally {
        if (free.length < jobs) free.push(thread);
      }
    },
    async end() {
      await Promise.all(all.map((thread) => thread.end()));
    },
  };
}

function missing(kept: Envelope['kept']): never {
  throw new Error(
    kept === 'shared'
      ? 'an input of the job is not in the shared folder of the worker that took it; --shared must be the same folder on all machines'
      : 'an input of the job is not in the server',
  );
}

/** Milliseconds between two tries while the server is away. */
const pause = 500;
/** Seconds after which it is given up. */
const patience = 600;

/** Does what a server is needed for, waiting while it is away. */
async function patiently<Value>(engine: Engine, act: () => Promise<Value>): Promise<Value> {
  const until = performance.now() + 1000 * patience;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!engine.isAway(error) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toPrecision(2);
}
