import { describeArgument } from '../../models/arguments.ts';
import type { Content } from '../data/staged.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, describeValue, type OptionKinds } from '../engine/options.ts';
import type { AnyFit } from './anyFit.ts';
import { fitFile } from './fitFile.ts';
import { fitFiles } from './fitFolder.ts';
import { laplaceFiles } from './laplaceFolder.ts';
import { laplaceReport } from './laplaceReport.ts';
import type { FolderKind } from './ownOutputs.ts';
import { readStoredFit, type StoredFit } from './storedFit.ts';
import { writeResults } from './writeResults.ts';

/** Of `saveFit`. */
export interface SaveOptions {
  /** Confidence level of the intervals that are stored; the fit's own, or 0.95, if left out. */
  readonly level?: number;
  /** Write over what stands there though it is not of such a fit; false if left out. */
  readonly force?: boolean;
}

const optionKinds: OptionKinds<SaveOptions> = { level: 'a number', force: 'true or false' };

/**
 * Writes a fit of `sample` or `laplace` into a folder, made if need be, as `poolwise fit --out` and `poolwise laplace --out`
 * do: numbers, draws, a report page; all of it or nothing. An older fit of the kind there is replaced.
 * Throws InputError where the folder cannot be written, or holds what is not of such a fit.
 * @example await saveFit(await sample(model), 'remission')
 */
export async function saveFit(fit: AnyFit, folder: string, options: SaveOptions = {}): Promise<void> {
  checkOptions('saveFit', options, optionKinds);
  checkFolderName('saveFit', folder);
  const { kind, files } = filesOf(fit, options.level);
  await writeResults([], { path: folder, kind, files }, { force: options.force ?? false });
}

function filesOf(fit: AnyFit, level?: number): { kind: FolderKind; files: ReadonlyMap<string, Content> } {
  if (typeof fit === 'object' && fit !== null) {
    if ('certificate' in fit) return { kind: 'laplace', files: laplaceFiles(laplaceReport(fit, level)) };
    if ('draws' in fit && 'sampler' in fit) return { kind: 'fit', files: fitFiles(fitFile(fit, level), fit) };
  }
  throw new InputError(
    `saveFit: expected a fit, as sample or laplace makes it, got ${describeArgument(fit)}`,
  );
}

/**
 * Reads a fit back from the folder that `saveFit` or `--out` wrote: of a posterior what fit.json holds and the draws, of a
 * Laplace fit its numbers. `summaryText` takes either as it is; a posterior's `draws` are what `column`, `compare` and the
 * diagnostics take.
 * Throws InputError where there is no such folder, or its files are not of one fit.
 */
export async function loadFit(folder: string): Promise<StoredFit> {
  checkFolderName('loadFit', folder);
  return readStoredFit(folder, 'loadFit');
}

function checkFolderName(where: string, folder: unknown): void {
  if (typeof folder !== 'string' || folder === '')
    throw new InputError(`${where}: expected the name of a folder, got ${describeValue(folder)}`);
}
