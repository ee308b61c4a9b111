import { readFile } from 'node:fs/promises';
import { InputError } from '../../engine/errors.ts';
import type { FitFile } from '../fitSchema.ts';
import { parseFitFile } from './parseFitFile.ts';

/** Reads and checks a fit.json. Throws InputError naming the first thing that does not fit. */
export async function readFitFile(path: string, where = 'summary'): Promise<FitFile> {
  return parseFitFile(where, path, await textOf(path, where));
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
