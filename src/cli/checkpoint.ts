import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemCode } from '../data/findFile.ts';
import { makeFolder } from '../data/makeFolder.ts';
import { behindLinks } from '../data/staged.ts';
import { InputError } from '../engine/errors.ts';
import type { CheckpointOptions, RunCheckpoint } from '../run/checkpoint/runCheckpoint.ts';

/** Of `fit`: how often the run is kept, and whether it goes on from what was kept. */
export interface CheckpointFlags {
  /** Seconds between two checkpoints; 0 for none. */
  readonly checkpoint: number;
  readonly resume?: boolean;
  readonly out?: string;
  readonly quiet?: boolean;
}

/** Where the checkpoints of a run stand: a file beside the folder of its results. */
export interface CheckpointFile extends CheckpointOptions {
  save(checkpoint: RunCheckpoint): Promise<void>;
  /** What is to be gone on from; null where nothing is, or nothing is there yet. */
  readonly found: RunCheckpoint | null;
  /** Removes it, once the results stand. */
  clear(): Promise<void>;
}

/**
 * Prepares the checkpoints of a run, and reads the one that it is to go on from. Null where none are kept.
 * Throws InputError for --resume without --out, and for a file that is no checkpoint of this version.
 */
export async function checkpointFile(flags: CheckpointFlags): Promise<CheckpointFile | null> {
  const { checkpoint: seconds, resume = false, out } = flags;
  if (!(seconds >= 0)) throw new InputError(`fit: --checkpoint takes seconds, or 0 for none, got ${seconds}`);
  if (out === undefined) {
    if (resume) throw new InputError('fit: --resume needs --out, beside which checkpoints stand');
    return null;
  }
  const path = `${behindLinks(resolve(out))}.checkpoint`;
  const found = await foundAt(path, flags);
  if (seconds === 0 && !resume) return null;
  let isKept = seconds > 0;
  let writing: Promise<void> = Promise.resolve();
  const write = async (checkpoint: RunCheckpoint): Promise<void> => {
    const { checkpointBytes } = await import('../report/stored/checkpointFile.ts');
    try {
      await makeFolder(resolve(path, '..'));
      await writeFile(`${path}.tmp`, checkpointBytes(checkpoint), { flush: true });
      await rename(`${path}.tmp`, path);
    } catch (error) {
      isKept = false;
      process.stderr.write(
        `checkpoint: cannot write "${path}" (${systemCode(error) ?? error}); none are kept\n`,
      );
    }
  };
  return {
    seconds: seconds === 0 ? Number.POSITIVE_INFINITY : seconds,
    found,
    save(checkpoint) {
      writing = writing.then(() => (isKept ? write(checkpoint) : undefined));
      return writing;
    },
    async clear() {
      await writing;
      for (const name of [path, `${path}.tmp`]) await rm(name, { force: true }).catch(() => undefined);
    },
  };
}

/** Says what it does where that is not what the flags suggest. */
async function foundAt(
  path: string,
  { resume = false, quiet = false }: CheckpointFlags,
): Promise<RunCheckpoint | null> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw new InputError(`fit: cannot read "${path}" (${systemCode(error) ?? error})`);
  });
  const say = (text: string): void => void (quiet || process.stderr.write(`${text}\n`));
  if (bytes === null) {
    if (resume) say(`no checkpoint "${path}": this run starts from the beginning`);
    return null;
  }
  if (!resume) {
    say(`"${path}" is of a run that did not end: --resume goes on from it, this run starts anew`);
    return null;
  }
  const { readCheckpoint } = await import('../report/stored/checkpointFile.ts');
  return readCheckpoint(bytes, `"${path}"`);
}
