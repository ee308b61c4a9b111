import * as v from 'valibot';
import { packedBytes, unpacked } from '../data/packed.ts';
import { InputError } from '../engine/errors.ts';
import { issueText } from './envelope.ts';
import { kinds } from './kinds/index.ts';
import type { JobKind } from './kinds/kind.ts';
import type { KindName } from './kinds/names.ts';

/** What a thread is asked: a job without who it is for. */
export interface JobQuestion {
  readonly kind: KindName;
  readonly given: string;
  readonly extra: string | null;
  readonly ask: unknown;
}

/** Of the large inputs that were made ready, so many stay so. */
const mostReady = 3;
const ready = new Map<string, unknown>();

/**
 * Checks a job and does it; the result as bytes. Throws InputError where the job is not as its kind has it, or cannot be done by
 * anybody; any other error may be chance.
 * @param fetch the bytes of a large input, by their hash
 */
export async function answerJob(
  question: JobQuestion,
  fetch: (hash: string) => Promise<Uint8Array>,
  tell: (progress: unknown) => void,
): Promise<Uint8Array> {
  // what goes into a row comes of the same row
  const kind = kinds[question.kind] as unknown as JobKind<unknown, unknown, unknown, unknown, unknown>;
  const ask = checked(kind.ask, question.ask, 'what it asks');
  const extra = checked(
    kind.extra,
    question.extra === null ? null : plainData(await fetch(question.extra)),
    'its own input',
  );
  const subject = await subjectOf(kind, question, fetch);
  return packedBytes(await kind.work(subject, ask, extra, tell));
}

async function subjectOf(
  kind: JobKind<unknown, unknown, unknown, unknown, unknown>,
  question: JobQuestion,
  fetch: (hash: string) => Promise<Uint8Array>,
): Promise<unknown> {
  const key = `${question.kind} ${question.given}`;
  const known = ready.get(key);
  ready.delete(key);
  const subject =
    known ?? kind.prepare(checked(kind.given, plainData(await fetch(question.given)), 'its input'));
  ready.set(key, subject);
  for (const old of [...ready.keys()].slice(0, -mostReady)) ready.delete(old);
  return subject;
}

/** Their hash was right, so they are as they were put there, and no other try would help. */
function plainData(bytes: Uint8Array): unknown {
  try {
    return unpacked(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`queue: an input of the job is no plain data of ours: ${why}`);
  }
}

function checked<Value>(schema: v.GenericSchema<unknown, Value>, value: unknown, what: string): Value {
  const read = v.safeParse(schema, value);
  if (read.success) return read.output;
  throw new InputError(`queue: ${what} is not as jobs of this kind have it: ${issueText(read.issues)}`);
}
