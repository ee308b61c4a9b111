import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import { systemCode } from './findFile.ts';

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
  const target = await realpath(path).catch(() => path);
  try {
    const existing = await stat(target).catch(() => undefined);
    if (existing?.isDirectory())
      throw new InputError(`data: cannot write "${path}": it is a folder`, { path });
    if (existing === undefined || existing.isFile()) await writeAndRename(target, data);
    else await writeFile(target, data);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

async function writeAndRename(target: string, data: Parameters<typeof writeFile>[1]): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
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
  return new InputError(`data: cannot write "${path}": ${reason(code, dirname(path))}`, { path, code });
}

function reason(code: string, folder: string): string {
  switch (code) {
    case 'ENOENT':
      return `there is no folder "${folder}"; make it first`;
    case 'ENOTDIR':
      return `"${folder}" is not a folder`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `no permission to write in "${folder}"; choose another folder`;
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code;
  }
}
