import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readParquetMarks } from '../../data/parquet.ts';
import { startOf } from '../../data/startOf.ts';
import { fingerprintOfPage } from '../page/htmlPage.ts';
import { fingerprintOfMarks } from './modelFiles.ts';
import { checkSameFit, type MarkedFile } from './sameFit.ts';

/** Throws InputError where files of a folder carry another fingerprint than its fit.json or laplace.json, `first`. */
export async function checkOneFit(folder: string, first: MarkedFile): Promise<void> {
  const parquet = async (path: string) => fingerprintOfMarks(await readParquetMarks(path));
  const beside = {
    'draws.parquet': parquet,
    'sampler.parquet': parquet,
    'data.parquet': parquet,
    'report.html': async (path: string) => fingerprintOfPage(await startOf(path)),
  };
  for (const [name, read] of Object.entries(beside)) {
    const path = join(folder, name);
    if (existsSync(path)) checkSameFit('summary', folder, first, { name, mark: await read(path) });
  }
}
