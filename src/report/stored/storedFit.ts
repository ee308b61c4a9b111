import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import type { Estimates, WeighedDraws } from '../../../models/compare/compareParameters.ts';
import { readMarkedParquet } from '../../data/parquet.ts';
import { InputError } from '../../engine/errors.ts';
import { isIndividual } from '../../engine/program/quantity.ts';
import type { FitFile } from '../fitSchema.ts';
import { type ReadLaplace, readLaplace } from '../laplaceSchema.ts';
import { fingerprintOfMarks } from './modelFiles.ts';
import { readFitFile } from './readFitFile.ts';
import { checkSameFit } from './sameFit.ts';
import { drawsFrom } from './storedDraws.ts';

/** A fit as it was stored: a posterior with its draws, or a Laplace fit's numbers. */
export type StoredFit =
  | {
      readonly kind: 'posterior';
      readonly label: string;
      readonly file: FitFile;
      readonly draws: WeighedDraws;
    }
  | { readonly kind: 'laplace'; readonly label: string; readonly file: ReadLaplace };

/**
 * Reads several, see `readStoredFit`. They go by the names of their folders, or by their paths where those are alike.
 * Throws InputError where one is given twice.
 */
export async function readStoredFits(paths: readonly string[], where = 'compare'): Promise<StoredFit[]> {
  const fits = await Promise.all(paths.map((path) => readStoredFit(path, where)));
  const places = paths.map((path) => resolve(path));
  const twice = paths.find((_, i) => places.indexOf(places[i]) < i);
  if (twice !== undefined) throw new InputError(`${where}: "${twice}" is given twice`);
  const isAlone = (label: string): boolean => fits.filter((fit) => fit.label === label).length === 1;
  return fits.map((fit, i) => (isAlone(fit.label) ? fit : { ...fit, label: normalize(paths[i]) }));
}

/**
 * Reads a folder that `fit --out` or `laplace --out` wrote, a fit.json with its draws.parquet beside it, or what
 * `laplace --json` wrote.
 * Throws InputError where it is none of these; its message begins with `where`.
 */
export async function readStoredFit(path: string, where = 'compare'): Promise<StoredFit> {
  const folder = await isThere(path, 'folder');
  const candidates = folder ? [join(path, 'fit.json'), join(path, 'laplace.json')] : [path];
  for (const file of candidates) {
    if (!(await isThere(file, 'file'))) continue;
    const json = parse(path, await readFile(file, 'utf8'), where);
    const label = folder ? basename(path) : file;
    return isLaplace(json)
      ? { kind: 'laplace', label, file: readLaplace(path, json, where) }
      : storedPosterior(label, file, where);
  }
  throw new InputError(
    folder
      ? `${where}: folder "${path}" holds neither fit.json nor laplace.json; give one that --out wrote`
      : `${where}: no file "${path}"; give a folder that "poolwise fit --out" wrote, or what "poolwise laplace --json" wrote`,
  );
}

async function isThere(path: string, what: 'file' | 'folder'): Promise<boolean> {
  return stat(path).then(
    (found) => (what === 'folder' ? found.isDirectory() : found.isFile()),
    () => false,
  );
}

function parse(path: string, text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(
      `${where}: "${path}" is not JSON; for data give a formula in quotes after it, for a fit the folder that --out wrote`,
    );
  }
}

function isLaplace(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'method' in json && !('sampler' in json);
}

async function storedPosterior(label: string, path: string, where: string): Promise<StoredFit> {
  const file = await readFitFile(path, where);
  const beside = join(dirname(path), 'draws.parquet');
  if (!(await isThere(beside, 'file')))
    throw new InputError(
      `${where}: "${path}" has no draws.parquet beside it; run poolwise fit with --out, and give the folder`,
    );
  const { columns, marks } = await readMarkedParquet(beside);
  const first = { name: 'fit.json', mark: file.fingerprint };
  const second = { name: 'draws.parquet', mark: fingerprintOfMarks(marks) };
  checkSameFit(where, dirname(path), first, second);
  return { kind: 'posterior', label, file, draws: drawsFrom(columns, file, where) };
}

/** Population parameters, and group effects where asked; their whole uncertainty where the file has it. */
export function storedEstimates({ parameters }: ReadLaplace, effects: boolean): Estimates {
  const rows = parameters.filter(({ quantity }) => effects || !isIndividual(quantity));
  return {
    names: rows.map(({ name }) => name),
    estimates: rows.map(({ estimate }) => estimate),
    standardErrors: rows.map(({ se, totalSe }) => totalSe ?? se),
  };
}
