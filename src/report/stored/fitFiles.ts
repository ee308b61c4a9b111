import { contentBytes } from '../../data/content.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import type { AnyFit } from '../kindOfFit.ts';
import type { FileOptions } from './storedAs.ts';

export const fileKinds: OptionKinds<FileOptions> = { level: 'a number', data: 'true or false' };

/**
 * A fit of `sample` or `laplace` as the files that `saveFit` of poolwise/node and `--out` write, byte for byte: their bytes by
 * name, which `loadFit` reads back. Nothing is written.
 * Rejects with InputError for what is no fit, and for a level outside 0..1.
 */
export async function fitFiles(
  fit: AnyFit,
  options: FileOptions = {},
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  checkOptions('fitFiles', options, fileKinds);
  const { storedAs } = await import('./storedAs.ts'); // writes Parquet and pages, which most pages and scripts do not
  const { files } = storedAs('fitFiles', fit, options);
  return new Map(Array.from(files, ([name, content]) => [name, contentBytes(content)]));
}
