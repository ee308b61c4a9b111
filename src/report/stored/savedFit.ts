import { InputError } from '../../engine/errors.ts';
import { checkOptions, describeValue, type OptionKinds } from '../../engine/options.ts';
import type { AnyFit } from '../kindOfFit.ts';
import { fileKinds } from './fitFiles.ts';
import type { LoadedFit } from './loadedFit.ts';
import type { LoadOptions } from './loadedModel.ts';
import { loadKinds } from './loadFit.ts';
import { loadFolder } from './loadFolder.ts';
import { type FileOptions, storedAs } from './storedAs.ts';
import { writeResults } from './writeResults.ts';

/** Of `saveFit`. */
export interface SaveOptions extends FileOptions {
  /** Write over what stands there though it is not of such a fit; false if left out. */
  readonly force?: boolean;
}

const optionKinds: OptionKinds<SaveOptions> = { ...fileKinds, force: 'true or false' };

/**
 * Writes a fit of `sample` or `laplace` into a folder, made if need be, as `poolwise fit --out` and `poolwise laplace --out`
 * do: numbers, draws, a report page; all of it or nothing. An older fit of the kind there is replaced.
 * Throws InputError where the folder cannot be written, or holds what is not of such a fit.
 * @example await saveFit(await sample(model), 'remission')
 */
export async function saveFit(fit: AnyFit, folder: string, options: SaveOptions = {}): Promise<void> {
  checkOptions('saveFit', options, optionKinds);
  checkFolderName('saveFit', folder);
  const { force = false, ...asked } = options;
  const { kind, files } = storedAs('saveFit', fit, asked);
  await writeResults([], { path: folder, kind, files }, { force });
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
