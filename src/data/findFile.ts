import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';

/** An error lists at most this many of a folder's files. */
const LISTED = 6;

/** Throws InputError when nothing is at `path`, naming what its folder has instead, and when it is a folder itself. */
export async function findFile(path: string): Promise<void> {
  if (path === '') throw new InputError('data: expected the name of a file, got ""');
  try {
    if (!(await stat(path)).isDirectory()) return;
  } catch (error) {
    throw isMissing(error) ? await noSuchFile(path) : readFailure(path, error);
  }
  throw new InputError(`data: "${path}" is a folder, not a file${have(await filesLike(path, '.csv'))}`, {
    path,
  });
}

/** What went wrong while reading `path`, as an InputError when the system refused; anything else comes back as it is. */
export function readFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  return code === undefined ? error : new InputError(`data: cannot read "${path}" (${code})`, { path, code });
}

/** The name the system gives a failure, such as EACCES; undefined for errors of any other kind. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function noSuchFile(path: string): Promise<InputError> {
  const name = basename(path);
  const folder = dirname(path);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return new InputError(`data: no folder "${folder}" to read "${name}" from`, { path });
  const hint = didYouMean(name, await filesLike(folder, ''));
  const files = await filesLike(folder, extname(name));
  return new InputError(`data: no file "${name}" in "${folder}"${have(files)}${hint}`, { path });
}

/** The names of the folder's files with this extension, sorted; none when it cannot be listed. */
async function filesLike(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(extension))
    .map(({ name }) => name)
    .sort();
}

function have(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > LISTED ? `, ${names.length - LISTED} more` : '';
  return ` (have: ${names.slice(0, LISTED).join(', ')}${more})`;
}
