import { join } from 'node:path';
import type { Model } from '../../models/glmm.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { makeFolder } from '../data/makeFolder.ts';
import { type NumberColumn, writeParquet } from '../data/parquet.ts';
import { writeFileAtomically } from '../data/writeFileAtomically.ts';
import type { Fit } from '../run/sample.ts';
import { type FitFile, formatFitFile } from './fitFile.ts';
import { reportHtml } from './htmlReport.ts';

/** Writes fit.json, draws.parquet (chain, draw, and a column a quantity) and report.html into a folder, made if need be. */
export async function writeFitFolder(folder: string, file: FitFile, fit: Fit<Model>): Promise<void> {
  await makeFolder(folder);
  await writeParquet(join(folder, 'draws.parquet'), drawColumns(fit.draws));
  await writeFileAtomically(join(folder, 'fit.json'), formatFitFile(file));
  await writeFileAtomically(join(folder, 'report.html'), reportHtml(file, fit));
}

/** One row a draw, chain after chain; chain and draw count from 1. */
function drawColumns({ names, chains, draws, values }: Draws): NumberColumn[] {
  const rows = chains * draws;
  const chain = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / draws) + 1);
  const draw = Int32Array.from({ length: rows }, (_, row) => (row % draws) + 1);
  const quantities = names.map((name, q) => {
    const column = new Float64Array(rows);
    values.forEach((of, c) => {
      column.set(of.subarray(q * draws, (q + 1) * draws), c * draws);
    });
    return { name, values: column };
  });
  return [{ name: 'chain', values: chain }, { name: 'draw', values: draw }, ...quantities];
}
