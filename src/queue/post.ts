import * as v from 'valibot';
import { InputError } from '../engine/errors.ts';
import type { Broker, JobRecord } from './broker.ts';
import { issueText } from './envelope.ts';
import { kinds } from './kinds/index.ts';
import type { KindName } from './kinds/names.ts';
import type { Store } from './store.ts';
import type { Posted, Waiting } from './waiting.ts';

/** Why a worker leaves a job of a run that was cancelled. */
export const cancelledReason = 'its run was cancelled';

/** Between those who wait for jobs and the server that has them. All reject where the server cannot be reached. */
export interface Post {
  /** Looks whether a job was done before, and has it done otherwise. */
  bring(job: Posted): Promise<void>;
  /** Hands over what is done. */
  handOver(): Promise<void>;
  /** Looks at each job that is not done: tells how far it is, ends the waiting where it was given up, brings again what was lost. */
  lookAtEach(): Promise<void>;
}

export function postBetween(
  waiting: Waiting,
  { jobs }: Pick<Broker, 'jobs'>,
  store: Store,
  tries: number,
): Post {
  async function submit({ id, kind, wanted, envelope }: Posted): Promise<void> {
    await store.putInput(wanted.given);
    if (wanted.extra !== null) await store.putInput(wanted.extra);
    const there = await jobs.find(id);
    if (there?.state === 'failed' || there?.state === 'done') await jobs.remove(id);
    await jobs.add(id, kind, envelope, tries);
  }

  /** Whether there was a result. */
  async function settle({ id, kind }: Posted): Promise<boolean> {
    const value = await store.result(id);
    if (value === null) return false;
    const read = v.safeParse(kinds[kind].found as v.GenericSchema, value);
    if (read.success) waiting.resolve(id, read.output);
    else
      waiting.reject(id, new InputError(`queue: a result is not as jobs have it: ${issueText(read.issues)}`));
    return true;
  }

  /** Jobs on their way to the server: a look that finds them missing there does not send them again. */
  const onTheWay = new Set<string>();

  async function bring(job: Posted): Promise<void> {
    if (onTheWay.has(job.id)) return;
    onTheWay.add(job.id);
    try {
      if (!(await settle(job))) await submit(job);
    } finally {
      onTheWay.delete(job.id);
    }
  }

  async function look(job: Posted): Promise<void> {
    const there = await jobs.find(job.id);
    if (there?.state === 'waiting') return;
    if (there?.state === 'active') return waiting.tell(job.id, there.progress);
    if (there?.state === 'failed' && there.reason !== cancelledReason) {
      if (!(await settle(job))) waiting.reject(job.id, givenUp(job.kind, there, tries));
    } else await bring(job); // the server lost it, or another run that wanted it was cancelled
  }

  return {
    bring,
    async handOver() {
      const open = new Map(waiting.jobs().map((job) => [job.id, job]));
      for (const id of await store.done([...open.keys()])) await settle(open.get(id) as Posted);
    },
    async lookAtEach() {
      for (const job of waiting.jobs()) await look(job);
    },
  };
}

/** In one process the same mistake would have been told by itself. */
function givenUp(kind: KindName, { reason, hopeless }: JobRecord, tries: number): InputError {
  if (hopeless) return new InputError(reason);
  return new InputError(
    `queue: a job (${kind}) was given up after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${reason}; the same command tries it anew, what was done is kept`,
  );
}
