import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../data/findFile.ts';
import { InputError } from '../engine/errors.ts';
import type { Shelf } from './broker.ts';

/** Where our files are, inside the folder that is given. */
const inside = 'poolwise-queue';
/** Files of this age are swept when a folder is opened; seconds of a single one are not kept apart. */
const oldSeconds = 30 * 86_400;

/**
 * A folder that all machines reach, as a shelf: a file a key, put in its place whole. Old files go when it is opened.
 * Rejects with an InputError where there is no such folder, or nothing can be written there.
 */
export async function sharedFolder(path: string): Promise<Shelf> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true)
    throw new InputError(`queue: no folder "${path}" for --shared; every machine must reach the same one`);
  const folder = join(path, inside);
  try {
    await mkdir(folder, { recursive: true });
    await sweepOld(folder);
  } catch (error) {
    throw new InputError(`queue: cannot write into --shared "${path}" (${systemCode(error) ?? error})`);
  }
  const at = (key: string): string => join(folder, key);
  const names = async (prefix: string): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name.startsWith(prefix) && !name.endsWith('.part'));
  const get = (key: string): Promise<Uint8Array | null> => readFile(at(key)).catch(nullIfMissing);
  return {
    get,
    async put(key, bytes) {
      const part = at(`${key}.${randomUUID()}.part`);
      await writeFile(part, bytes, { flush: true });
      await rename(part, at(key));
    },
    async present(keys) {
      const found = await Promise.all(keys.map((key) => stat(at(key)).catch(nullIfMissing)));
      const now = new Date();
      await Promise.all(
        keys.map((key, k) => (found[k] === null ? null : utimes(at(key), now, now).catch(nullIfMissing))),
      );
      return new Set(keys.filter((_, k) => found[k] !== null));
    },
    async list(prefix) {
      const all = new Map<string, Uint8Array>();
      for (const name of await names(prefix)) {
        const bytes = await get(name);
        if (bytes !== null) all.set(name, bytes);
      }
      return all;
    },
    async drop(keys) {
      await Promise.all(keys.map((key) => rm(at(key), { force: true })));
    },
    async sweep(prefix) {
      const found = await names(prefix);
      await Promise.all(found.map((name) => rm(at(name), { force: true })));
      return found.length;
    },
  };
}

async function sweepOld(folder: string): Promise<void> {
  const before = Date.now() - 1000 * oldSeconds;
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const found = await stat(file).catch(nullIfMissing);
    if (found !== null && found.mtimeMs < before) await rm(file, { force: true });
  }
}

function nullIfMissing(error: unknown): null {
  if (systemCode(error) === 'ENOENT') return null;
  throw error;
}
