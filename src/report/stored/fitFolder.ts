import type { Draws } from '../../../models/posterior/draws.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import type { Content } from '../../data/content.ts';
import { type NumberColumn, parquetPieces } from '../../data/parquetBytes.ts';
import { formatFitFile } from '../fitFile.ts';
import type { FitFile } from '../fitSchema.ts';
import { reportHtml } from '../page/htmlReport.ts';
import { placesFile } from './chainPlaces.ts';
import { marksOfFit, modelFiles } from './modelFiles.ts';
import { divergencesParquet, samplerParquet } from './samplerParquet.ts';

/**
 * The files of a fit, each with its fingerprint: numbers in words and rows (fit.json, report.html), draws.parquet (chain, draw,
 * and a column a quantity), what the sampler says of each draw, where the chains stand, and unless `data` is false what the model was declared on
 * and the page's pictures of it.
 */
export function posteriorFiles(file: FitFile, fit: Fit, { data = true } = {}): ReadonlyMap<string, Content> {
  const { model, draws, sampler } = fit;
  const marks = marksOfFit(file.fingerprint);
  const divergences = divergencesParquet(sampler.chains, marks);
  const places = placesFile(sampler.chains, marks);
  return new Map<string, Content>([
    ['draws.parquet', { [Symbol.iterator]: () => parquetPieces(columnsByChain(draws), marks) }],
    ['sampler.parquet', samplerParquet(sampler.chains, marks)],
    ...(divergences === null ? [] : [['divergences.parquet', divergences] as const]),
    ...(places === null ? [] : [['chains.bin', places] as const]),
    ...(model === null || !data ? [] : modelFiles(model, file.fingerprint)),
    ['fit.json', formatFitFile(file)],
    ['report.html', reportHtml(file, fit, { data })],
  ]);
}

/** A row a draw; chain and draw count from 1. */
function* columnsByChain({ names, draws, values }: Draws): Generator<NumberColumn[]> {
  for (let c = 0; c < values.length; c++) {
    const quantities = names.map((name, q) => ({
      name,
      values: values[c].subarray(q * draws, (q + 1) * draws),
    }));
    const chain = new Int32Array(draws).fill(c + 1);
    const draw = Int32Array.from({ length: draws }, (_, d) => d + 1);
    yield [{ name: 'chain', values: chain }, { name: 'draw', values: draw }, ...quantities];
  }
}
