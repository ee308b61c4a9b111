import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { InputError } from '../engine/errors.ts';
import { version } from '../report/version.ts';
import type { Broker, Engine } from './broker.ts';
import { type Envelope, idOf } from './envelope.ts';
import type { FoundOf } from './kinds/index.ts';
import type { KindName } from './kinds/names.ts';
import { newsOf } from './news.ts';
import { type Post, postBetween } from './post.ts';
import type { Registry, RunRecord } from './registry.ts';
import { slots, untilAborted } from './slots.ts';
import type { Store } from './store.ts';
import { type Listener, nobodyWaiting, type Posted, type Waiting, type Wanted } from './waiting.ts';
import { startWatch, type Watched } from './watch.ts';

/** Who has jobs done. */
export interface Producer {
  /** Jobs under way at the same time, at most; more wait here. */
  readonly atOnce: number;
  /** Says how many jobs there will be besides those that were counted before. */
  expect(jobs: number): void;
  /**
   * The result of a job, found at once where it was done before. Rejects with InputError where the job was given up, where the run was
   * cancelled, and with the signal's reason when aborted; the job then goes on, and its result is kept.
   */
  ask<Name extends KindName>(
    kind: Name,
    wanted: Wanted<Name>,
    tell: (progress: unknown) => void,
    signal?: AbortSignal,
  ): Promise<FoundOf<Name>>;
  /** No longer waits for anything. */
  close(how: 'done' | 'left'): Promise<void>;
}

export interface ProducerOptions {
  readonly engine: Engine;
  readonly broker: Broker;
  readonly store: Store;
  readonly registry: Registry;
  readonly kept: Envelope['kept'];
  /** Of the run: tells it from others, and what it is in words. */
  readonly run: { readonly id: string; readonly what: string };
  readonly tries: number;
  readonly atOnce: number;
  /** Hears of what people should know while they wait. */
  readonly onNews: (text: string) => void;
}

/** Begins a run; one of the same name that was cancelled is taken up again. */
export async function startProducer(options: ProducerOptions): Promise<Producer> {
  const { broker, store, registry, run, tries, kept, atOnce, engine } = options;
  await registry.revive(run.id);
  const waiting = nobodyWaiting();
  const post = postBetween(waiting, broker, store, tries);
  const report = reportOf(options);
  const watch = startWatch(watchedBy(options, waiting, post, report), engine);
  const free = slots(atOnce);

  function postedOf<Name extends KindName>(kind: Name, wanted: Wanted<Name>): Posted {
    const envelope: Envelope = {
      ...{ poolwise: version, run: run.id, kept, ask: wanted.ask },
      ...{ given: wanted.given.hash, extra: wanted.extra?.hash ?? null },
    };
    return { id: idOf(kind, envelope), kind, wanted, envelope };
  }

  function found(job: Posted, tell: Listener['tell'], signal?: AbortSignal): Promise<unknown> {
    let listener: Listener;
    const answer = new Promise<unknown>((resolve, reject) => {
      listener = { tell, resolve, reject };
      if (!waiting.join(job, listener)) return;
      // while the server is away the watch finds that it has no such job
      post.bring(job).catch((error: unknown) => engine.isAway(error) || waiting.reject(job.id, error));
    });
    return untilAborted(answer, signal, () => waiting.leave(job.id, listener));
  }

  return {
    atOnce,
    expect: report.expect,
    async ask(kind, wanted, tell, signal) {
      if (signal !== undefined) setMaxListeners(0, signal); // each job that waits is one
      await free.take(signal);
      try {
        const value = await found(postedOf(kind, wanted), tell, signal);
        report.count();
        return value as FoundOf<typeof kind>;
      } finally {
        free.give();
      }
    },
    async close(how) {
      waiting.rejectAll(new Error('the queue was left'));
      await watch.end();
      await registry.tellRun(report.now(how)).catch(() => undefined);
    },
  };
}

function watchedBy(
  { broker, registry, run, onNews }: ProducerOptions,
  waiting: Waiting,
  post: Post,
  report: Report,
): Watched {
  const news = newsOf(broker, registry, onNews);
  return {
    count: () => waiting.size,
    look: post.handOver,
    async lookClosely() {
      if ((await registry.cancelled([run.id])).size > 0) throw new InputError(cancelledText(run.id));
      await registry.tellRun(report.now('running'));
      await post.lookAtEach();
    },
    tellNews: async () => (waiting.size === 0 ? undefined : news()),
    onSilence: () => onNews(`queue: ${broker.name} does not answer; waiting for it`),
    onError: waiting.rejectAll,
  };
}

function cancelledText(run: string): string {
  return `queue: this run, ${run}, was cancelled; the same command takes it up again, what was done is kept`;
}

/** How far a run is, for all to see. */
interface Report {
  /** Says how many jobs there will be besides those that were counted before. */
  expect(jobs: number): void;
  /** One more is done. */
  count(): void;
  now(state: RunRecord['state']): RunRecord;
}

function reportOf({ run }: ProducerOptions): Report {
  const started = new Date().toISOString();
  let [finished, expected] = [0, 0];
  return {
    expect(jobs) {
      expected += jobs;
    },
    count() {
      finished++;
    },
    now: (state) => ({
      ...run,
      ...{ host: hostname(), process: process.pid, poolwise: version, started, state, finished },
      heard: new Date().toISOString(),
      of: expected === 0 ? null : expected,
    }),
  };
}
