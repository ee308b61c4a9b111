import type { Fingerprint } from '../../models/fingerprint.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { type Marks, type NumberColumn, parquetBytes } from '../data/parquet.ts';
import type { Content } from '../data/staged.ts';
import { formatFitFile } from './fitFile.ts';
import type { FitFile } from './fitSchema.ts';
import { reportHtml } from './htmlReport.ts';
import { writeResults } from './writeResults.ts';

/**
 * Writes fit.json, draws.parquet (chain, draw, and a column a quantity) and report.html into a folder, made if need be:
 * all of them or none. An older fit there is replaced whole.
 * Throws InputError where the folder cannot be written, or holds what is not of a fit.
 */
export async function writeFitFolder(folder: string, file: FitFile, fit: Fit): Promise<void> {
  await writeResults([], { path: folder, kind: 'fit', files: fitFiles(file, fit) });
}

/** The files of a fit, each with its fingerprint. */
export function fitFiles(file: FitFile, fit: Fit): ReadonlyMap<string, Content> {
  return new Map<string, Content>([
    ['draws.parquet', parquetBytes(drawColumns(fit.draws), marksOf(file.fingerprint))],
    ['fit.json', formatFitFile(file)],
    ['report.html', reportHtml(file, fit)],
  ]);
}

function marksOf(fingerprint: Fingerprint | undefined): Marks {
  return fingerprint === undefined
    ? {}
    : { 'poolwise.model': fingerprint.model, 'poolwise.run': fingerprint.run };
}

/** The other way round: what draws.parquet is marked with. */
export function fingerprintOfMarks(marks: Marks): Fingerprint | undefined {
  const [model, run] = [marks['poolwise.model'], marks['poolwise.run']];
  return model === undefined || run === undefined ? undefined : { model, run };
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
