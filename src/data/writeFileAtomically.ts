import { realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../engine/errors.ts';
import type { Content } from './content.ts';
import { systemCode } from './findFile.ts';
import { refusal } from './refusal.ts';
import { placeAll, type Staged, stageFile, temporaryName } from './staged.ts';

/**
 * Writes a file whole or not at all: into a temporary name in the same folder, then renamed over `path`, so a reader
 * or a crash never meets half a file. `data` may come in pieces. A link keeps pointing at the file it points at; a
 * pipe or a device is written to directly.
 * Throws InputError when the folder is missing, is not a folder or cannot be written, and when `path` is a folder;
 * the temporary file is gone by then, and what stood at `path` before stands there still.
 */
export async function writeFileAtomically(path: string, data: Content): Promise<void> {
  placeAll([await stageWrite(path, data)]);
}

/**
 * As `writeFileAtomically`, all but the renaming: for several that go together. What goes to a pipe or a device is
 * written by then. Rejects with the signal's reason when aborted.
 */
export async function stageWrite(path: string, data: Content, signal?: AbortSignal): Promise<Staged> {
  try {
    const { target, replace } = await targetOf(path);
    if (replace) return placedAs(path, await stageFile(target, data, signal));
    await writeFile(target, data, signal === undefined ? {} : { signal });
    return { place() {}, putBack() {}, tidy() {} };
  } catch (error) {
    signal?.throwIfAborted();
    throw writeFailure(path, error);
  }
}

/** Refusals of the system in words. */
function placedAs(path: string, staged: Staged): Staged {
  return {
    ...staged,
    place() {
      try {
        staged.place();
      } catch (error) {
        throw writeFailure(path, error);
      }
    },
  };
}

/** Tries whether `path` can be written, leaving everything as it was. Throws as `writeFileAtomically` would. */
export async function checkWritable(path: string): Promise<void> {
  try {
    const { target, replace } = await targetOf(path);
    if (!replace) return;
    const temporary = temporaryName(target, 'tmp');
    await writeFile(temporary, '');
    await rm(temporary, { force: true });
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** The file behind `path`, and whether it is one to be replaced rather than a pipe or a device. */
async function targetOf(path: string): Promise<{ target: string; replace: boolean }> {
  if (path === '') throw new InputError('output: expected the name of a file, got ""');
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(nothingThere);
  if (existing?.isDirectory())
    throw new InputError(`output: cannot write "${path}": it is a folder`, { path });
  return { target, replace: existing === undefined || existing.isFile() };
}

/** A name too long would pass under its temporary name and fail at the end. */
function nothingThere(error: unknown): undefined {
  if (systemCode(error) === 'ENAMETOOLONG') throw error;
}

/** A refusal of the system as an InputError that says what to try; anything else comes back as it is. */
function writeFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof InputError) return error;
  return new InputError(`output: cannot write "${path}": ${refusal(code, dirname(path))}`, { path, code });
}
