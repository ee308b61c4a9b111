import { parquetBytes } from '../../data/parquetBytes.ts';
import { InputError } from '../../engine/errors.ts';
import { didYouMean } from '../../engine/nearest.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import { wholeNumber } from '../../engine/wholeNumber.ts';
import type { AnyFit } from '../kindOfFit.ts';
import type { LoadedFit } from '../stored/loadedFit.ts';
import { version } from '../version.ts';
import { arrowDraws } from './arrowDraws.ts';
import { arvizJson } from './arviz.ts';
import { cmdstanFiles } from './cmdstan.ts';
import { csvDraws } from './csvDraws.ts';
import { drawColumns } from './drawColumns.ts';
import { type ExportedFit, exportedFit, thinned } from './exportedFit.ts';
import { inChunks } from './inChunks.ts';

/** Bytes, or text in pieces that are made as they are read. */
export type ExportContent = Uint8Array | Iterable<string>;

/** Of `exportFit`. */
export interface ExportOptions {
  /** Keep one draw in so many of each chain; 1, all of them, if left out. */
  readonly thin?: number;
  /** Of arviz: new outcomes at the model's own rows too, as many as rows x draws; false if left out. */
  readonly predictive?: boolean;
  /** Of arviz: the log likelihood of every row too, as many as rows x draws; false if left out. */
  readonly logLikelihood?: boolean;
}

export const exportOptionKinds: OptionKinds<ExportOptions> = {
  thin: 'a number',
  predictive: 'true or false',
  logLikelihood: 'true or false',
};

/** How other programs take a fit, and the files that makes, by name. */
const kinds = {
  cmdstan: async (fit) => {
    if (fit.sampler === null)
      throw new InputError(
        'export: CmdStan files need what a sampler says of each draw, which this fit has not; take arviz, arrow, parquet or csv',
      );
    return cmdstanFiles(fit.draws, fit.sampler);
  },
  arviz: async (fit, { predictive = false, logLikelihood = false }) =>
    one('inference_data.json', arvizJson(fit, { predictive, logLikelihood })),
  arrow: async ({ draws }) => one('draws.arrow', await arrowDraws(draws)),
  parquet: async ({ draws }) => one('draws.parquet', parquetBytes(drawColumns(draws), { poolwise: version })),
  csv: async ({ draws }) =>
    one(
      'draws.csv',
      inChunks(() => csvDraws(draws)),
    ),
} satisfies Record<
  string,
  (fit: ExportedFit, options: ExportOptions) => Promise<ReadonlyMap<string, ExportContent>>
>;

/** `cmdstan`, `arviz`, `arrow`, `parquet` or `csv`. */
export type ExportKind = keyof typeof kinds;

const exportKinds = Object.keys(kinds) as readonly ExportKind[];

const one = (name: string, content: ExportContent): ReadonlyMap<string, ExportContent> =>
  new Map([[name, content]]);

/**
 * A fit of `sample` or `laplace`, fresh or loaded, as files for other programs, by name: 'cmdstan' (CSV a chain, for cmdstanr, rstan
 * and posterior), 'arviz' (InferenceData in JSON), 'arrow', 'parquet' or 'csv' (a row a draw). Nothing is written.
 * Throws InputError for another kind, and for what the fit has not.
 * @example for (const [name, content] of await exportFit(fit, 'cmdstan')) await writeFile(name, content);
 */
export async function exportFit(
  fit: AnyFit | LoadedFit,
  kind: ExportKind,
  options: ExportOptions = {},
): Promise<ReadonlyMap<string, ExportContent>> {
  checkOptions('export', options, exportOptionKinds);
  checkExport(kind, options);
  return kinds[kind](thinned(exportedFit('export', fit), options.thin ?? 1), options);
}

/** Throws InputError for what can be found wrong before there is a fit. */
export function checkExport(kind: string, { thin, predictive, logLikelihood }: ExportOptions): void {
  if (!Object.hasOwn(kinds, kind))
    throw new InputError(
      `export: no format "${kind}" (have: ${exportKinds.join(', ')})${didYouMean(kind, exportKinds)}`,
    );
  if (thin !== undefined) wholeNumber('export: thin', thin, 1, 1e7);
  if (predictive === true && kind !== 'arviz')
    throw new InputError(`export: new outcomes are for arviz; for ${kind} take poolwise predict`);
  if (logLikelihood === true && kind !== 'arviz')
    throw new InputError(`export: log likelihoods are for arviz, got format ${kind}`);
}
