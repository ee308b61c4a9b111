import type { Model } from '../../models/glmm.ts';
import { describePriors, noteLines } from '../report/describeModel.ts';
import { fitFile, formatFitFile } from '../report/fitFile.ts';
import { verdictOf } from '../report/fitVerdict.ts';
import { priorSection, summaryText } from '../report/summaryText.ts';
import { setupForecast } from '../run/forecast.ts';
import { type SampleOptions, sample } from '../run/sample.ts';
import { sampleImputed } from '../run/sampleImputed.ts';
import type { FitOptions } from './fitOptions.ts';
import { interruption } from './interrupt.ts';
import { admit, admitDraws, smallerModel } from './limits.ts';
import { checkOutputs, deliver, type Results } from './outputs.ts';
import { sampleOptions } from './samplingOptions.ts';
import { terminalWidth } from './terminal.ts';

/**
 * Samples, writes and prints; 0 when the draws can be trusted, 2 when they should not be. Whatever can be found wrong
 * with the settings and the outputs is found before the first draw.
 */
export async function runFit(
  data: readonly string[],
  models: readonly Model[],
  options: FitOptions,
): Promise<number> {
  const [model] = models;
  const use = options.priorOnly === true ? ({ prior: 'only' } as const) : {};
  const settings = { ...sampleOptions(options), ...use, level: options.level };
  admitDraws(model, settings, options);
  await checkOutputs(options, 'fit', [...data]);
  if (options.quiet !== true) process.stderr.write(`${openingLines(model).join('\n')}\n`);
  if (options.priorOnly !== true)
    admit(setupForecast(model.program, settings.sampler ?? 'auto'), smallerModel, options);
  return sampleAndWrite(models, options, { ...settings, signal: interruption });
}

async function sampleAndWrite(
  models: readonly Model[],
  options: FitOptions,
  settings: SampleOptions,
): Promise<number> {
  const summarised = { ...settings, summaries: true };
  const fit =
    models.length === 1 ? await sample(models[0], summarised) : await sampleImputed(models, summarised);
  const file = fitFile(fit);
  const { ok, text } = verdictOf(file);
  const results: Results = {
    kind: 'fit',
    text: summaryText(file, terminalWidth()),
    json: () => formatFitFile(file),
    files: async () =>
      (await import('../report/stored/fitFolder.ts')).fitFiles(file, fit, { data: options.data }), // loads Parquet, which takes a while
    doubt: ok ? null : text,
  };
  await deliver(options, results);
  return ok ? 0 : 2;
}

/** What is said before the first draw. */
function openingLines(model: Model): string[] {
  return [...priorSection({ priors: describePriors(model) }), ...noteLines(model.notes)];
}
