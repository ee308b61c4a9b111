import { describeArgument } from '../../models/arguments.ts';
import { type LevelOptions, levelKinds } from '../../models/likelihood/waldIntervals.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions } from '../engine/options.ts';
import { fitFile } from './fitFile.ts';
import type { FitFile } from './fitSchema.ts';
import { type AnyFit, has, isFit, isLaplaceFit } from './kindOfFit.ts';
import { laplaceReport } from './laplaceReport.ts';
import { laplaceFileText, laplaceText } from './laplaceText.ts';
import * as posteriorPage from './page/htmlReport.ts';
import { laplaceHtml } from './page/laplaceHtml.ts';
import type { LoadedFit } from './stored/loadedFit.ts';
import * as posteriorText from './summaryText.ts';

/** What fit.json holds, as `fitFile` makes it, and what `loadFit` reads. */
type Stored = FitFile | LoadedFit;

/**
 * A fit of `sample` or `laplace`, fresh or as `loadFit` read it, as a statistician wants to see it: the model, estimates
 * with intervals, how it was fitted, and the verdict in words. A stored fit keeps the level it was stored with, and where it
 * came without its model has no other.
 * Throws InputError for a level outside 0..1, and for what is no fit.
 */
export function summaryText(fit: AnyFit | Stored, options: LevelOptions = {}): string {
  checkOptions('summaryText', options, levelKinds);
  const { level } = options;
  if (isLoaded(fit) && (level === undefined || level === fit.file.level)) return storedText(fit);
  if (isLaplaceFit(fit)) return laplaceText(laplaceReport(fit, level));
  if (isFit(fit)) return posteriorText.summaryText(fitFile(fit, level));
  if (isLoaded(fit)) throw keepsLevel(fit);
  if (has(fit, 'parameters') && has(fit, 'sampler')) return posteriorText.summaryText(fit as FitFile);
  throw noFit('summaryText', fit);
}

/**
 * A fit of `sample` or `laplace` as one page that needs nothing else: verdict, model, estimates, pictures. No scripts, no
 * network. Throws InputError for a level outside 0..1, and for what is no fit.
 */
export function reportHtml(fit: AnyFit, options: LevelOptions = {}): string {
  checkOptions('reportHtml', options, levelKinds);
  if (isLaplaceFit(fit)) return laplaceHtml(laplaceReport(fit, options.level));
  if (isFit(fit)) return posteriorPage.reportHtml(fitFile(fit, options.level), fit);
  throw noFit('reportHtml', fit);
}

const isLoaded = (fit: unknown): fit is LoadedFit => has(fit, 'kind') && has(fit, 'file');

/** As it was stored, profile and bootstrap intervals included. */
function storedText(fit: LoadedFit): string {
  switch (fit.kind) {
    case 'laplace':
    case 'estimates':
      return laplaceFileText(fit.file);
    case 'posterior':
    case 'density':
    case 'draws':
      return posteriorText.summaryText(fit.file);
  }
}

function keepsLevel({ file, ...fit }: LoadedFit): InputError {
  const why = 'why' in fit ? `: ${fit.why}` : '';
  return new InputError(
    `summaryText: the stored fit keeps its level of ${file.level}, for it comes without its model${why}`,
  );
}

function noFit(where: string, value: unknown): InputError {
  return new InputError(
    `${where}: expected a fit, as sample or laplace makes it, got ${describeArgument(value)}`,
  );
}
