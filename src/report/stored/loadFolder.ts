import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../data/findFile.ts';
import { startOf } from '../../data/startOf.ts';
import { InputError } from '../../engine/errors.ts';
import { type LoadedFit, loadFiles } from './loadedFit.ts';
import type { LoadOptions } from './loadedModel.ts';
import type { StoredFiles } from './storedFiles.ts';
import { refuseZip } from './zipped.ts';

/** Reads a fit back from a folder, or from the folder that its fit.json or laplace.json stands in. Throws InputError as `loadFiles`. */
export async function loadFolder(path: string, given: LoadOptions, where: string): Promise<LoadedFit> {
  const found = await stat(path).catch(() => null);
  if (found === null)
    throw new InputError(
      `${where}: no file "${path}"; give a folder that "poolwise fit --out", "poolwise laplace --out" or saveFit wrote`,
    );
  if (found.isDirectory()) return loadFiles(filesIn(path, where), given, where);
  refuseZip(where, path, await startOf(path, 4));
  if (!['fit.json', 'laplace.json'].includes(basename(path)))
    throw new InputError(`${where}: "${path}" is no folder; give the one that --out or saveFit wrote`);
  return loadFiles(filesIn(dirname(path), where), given, where);
}

function filesIn(folder: string, where: string): StoredFiles {
  return {
    label: basename(folder),
    place: folder,
    bytes: (name) =>
      readFile(join(folder, name)).catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return null;
        throw new InputError(`${where}: cannot read ${name} in "${folder}" (${systemCode(error) ?? error})`);
      }),
  };
}
