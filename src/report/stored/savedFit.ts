import { describeArgument } from '../../../models/arguments.ts';
import type { Content } from '../../data/staged.ts';
import { InputError } from '../../engine/errors.ts';
import { checkOptions, describeValue, type OptionKinds } from '../../engine/options.ts';
import type { AnyFit } from '../anyFit.ts';
import { fitFile } from '../fitFile.ts';
import { laplaceReport } from '../laplaceReport.ts';
import { fitFiles } from './fitFolder.ts';
import { laplaceFiles } from './laplaceFolder.ts';
import type { LoadedFit } from './loadedFit.ts';
import type { LoadOptions } from './loadedModel.ts';
import { loadKinds } from './loadFit.ts';
import { loadFolder } from './loadFolder.ts';
import type { FolderKind } from './ownOutputs.ts';
import { writeResults } from './writeResults.ts';

/** Of `saveFit`. */
export interface SaveOptions {
  /** Confidence level of the intervals that are stored; the fit's own, or 0.95, if left out. */
  readonly level?: number;
  /** Whether the columns that the model reads are stored, so that the model comes back too; true if left out. */
  readonly data?: boolean;
  /** Write over what stands there though it is not of such a fit; false if left out. */
  readonly force?: boolean;
}

const optionKinds: OptionKinds<SaveOptions> = {
  level: 'a number',
  data: 'true or false',
  force: 'true or false',
};

/**
 * Writes a fit of `sample` or `laplace` into a folder, made if need be, as `poolwise fit --out` and `poolwise laplace --out`
 * do: numbers, draws, a report page; all of it or nothing. An older fit of the kind there is replaced.
 * Throws InputError where the folder cannot be written, or holds what is not of such a fit.
 * @example await saveFit(await sample(model), 'remission')
 */
export async function saveFit(fit: AnyFit, folder: string, options: SaveOptions = {}): Promise<void> {
  checkOptions('saveFit', options, optionKinds);
  checkFolderName('saveFit', folder);
  const { kind, files } = filesOf(fit, options);
  await writeResults([], { path: folder, kind, files }, { force: options.force ?? false });
}

function filesOf(
  fit: AnyFit,
  { level, data = true }: SaveOptions,
): { kind: FolderKind; files: ReadonlyMap<string, Content> } {
  if (typeof fit === 'object' && fit !== null) {
    if ('certificate' in fit)
      return { kind: 'laplace', files: laplaceFiles(laplaceReport(fit, level), { data }) };
    if ('draws' in fit && 'sampler' in fit)
      return { kind: 'fit', files: fitFiles(fitFile(fit, level), fit, { data }) };
  }
  throw new InputError(
    `saveFit: expected a fit, as sample or laplace makes it, got ${describeArgument(fit)}`,
  );
}

/**
 * Reads a fit back from the folder that `saveFit` or `--out` wrote. Where its model comes back, on the data in the folder or
 * those handed in, the fit does what it did when it was made; a Laplace fit is fitted again for that, a second or so for
 * 8525 rows. Otherwise it is draws or estimates, and says `why`.
 * Throws InputError where there is no such folder, its files are damaged or not of one fit, or what is handed in makes
 * another model.
 * @example const fit = await loadFit('remission')
 */
export async function loadFit(folder: string, options: LoadOptions = {}): Promise<LoadedFit> {
  checkFolderName('loadFit', folder);
  checkOptions('loadFit', options, loadKinds);
  return loadFolder(folder, options, 'loadFit');
}

function checkFolderName(where: string, folder: unknown): void {
  if (typeof folder !== 'string' || folder === '')
    throw new InputError(`${where}: expected the name of a folder, got ${describeValue(folder)}`);
}
