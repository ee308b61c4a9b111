import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import type { LoadedFit } from './loadedFit.ts';
import type { LoadOptions } from './loadedModel.ts';
import { type FileMap, filesOfMap } from './storedFiles.ts';

export const loadKinds: OptionKinds<LoadOptions> = {
  data: 'anything',
  family: 'anything',
  priors: 'an object',
  cov: 'an object',
};

/**
 * Reads a fit back from the bytes of its files, by their names, wherever JavaScript runs; folders are read by `loadFit` of
 * `poolwise/node`. Where its model comes back, on the data among the files or those handed in, the fit does what it did
 * when it was made; otherwise it is draws or estimates, and says `why`.
 * Throws InputError where files are missing, damaged or not of one fit, or what is handed in makes another model.
 */
export async function loadFit(files: FileMap, options: LoadOptions = {}): Promise<LoadedFit> {
  checkOptions('loadFit', options, loadKinds);
  const { loadFiles } = await import('./loadedFit.ts'); // reads Parquet, which most pages and scripts do not
  return loadFiles(filesOfMap('loadFit', files), options, 'loadFit');
}
