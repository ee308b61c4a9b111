import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { systemCode } from './findFile.ts';
import { refusal } from './refusal.ts';

/**
 * Writes a file whole or not at all: into a temporary name in the same folder, then renamed over `path`, so a reader
 * or a crash never meets half a file. `data` may come in pieces. A link keeps pointing at the file it points at; a
 * pipe or a device is written to directly.
 * Throws InputError when the folder is missing, is not a folder or cannot be written, and when `path` is a folder;
 * the temporary file is gone by then, and what stood at `path` before stands there still.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array | Iterable<string | Uint8Array>,
): Promise<void> {
  try {
    const { target, replace } = await targetOf(path);
    if (replace) await writeAndRename(target, data);
    else await writeFile(target, data);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** Tries whether `path` can be written, leaving everything as it was. Throws as `writeFileAtomically` would. */
export async function checkWritable(path: string): Promise<void> {
  try {
    const { target, replace } = await targetOf(path);
    if (!replace) return;
    const temporary = temporaryName(target);
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

function temporaryName(target: string): string {
  return join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
}

async function writeAndRename(target: string, data: Parameters<typeof writeFile>[1]): Promise<void> {
  const temporary = temporaryName(target);
  try {
    await writeFile(temporary, data, { flush: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A refusal of the system as an InputError that says what to try; anything else comes back as it is. */
function writeFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof InputError) return error;
  return new InputError(`output: cannot write "${path}": ${refusal(code, dirname(path))}`, { path, code });
}
