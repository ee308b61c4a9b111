import { randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Content } from './content.ts';
import { makeFolder, removeFolders } from './makeFolder.ts';

/**
 * Something complete under a temporary name beside the place it is for. The steps are synchronous, so that nothing
 * else of this thread comes in between.
 */
export interface Staged {
  /** Takes its place; what stood there is set aside. */
  place(): void;
  /** Undoes `place`, also one that failed half-way: what stood there stands there again. */
  putBack(): void;
  /** Removes what is temporary: what was set aside, or what was never placed. */
  tidy(): void;
}

/** Puts all of them in place, or none: where one fails, those before it are put back and the failure is thrown. */
export function placeAll(staged: readonly Staged[]): void {
  const begun: Staged[] = [];
  try {
    for (const one of staged) {
      begun.unshift(one);
      one.place();
    }
  } catch (error) {
    for (const one of begun) one.putBack();
    throw error;
  } finally {
    for (const one of staged) one.tidy();
  }
}

/** Writes a file beside `target`, the file itself and not a link to it. Rejects where that fails or `signal` aborts. */
export async function stageFile(target: string, content: Content, signal?: AbortSignal): Promise<Staged> {
  const temporary = temporaryName(target, 'tmp');
  try {
    await writeFile(temporary, content, { flush: true, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  return replacement(temporary, target, keepLink);
}

/**
 * Writes files into a new folder beside `target`, and makes the folders above it that are missing. A folder that stands
 * at `target` is replaced whole if it holds only `older` files. Rejects where that fails or `signal` aborts.
 */
export async function stageFolder(
  target: string,
  files: ReadonlyMap<string, Content>,
  older: readonly string[],
  signal?: AbortSignal,
): Promise<Staged> {
  const made = await makeFolder(dirname(target));
  const temporary = temporaryName(target, 'tmp');
  const options = { flush: true, ...(signal === undefined ? {} : { signal }) };
  try {
    await mkdir(temporary);
    for (const [name, content] of files) await writeFile(join(temporary, name), content, options);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    await removeFolders(made);
    throw error;
  }
  const staged = replacement(temporary, target, (from, aside) => moveAway(from, aside, older));
  return {
    ...staged,
    tidy() {
      staged.tidy();
      removeEmpty(made);
    },
  };
}

/** The removal of a file that stands at `target`. */
export function stageRemoval(target: string): Staged {
  const aside = temporaryName(target, 'old');
  return {
    place: () => renameSync(target, aside),
    putBack: () => bringBack(aside, target),
    tidy: () => remove(aside),
  };
}

/** What `path` stands for: the file or folder at the end of its links, or itself where there is none. */
export function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** A name in the same folder, so that renaming is all there is to do. */
export function temporaryName(target: string, ending: 'tmp' | 'old'): string {
  return join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.${ending}`);
}

function replacement(
  temporary: string,
  target: string,
  setAside: (target: string, aside: string) => void,
): Staged {
  const aside = temporaryName(target, 'old');
  let placed = false;
  return {
    place() {
      if (existsSync(target)) setAside(target, aside);
      renameSync(temporary, target);
      placed = true;
    },
    putBack() {
      if (placed && !existsSync(aside)) remove(target);
      bringBack(aside, target);
    },
    tidy() {
      remove(temporary);
      remove(aside);
    },
  };
}

/** A second name for the old file: the new one then takes the first in one step, and there is never none. */
function keepLink(target: string, aside: string): void {
  if (statSync(target).isDirectory()) throw systemError('EISDIR', target);
  try {
    linkSync(target, aside);
  } catch {
    renameSync(target, aside); // a file system without second names
  }
}

/** A folder has to go before another can take its name. */
function moveAway(target: string, aside: string, older: readonly string[]): void {
  const other = readdirSync(target).find((name) => !older.includes(name));
  if (other !== undefined) throw systemError('ENOTEMPTY', join(target, other));
  renameSync(target, aside);
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

function bringBack(aside: string, target: string): void {
  if (!existsSync(aside)) return;
  if (statSync(aside).isDirectory()) remove(target);
  renameSync(aside, target);
}

function removeEmpty(folders: readonly string[]): void {
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      return; // something was put into it
    }
  }
}

/** What cannot be removed stays; it is in nobody's way. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // its folder takes no changes any more
  }
}
