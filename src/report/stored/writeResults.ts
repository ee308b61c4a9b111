import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Content } from '../../data/content.ts';
import { systemCode } from '../../data/findFile.ts';
import { folderFailure, makeFolder } from '../../data/makeFolder.ts';
import { behindLinks, placeAll, type Staged, stageFolder, stageRemoval } from '../../data/staged.ts';
import { stageWrite } from '../../data/writeFileAtomically.ts';
import { InputError } from '../../engine/errors.ts';
import { type FolderKind, type Placement, placementIn } from './ownOutputs.ts';

/** One file of results. */
export interface ResultFile {
  readonly path: string;
  readonly content: Content;
}

/** A folder of results: each file's name and content, which may be read twice. */
export interface ResultFolder {
  readonly path: string;
  readonly kind: FolderKind;
  readonly files: ReadonlyMap<string, Content>;
}

/**
 * Writes single files and a folder, all of them or nothing: everything is complete under temporary names before the
 * first takes its place, and where one cannot, those before it are put back. A folder is one renaming, but for folders
 * that cannot be renamed (a mount, the current one) or that hold what others put there: then each file is.
 * Throws InputError where the system refuses, or (unless `force`d) something stands there that is not ours; rejects with
 * the signal's reason when aborted, and then nothing was written.
 */
export async function writeResults(
  files: readonly ResultFile[],
  folder: ResultFolder | null,
  { force = false, signal }: { readonly force?: boolean; readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (folder === null) return stageAndPlace([() => stageFiles(files, signal)], signal);
  const placement = await placementIn(folder.path, folder.kind, force);
  const write = (whole: boolean): Promise<void> =>
    stageAndPlace(
      [() => stageFiles(files, signal), () => stageIn(folder, { ...placement, whole }, signal)],
      signal,
    );
  try {
    await write(placement.whole);
  } catch (error) {
    signal?.throwIfAborted();
    if (!placement.whole || !existsSync(folder.path) || !isUnmovable(error)) throw error;
    await write(false);
  }
}

/** A mount, a folder in one that takes no changes, or one into which something was put meanwhile. */
function isUnmovable(error: unknown): boolean {
  const code = error instanceof InputError ? String(error.details.code) : systemCode(error);
  return ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENOTEMPTY'].includes(code ?? '');
}

async function stageAndPlace(
  stages: readonly (() => Promise<Staged[]>)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const staged: Staged[] = [];
  try {
    for (const stage of stages) staged.push(...(await stage()));
    signal?.throwIfAborted();
  } catch (error) {
    tidyAll(staged);
    throw error;
  }
  placeAll(staged);
}

async function stageIn(
  folder: ResultFolder,
  { whole, older }: Placement,
  signal: AbortSignal | undefined,
): Promise<Staged[]> {
  if (!whole) return stageBeside(folder, older, signal);
  try {
    return [await stageFolder(behindLinks(resolve(folder.path)), folder.files, older, signal)];
  } catch (error) {
    signal?.throwIfAborted();
    throw folderFailure(folder.path, error);
  }
}

/** Every file by itself; older results that none of them replaces go. */
async function stageBeside(
  { path, files }: ResultFolder,
  older: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Staged[]> {
  await makeFolder(path);
  const contents = [...files].map(([name, content]) => ({ path: join(path, name), content }));
  const staged = await stageFiles(contents, signal);
  const gone = older.filter((name) => !files.has(name));
  return [...staged, ...gone.map((name) => stageRemoval(join(path, name)))];
}

async function stageFiles(files: readonly ResultFile[], signal: AbortSignal | undefined): Promise<Staged[]> {
  const staged: Staged[] = [];
  try {
    for (const { path, content } of files) staged.push(await stageWrite(path, content, signal));
  } catch (error) {
    tidyAll(staged);
    throw error;
  }
  return staged;
}

function tidyAll(staged: readonly Staged[]): void {
  for (const one of staged) one.tidy();
}
