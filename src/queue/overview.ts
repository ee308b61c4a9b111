import * as v from 'valibot';
import { InputError } from '../engine/errors.ts';
import type { JobRecord } from './broker.ts';
import { envelopeSchema } from './envelope.ts';
import type { OpenPlace } from './open.ts';
import { cancelledReason } from './post.ts';
import { type RunRecord, silence, type WorkerRecord } from './registry.ts';

/** A run, its jobs counted. */
export interface RunShown extends RunRecord {
  /** Whether its producer has been silent for long though it did not end. */
  readonly isAlone: boolean;
  readonly isCancelled: boolean;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
  /** Why the first job that failed was given up; empty where none was. */
  readonly reason: string;
}

/** All that a queue holds. */
export interface Overview {
  readonly name: string;
  readonly isPaused: boolean;
  readonly runs: readonly RunShown[];
  readonly workers: readonly WorkerRecord[];
}

export async function overviewOf({ broker, registry }: OpenPlace): Promise<Overview> {
  const jobs = await broker.jobs.list(['waiting', 'active', 'failed']);
  const runs = [...(await registry.runs())].sort((a, b) => (a.started < b.started ? -1 : 1));
  const cancelled = await registry.cancelled(runs.map(({ id }) => id));
  const counted = (run: string, state: JobRecord['state']): number =>
    jobs.filter((job) => job.state === state && runOf(job) === run).length;
  return {
    ...{ name: broker.name, isPaused: await broker.jobs.isPaused(), workers: await registry.workers() },
    runs: runs.map((run) => ({
      ...run,
      isAlone: run.state === 'running' && Date.now() - Date.parse(run.heard) > 1000 * silence,
      isCancelled: cancelled.has(run.id),
      waiting: counted(run.id, 'waiting'),
      active: counted(run.id, 'active'),
      failed: counted(run.id, 'failed'),
      reason:
        jobs.find((job) => job.state === 'failed' && runOf(job) === run.id && job.reason !== cancelledReason)
          ?.reason ?? '',
    })),
  };
}

/** Takes away the jobs of a run that wait; workers drop theirs. How many waited. Throws InputError where there is no such run. */
export async function cancelRun({ broker, registry }: OpenPlace, run: string): Promise<number> {
  await checkRun(registry, run);
  await registry.cancel(run);
  const waiting = (await broker.jobs.list(['waiting'])).filter((job) => runOf(job) === run);
  for (const { id } of waiting) await broker.jobs.remove(id);
  return waiting.length;
}

/** Takes a cancellation back, and has the jobs tried anew that were given up; how many those are. */
export async function resumeRun({ broker, registry }: OpenPlace, run: string): Promise<number> {
  await checkRun(registry, run);
  await registry.revive(run);
  const failed = (await broker.jobs.list(['failed'])).filter((job) => runOf(job) === run);
  for (const { id } of failed) await broker.jobs.retry(id);
  return failed.length;
}

/** Drops all that is kept. Throws InputError while jobs wait or are worked on. */
export async function clearAll({ broker, registry, stores }: OpenPlace): Promise<void> {
  const open = await broker.jobs.list(['waiting', 'active']);
  if (open.length > 0)
    throw new InputError(
      `queue: ${open.length} jobs wait or are worked on; cancel their runs first (--cancel), or let them end`,
    );
  for (const { id } of await broker.jobs.list(['failed', 'done'])) await broker.jobs.remove(id);
  await stores.server.clear();
  await stores.shared?.clear();
  await registry.dropRuns();
}

async function checkRun(registry: OpenPlace['registry'], run: string): Promise<void> {
  const runs = await registry.runs();
  if (runs.some(({ id }) => id === run)) return;
  const have = runs.length === 0 ? 'there is none' : `have: ${runs.map(({ id }) => id).join(', ')}`;
  throw new InputError(`queue: no run "${run}" (${have})`);
}

function runOf({ payload }: JobRecord): string {
  const read = v.safeParse(envelopeSchema, payload);
  return read.success ? read.output.run : '';
}
