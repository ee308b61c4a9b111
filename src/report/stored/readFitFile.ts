import { readFile } from 'node:fs/promises';
import { InputError } from '../../engine/errors.ts';
import type { FitFile } from '../fitSchema.ts';
import { parseFitFile } from './parseFitFile.ts';
import { refuseZip } from './zipped.ts';

/** Reads and checks a fit.json. Throws InputError naming the first thing that does not fit. */
export async function readFitFile(path: string, where = 'summary'): Promise<FitFile> {
  const text = await textOf(path, where);
  refuseZip(where, path, text);
  return parseFitFile(where, path, text);
}

async function textOf(path: string, where: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new InputError(`${where}: cannot read "${path}" (${code})`);
    throw new InputError(
      `${where}: no file "${path}"; give a fit.json, or the folder that "poolwise fit --out" wrote`,
    );
  }
}
