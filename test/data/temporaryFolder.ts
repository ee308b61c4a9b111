import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { InputError } from '../../src/engine/errors.ts';

/** A folder of its own for one test, gone when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'poolwise-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The message of the InputError that `promise` rejects with; any other outcome fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.message;
  throw error;
}
