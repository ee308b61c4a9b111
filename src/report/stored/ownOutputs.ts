import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemCode } from '../../data/findFile.ts';
import { behindLinks } from '../../data/staged.ts';
import { startOf } from '../../data/startOf.ts';
import { InputError } from '../../engine/errors.ts';
import { svgStart } from '../plot/svgStart.ts';
import { isOwnPng } from '../png.ts';

/** What a command's folder holds. The first file says whose it is, the others go with it. */
export const folderFiles = {
  fit: [
    ...['fit.json', 'draws.parquet', 'report.html', 'sampler.parquet', 'divergences.parquet'],
    ...['chains.bin', 'data.parquet', 'sums.parquet', 'matrices.parquet'],
  ],
  laplace: [
    ...['laplace.json', 'summary.txt', 'report.html', 'effects.csv'],
    ...['data.parquet', 'matrices.parquet'],
  ],
  compare: ['compare.json', 'compare.html'],
  verify: ['verify.json', 'verify.html'],
} as const;
export type FolderKind = keyof typeof folderFiles;

const kinds = Object.keys(folderFiles) as FolderKind[];

/** How results go into a folder. */
export interface Placement {
  /** As a folder of their own, by one renaming; otherwise file by file, beside what others put there. */
  readonly whole: boolean;
  /** Files of older results that may be replaced. */
  readonly older: readonly string[];
}

/**
 * How results of a kind can go into the folder at `path`. Older results of the same kind are replaced; nothing else is.
 * Throws InputError where files would be replaced that are not ours, or results of another kind, unless `force`d.
 */
export async function placementIn(path: string, kind: FolderKind, force: boolean): Promise<Placement> {
  const entries = await namesIn(path);
  const mine: readonly string[] = folderFiles[kind];
  const ownedKinds = await Promise.all(
    kinds
      .filter((k) => entries.includes(folderFiles[k][0]))
      .map(async (k) => ((await isOurs(join(path, folderFiles[k][0]))) ? [k] : [])),
  );
  const owned = ownedKinds.flat();
  const replaced = new Set(owned.flatMap((k): readonly string[] => folderFiles[k]));
  if (!force)
    refuseOthers(
      path,
      kind,
      owned,
      entries.filter((name) => mine.includes(name) && !replaced.has(name)),
    );
  if (force) for (const name of mine) replaced.add(name);
  const others = entries.filter((name) => !replaced.has(name));
  const isHere = behindLinks(resolve(path)) === behindLinks(process.cwd()); // whoever stands in a folder would lose it
  return { whole: others.length === 0 && !isHere, older: entries.filter((name) => replaced.has(name)) };
}

function refuseOthers(
  path: string,
  kind: FolderKind,
  owned: readonly FolderKind[],
  foreign: readonly string[],
): void {
  const other = owned.find((k) => k !== kind);
  if (other !== undefined)
    throw new InputError(
      `output: "${path}" holds what "poolwise ${other}" wrote (${folderFiles[other][0]}); choose another folder, or --force to replace it`,
      { path },
    );
  if (foreign.length > 0)
    throw new InputError(
      `output: "${path}" holds "${foreign[0]}", which is not of a poolwise ${kind}; choose another folder, or --force to replace it`,
      { path },
    );
}

/** Throws InputError where a file stands at `path` that poolwise did not write as JSON, unless it is empty. */
export async function refuseForeignJson(path: string): Promise<void> {
  if (!(await isFile(path)) || (await isOurs(path))) return;
  const start = await startOf(path);
  if (start === '') return;
  throw foreignFile(path, start);
}

/** Throws InputError where a file stands at `path` that begins otherwise than what is to be written, unless empty. */
export async function refuseForeignCsv(path: string, header: string): Promise<void> {
  if (!(await isFile(path))) return;
  const start = await startOf(path);
  if (start === '' || start.startsWith(header)) return;
  throw foreignFile(path, start);
}

/** Throws InputError where a file stands at `path` that is no picture of ours, unless empty. */
export async function refuseForeignPicture(path: string): Promise<void> {
  if (!(await isFile(path))) return;
  const start = await startOf(path);
  if (start === '' || start.startsWith(svgStart) || isOwnPng(start)) return;
  throw foreignFile(path, start);
}

function foreignFile(path: string, start: string): InputError {
  const line = start.split(/[\r\n]/)[0];
  const shown = line.length > 40 ? `${line.slice(0, 40)}...` : line;
  return new InputError(
    `output: "${path}" is there already and not a file that this command wrote (it begins with ${JSON.stringify(shown)}); choose another name, or --force to replace it`,
    { path },
  );
}

/**
 * Throws InputError where `path` is one of the files or folders that are read, by whatever name.
 * @param option such as "--json", for the message
 */
export async function refuseInput(option: string, path: string, inputs: readonly string[]): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  for (const input of inputs) {
    const other = await stat(input).catch(() => undefined);
    if (
      other === undefined ||
      other.ino !== found.ino ||
      other.dev !== found.dev ||
      !(found.isFile() || found.isDirectory())
    )
      continue;
    throw new InputError(`output: ${option} "${path}" is what is read; choose another name`, { path });
  }
}

/** Names in a folder; none where there is no folder. */
async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return [];
    throw new InputError(`output: cannot look into "${path}" (${systemCode(error) ?? error})`, { path });
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** All JSON of ours begins with the version. */
async function isOurs(path: string): Promise<boolean> {
  return /^\{\s*"poolwise":/.test(await startOf(path));
}
