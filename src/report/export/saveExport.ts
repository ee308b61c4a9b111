import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, removeFolders } from '../../data/makeFolder.ts';
import { InputError } from '../../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import type { AnyFit } from '../kindOfFit.ts';
import type { LoadedFit } from '../stored/loadedFit.ts';
import { writeResults } from '../stored/writeResults.ts';
import {
  type ExportContent,
  type ExportKind,
  type ExportOptions,
  exportFit,
  exportOptionKinds,
} from './exportFit.ts';

/** Of `saveExport`. */
export interface SaveExportOptions extends ExportOptions {
  /** Write over what stands there; false if left out. */
  readonly force?: boolean;
}

const optionKinds: OptionKinds<SaveExportOptions> = { ...exportOptionKinds, force: 'true or false' };

/**
 * Writes what `exportFit` makes: of cmdstan a folder of files at `path`, of every other kind one file; whole or not at all.
 * Throws InputError where something stands there already, unless `force`d, and as `exportFit` does.
 * @example await saveExport(fit, 'arviz', 'remission.json')
 */
export async function saveExport(
  fit: AnyFit | LoadedFit,
  kind: ExportKind,
  path: string,
  options: SaveExportOptions = {},
): Promise<void> {
  checkOptions('saveExport', options, optionKinds);
  const { force = false, ...asked } = options;
  if (!force) await refuseOccupied(path);
  await writeExport(await exportFit(fit, kind, asked), path);
}

/** Throws InputError where a file, or a folder with something in it, stands at `path`. */
export async function refuseOccupied(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || (found.isFile() && found.size === 0)) return;
  if (found.isDirectory() && (await readdir(path)).length === 0) return;
  throw new InputError(`output: "${path}" is there already; choose another name, or --force to replace it`, {
    path,
  });
}

/** One file at `path`, or several in a folder there; those of an older export with more chains go. */
async function writeExport(files: ReadonlyMap<string, ExportContent>, path: string): Promise<void> {
  const [first] = files.values();
  const isFolder = files.size > 1;
  const made = await makeFolder(isFolder ? path : dirname(path));
  const contents = isFolder
    ? [...files].map(([name, content]) => ({ path: join(path, name), content }))
    : [{ path, content: first }];
  try {
    await writeResults(contents, null);
  } catch (error) {
    await removeFolders(made);
    throw error;
  }
  if (!isFolder) return;
  const older = (await readdir(path)).filter((name) => /^chain_\d+\.csv$/.test(name) && !files.has(name));
  for (const name of older) await rm(join(path, name));
}
