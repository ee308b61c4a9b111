import type { Job, JobsOptions, JobType } from 'bullmq';
import {
  type Hands,
  type HandsOptions,
  Hopeless,
  type JobInHand,
  type JobRecord,
  type JobState,
  type Jobs,
} from '../broker.ts';

type Bull = typeof import('bullmq');

/** How BullMQ reaches one engine. */
export interface Reach {
  readonly bull: Bull;
  readonly worker: (work: (job: Job) => Promise<void>, options: WorkerSettings) => BullWorker;
}

/** What we ask of BullMQ's queues and workers, whatever their backend. */
interface BullQueue {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  getJob(id: string): Promise<Job | undefined>;
  getJobState(id: string): Promise<string>;
  getJobs(types: JobType[]): Promise<(Job | undefined)[]>;
  remove(id: string): Promise<number>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  isPaused(): Promise<boolean>;
}
interface BullWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(force: boolean): Promise<void>;
}

/** BullMQ's options of workers that are ours to choose, in milliseconds and seconds as it has them. */
interface WorkerSettings {
  readonly prefix: string;
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
  readonly runRetryDelay: number;
  readonly drainDelay: number;
}

/** BullMQ's name of our queue. */
export const queueName = 'jobs';

/** Seconds that a job which was given up is kept. */
const keptSeconds = 7 * 86_400;
/** Milliseconds before a job that failed is tried again, and before a lost server is. */
const pause = 1000;

/** What BullMQ says of a job that lost too many. */
const deathReason = 'job stalled more than allowable limit';
/** Begins the reasons of jobs that no other try would help. */
const mark = 'hopeless: ';

/** Options that queues and workers share. */
export const shared = { prefix: 'poolwise' } as const;

/** Jobs of BullMQ. */
export function jobsOf(queue: BullQueue): Jobs {
  return {
    async add(id, kind, payload, tries) {
      await queue.add(kind, payload, {
        jobId: id,
        attempts: tries,
        backoff: { type: 'fixed', delay: pause },
        removeOnComplete: true,
        removeOnFail: { age: keptSeconds },
        stackTraceLimit: 1,
      });
    },
    async find(id) {
      // the state first: a job that fails in between has its reason then
      const state = await queue.getJobState(id);
      const job = await queue.getJob(id);
      return job === undefined ? null : recordOf(job, stateOf(state));
    },
    async list(states) {
      const found: JobRecord[] = [];
      for (const state of states)
        for (const job of await queue.getJobs([...bullStates[state]]))
          if (job !== undefined) found.push(recordOf(job, state));
      return found;
    },
    async remove(id) {
      await queue.remove(id);
    },
    async retry(id) {
      const job = await queue.getJob(id);
      await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    },
    pause: (isPaused) => (isPaused ? queue.pause() : queue.resume()),
    isPaused: () => queue.isPaused(),
  };
}

const bullStates: Readonly<Record<JobState, readonly JobType[]>> = {
  waiting: ['waiting', 'delayed', 'prioritized'],
  active: ['active'],
  failed: ['failed'],
  done: ['completed'],
};

function stateOf(state: string): JobState {
  if (state === 'failed' || state === 'active') return state;
  return state === 'completed' ? 'done' : 'waiting';
}

function recordOf(job: Job, state: JobState): JobRecord {
  const { id = '', name, data, failedReason = '', stalledCounter, progress } = job;
  const hopeless = failedReason.startsWith(mark);
  const reason = hopeless ? failedReason.slice(mark.length) : failedReason;
  const told = reason === deathReason ? `its worker died or fell silent ${stalledCounter} times` : reason;
  return { id, kind: name, payload: data, state, reason: told, hopeless, progress };
}

/** Takes jobs from BullMQ. */
export async function handsOf(
  { bull, worker: make }: Reach,
  work: (job: JobInHand) => Promise<void>,
  { jobs, lease, deaths, onError }: HandsOptions,
): Promise<Hands> {
  const worker = make(
    async (job) => {
      try {
        await work(inHand(job));
      } catch (error) {
        if (error instanceof Hopeless) throw new bull.UnrecoverableError(mark + error.message);
        throw error;
      }
    },
    {
      ...shared,
      concurrency: jobs,
      lockDuration: 1000 * lease,
      stalledInterval: 500 * lease,
      maxStalledCount: deaths,
      runRetryDelay: pause,
      drainDelay: 2,
    },
  );
  worker.on('error', onError);
  await worker.waitUntilReady();
  return { close: () => worker.close(false) };
}

function inHand(job: Job): JobInHand {
  return {
    id: job.id ?? '',
    kind: job.name,
    payload: job.data,
    tell: (progress) => void job.updateProgress(progress as object).catch(() => undefined),
  };
}
