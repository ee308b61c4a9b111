import type { WeighedDraws } from '../../../models/compare/compareParameters.ts';
import type { Model } from '../../../models/glmm.ts';
import { type LaplaceResult, laplace } from '../../../models/likelihood/laplace.ts';
import type { Note, NoteKind } from '../../../models/notes.ts';
import type { Fit, SamplerReport } from '../../../models/posterior/fit.ts';
import { asNumbers, fileOfBytes, type Marks, type NumberColumn, readRaw } from '../../data/parquetBytes.ts';
import { InputError } from '../../engine/errors.ts';
import type { FitFile } from '../fitSchema.ts';
import { type ReadLaplace, readLaplace } from '../laplaceSchema.ts';
import { placesOf } from './chainPlaces.ts';
import { type LoadOptions, rebuildModel } from './loadedModel.ts';
import { parseFitFile } from './parseFitFile.ts';
import { type ReadingFit, readMarked } from './readMarked.ts';
import { samplerReport } from './samplerFile.ts';
import { divergencesOfParquet, statsOfParquet } from './samplerParquet.ts';
import { drawsFrom } from './storedDraws.ts';
import type { StoredFiles } from './storedFiles.ts';

/** A fit read back: as `sample` or `laplace` made it, where its model came back too. */
export type LoadedFit = LoadedPosterior | LoadedDensity | LoadedDraws | LoadedLaplace | LoadedEstimates;

interface Loaded {
  /** Of its folder. */
  readonly label: string;
}

/** A posterior with its model: whatever takes a fit of `sample` takes it. */
export interface LoadedPosterior extends Fit<Model>, Loaded {
  readonly kind: 'posterior';
  readonly file: FitFile;
  readonly draws: WeighedDraws;
}

/** Draws of a log density that no formula made. */
export interface LoadedDensity extends Fit<null>, Loaded {
  readonly kind: 'density';
  readonly file: FitFile;
  readonly draws: WeighedDraws;
}

/** Draws of a posterior without its model. */
export interface LoadedDraws extends Loaded {
  readonly kind: 'draws';
  readonly file: FitFile;
  readonly draws: WeighedDraws;
  /** Why the model did not come back, to end a sentence. */
  readonly why: string;
}

/** A Laplace fit with its model: whatever takes a fit of `laplace` takes it. */
export interface LoadedLaplace extends LaplaceResult, Loaded {
  readonly kind: 'laplace';
  readonly file: ReadLaplace;
}

/** Numbers of a Laplace fit without its model. */
export interface LoadedEstimates extends Loaded {
  readonly kind: 'estimates';
  readonly file: ReadLaplace;
  /** Why the model did not come back, to end a sentence. */
  readonly why: string;
}

/** Reads a fit back from its files. Throws InputError where they are damaged or not of one fit; messages begin with `where`. */
export async function loadFiles(files: StoredFiles, given: LoadOptions, where: string): Promise<LoadedFit> {
  const fit = await files.bytes('fit.json');
  if (fit !== null) return loadPosterior(files, textOf(fit), given, where);
  const approximation = await files.bytes('laplace.json');
  if (approximation !== null) return loadLaplace(files, textOf(approximation), given, where);
  throw new InputError(
    `${where}: "${files.place}" holds neither fit.json nor laplace.json; give what "poolwise fit --out" or saveFit wrote`,
  );
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function loadPosterior(
  files: StoredFiles,
  text: string,
  given: LoadOptions,
  where: string,
): Promise<LoadedPosterior | LoadedDensity | LoadedDraws> {
  const file = parseFitFile(where, files.place, text);
  const reading: ReadingFit = { files, where, first: 'fit.json', fingerprint: file.fingerprint };
  const columns = await readMarked(reading, 'draws.parquet', numbersOfParquet);
  if (columns === null)
    throw new InputError(
      `${where}: "${files.place}" has no draws.parquet beside fit.json; give all files that --out wrote`,
    );
  const { label } = files;
  const drawn = { label, file, draws: drawsFrom(columns.columns, file, where) };
  const sampler = await samplerOf(reading, file);
  if (sampler === null) {
    const why =
      file.run === undefined
        ? `an earlier poolwise (${file.poolwise}) did not store how the model was declared; fit it again`
        : 'its sampler.parquet is not there; copy it too, or fit it again';
    return { kind: 'draws', ...drawn, why };
  }
  if (file.kind === 'density') return { kind: 'density', ...drawn, sampler, model: null };
  const rebuilt = await rebuildModel(reading, file, given);
  if ('why' in rebuilt) return { kind: 'draws', ...drawn, ...rebuilt };
  const { imputations } = file;
  const model = withNotes(rebuilt.model, file.notes);
  return {
    kind: 'posterior',
    ...drawn,
    model,
    sampler,
    ...(imputations === undefined ? {} : { imputations }),
  };
}

async function numbersOfParquet(
  bytes: Uint8Array,
): Promise<{ readonly columns: NumberColumn[]; readonly marks: Marks }> {
  const { columns, marks } = await readRaw(fileOfBytes(bytes));
  return { columns: columns.map(asNumbers), marks };
}

/** Null where the files are of an older version. */
async function samplerOf(reading: ReadingFit, { run, sampler }: FitFile): Promise<SamplerReport | null> {
  const { chains, draws } = sampler;
  const read = await readMarked(reading, 'sampler.parquet', (bytes) => statsOfParquet(bytes, chains, draws));
  if (run === undefined || read === null) return null;
  const found = await readMarked(reading, 'divergences.parquet', (bytes) =>
    divergencesOfParquet(bytes, chains),
  );
  const divergences = found === null ? run.chains.map(() => []) : found.divergences;
  const stood = await readMarked(reading, 'chains.bin', (bytes) => placesOf(bytes, chains));
  return samplerReport(run, sampler, read.stats, divergences, stood?.places ?? []);
}

/** With the notes that the run added to those of its model. */
function withNotes(model: Model, notes: FitFile['notes']): Model {
  const known = new Set(model.notes.map(({ text }) => text));
  const added = notes.filter(({ kind, text }) => kind !== 'dropped' && !known.has(text));
  const told = added.map(({ kind, text }): Note => ({ kind: kind as NoteKind, text }));
  return { ...model, notes: [...model.notes, ...told] };
}

/** Refits the model, which takes about as long as the first time: the search is the same, step by step. */
async function loadLaplace(
  files: StoredFiles,
  text: string,
  given: LoadOptions,
  where: string,
): Promise<LoadedLaplace | LoadedEstimates> {
  const file = readLaplace(files.place, parseJson(files.place, text, where), where);
  const reading: ReadingFit = { files, where, first: 'laplace.json', fingerprint: file.fingerprint };
  const { label } = files;
  const rebuilt = await rebuildModel(reading, file, given);
  if ('why' in rebuilt) return { kind: 'estimates', label, file, ...rebuilt };
  const { method, quadrature, fast, logDeterminant } = file;
  const settings = { method, quadrature, fast, logDeterminant: logDeterminant.kind };
  const result = laplace(rebuilt.model, settings);
  if (isSame(result.logLik, file.logLik)) return { kind: 'laplace', label, file, ...result };
  const why = `fitted again its log likelihood is ${result.logLik}, and not ${file.logLik} as stored by poolwise ${file.poolwise}`;
  return { kind: 'estimates', label, file, why };
}

/** To the last digits, which other processors may have otherwise. */
function isSame(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-8 * Math.max(1, Math.abs(b));
}

function parseJson(place: string, text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${where}: laplace.json in "${place}" is not JSON; copy it again, or fit again`);
  }
}
