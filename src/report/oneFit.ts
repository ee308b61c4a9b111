import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Fingerprint } from '../../models/fingerprint.ts';
import { readParquetMarks } from '../data/parquet.ts';
import { startOf } from '../data/startOf.ts';
import { InputError } from '../engine/errors.ts';
import { fingerprintOfMarks } from './fitFolder.ts';
import { fingerprintOfPage } from './htmlPage.ts';

/**
 * Throws InputError where files of a folder carry another fingerprint than its fit.json or laplace.json: what was
 * copied together from two fits is neither.
 * @param first the file that `expected` was read from
 */
export async function checkOneFit(
  folder: string,
  first: string,
  expected: Fingerprint | undefined,
): Promise<void> {
  const beside = {
    'draws.parquet': async (path: string) => fingerprintOfMarks(await readParquetMarks(path)),
    'report.html': async (path: string) => fingerprintOfPage(await startOf(path)),
  };
  for (const [name, read] of Object.entries(beside)) {
    const path = join(folder, name);
    if (existsSync(path)) checkSameFit(folder, first, expected, name, await read(path));
  }
}

/** Throws InputError where two files of a folder are not of one fit. */
export function checkSameFit(
  folder: string,
  first: string,
  expected: Fingerprint | undefined,
  name: string,
  found: Fingerprint | undefined,
): void {
  if (expected?.run === found?.run && expected?.model === found?.model) return;
  const what = expected?.model === found?.model ? 'another run' : 'another fit';
  throw new InputError(
    `summary: "${folder}" is a mixture: ${name} is of ${what} than ${first}; write the fit again with --out`,
    { folder, expected, found },
  );
}
