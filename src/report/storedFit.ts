import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import type { Estimates, WeighedDraws } from '../../models/compare/compareParameters.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import { type NumberColumn, readMarkedParquet } from '../data/parquet.ts';
import { InputError } from '../engine/errors.ts';
import { isIndividual, type Quantity } from '../engine/program/quantity.ts';
import { fingerprintOfMarks } from './fitFolder.ts';
import type { FitFile } from './fitSchema.ts';
import { type ReadLaplace, readLaplace } from './laplaceSchema.ts';
import { checkSameFit } from './oneFit.ts';
import { readFitFile } from './readFitFile.ts';

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
  const file = await readFitFile(path);
  const beside = join(dirname(path), 'draws.parquet');
  if (!(await isThere(beside, 'file')))
    throw new InputError(
      `${where}: "${path}" has no draws.parquet beside it; run poolwise fit with --out, and give the folder`,
    );
  const { columns, marks } = await readMarkedParquet(beside);
  checkSameFit(dirname(path), 'fit.json', file.fingerprint, 'draws.parquet', fingerprintOfMarks(marks));
  return { kind: 'posterior', label, file, draws: drawsFrom(columns, file) };
}

/** The other way round of what a fit folder holds: one row a draw, chain after chain. */
export function drawsFrom(
  columns: readonly NumberColumn[],
  { sampler, parameters }: Pick<FitFile, 'sampler' | 'parameters'>,
): WeighedDraws {
  const { chains, draws } = sampler;
  const quantities = columns.filter(({ name }) => name !== 'chain' && name !== 'draw');
  const wrong = quantities.find(({ values }) => values.length !== chains * draws);
  if (quantities.length === 0 || wrong !== undefined)
    throw new InputError(
      `compare: draws.parquet has ${wrong?.values.length ?? 0} rows, fit.json ${chains} chains of ${draws} draws; they are not of one fit`,
    );
  const values = Array.from({ length: chains }, (_, c) => {
    const out = new Float64Array(quantities.length * draws);
    quantities.forEach((column, q) => {
      out.set(column.values.subarray(c * draws, (c + 1) * draws), q * draws);
    });
    return out;
  });
  const names = quantities.map(({ name }) => name);
  return {
    ...drawsOf(quantitiesOf(names, parameters), draws, values),
    effectiveDraws: sampler.importance?.effectiveDraws,
  };
}

function quantitiesOf(names: readonly string[], rows: FitFile['parameters']): Quantity[] {
  const byName = new Map(rows.map(({ name, quantity }) => [name, quantity]));
  return names.map((name) => {
    const quantity = byName.get(name);
    if (quantity !== undefined) return quantity;
    throw new InputError(
      `compare: draws.parquet has "${name}", which fit.json has not; they are not of one fit`,
    );
  });
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
