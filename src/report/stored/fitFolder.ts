import type { Fit } from '../../../models/posterior/fit.ts';
import type { Content } from '../../data/content.ts';
import { parquetPieces } from '../../data/parquetBytes.ts';
import { formatFitFile } from '../fitFile.ts';
import type { FitFile } from '../fitSchema.ts';
import { reportHtml } from '../page/htmlReport.ts';
import { quantityColumns } from '../quantityColumns.ts';
import { placesFile } from './chainPlaces.ts';
import { marksOfFit, modelFiles } from './modelFiles.ts';
import { divergencesParquet, drawNumbers, samplerParquet } from './samplerParquet.ts';

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
    [
      'draws.parquet',
      parquetPieces([...drawNumbers(draws.chains, draws.draws), ...quantityColumns(draws)], marks),
    ],
    ['sampler.parquet', samplerParquet(sampler.chains, marks)],
    ...(divergences === null ? [] : [['divergences.parquet', divergences] as const]),
    ...(places === null ? [] : [['chains.bin', places] as const]),
    ...(model === null || !data ? [] : modelFiles(model, file.fingerprint)),
    ['fit.json', formatFitFile(file)],
    ['report.html', reportHtml(file, fit, { data })],
  ]);
}
