import { randomUUID } from 'node:crypto';
import { mkdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { systemCode } from './findFile.ts';
import { refusal } from './refusal.ts';

/**
 * Makes a folder and those above it that are missing; returns what it made, outermost first.
 * Throws InputError when one cannot be made, and then none of them is left. Not `mkdir` with `recursive`, which never
 * returns below /proc (Node 20).
 */
export async function makeFolder(path: string): Promise<readonly string[]> {
  const made: string[] = [];
  try {
    for (const folder of await missingFolders(path)) {
      await mkdir(folder);
      made.push(folder);
    }
  } catch (error) {
    await removeFolders(made);
    throw folderFailure(path, error);
  }
  return made;
}

/**
 * Tries whether files can be written into a folder, made for the trial if it is not there; leaves nothing behind.
 * Throws InputError when they cannot.
 */
export async function checkFolder(path: string): Promise<void> {
  const made = await makeFolder(path);
  const probe = join(path, `.${randomUUID()}.tmp`);
  try {
    await writeFile(probe, '');
  } catch (error) {
    throw folderFailure(path, error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
    await removeFolders(made);
  }
}

/** The folders of a path that are not there, outermost first. */
async function missingFolders(path: string): Promise<string[]> {
  if (path === '') throw new InputError('output: expected the name of a folder, got ""');
  const missing: string[] = [];
  let at = resolve(path);
  let found = await kindOf(at);
  while (found === 'nothing') {
    missing.unshift(at);
    at = dirname(at);
    found = await kindOf(at);
  }
  if (found === 'folder') return missing;
  const name = missing.length === 0 ? path : at;
  throw new InputError(`output: "${name}" is a file, not a folder; choose another folder`, { path });
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return 'nothing';
    throw error;
  }
}

/** Removes those that are empty, innermost first. */
export async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) await rmdir(folder).catch(() => undefined);
}

/** A refusal of the system as an InputError that says what to try; anything else comes back as it is. */
export function folderFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof InputError) return error;
  return new InputError(`output: cannot write into "${path}": ${refusal(code, dirname(resolve(path)))}`, {
    path,
    code,
  });
}
