import type { Model } from '../../models/glmm.ts';
import { type LaplaceResult, laplace } from '../../models/likelihood/laplace.ts';
import type { LaplaceMethod } from '../../models/likelihood/laplaceOptions.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { compare } from '../report/compare.ts';
import { compareFile, formatCompareFile } from '../report/compareFile.ts';
import { fitsText } from '../report/compareFits.ts';
import { type ComparedStored, compareStored } from '../report/compareStored.ts';
import { compareText } from '../report/compareText.ts';
import { fitTitle } from '../report/compareVerdict.ts';
import { noteLines } from '../report/describeModel.ts';
import { fingerprintOf } from '../report/fitFile.ts';
import { compareHtml } from '../report/page/compareHtml.ts';
import { readStoredFits } from '../report/stored/storedFit.ts';
import { laplaceForecast, setupForecast } from '../run/forecast.ts';
import { sample } from '../run/sample.ts';
import type { SampleOptions } from '../run/settings.ts';
import type { CompareOptions } from './compareOptions.ts';
import { interruption } from './interrupt.ts';
import { admit, admitDraws, smallerModel } from './limits.ts';
import { checkOutputs, deliver, type Results } from './outputs.ts';
import { sampleOptions } from './samplingOptions.ts';

/** Fits by both and compares; 0, or 2 where the posterior's draws are not to be trusted. */
export async function runCompare(data: string, model: Model, options: CompareOptions): Promise<number> {
  const settings = sampleOptions(options);
  admitDraws(model, settings, options);
  await checkOutputs(options, 'compare', [data]);
  admit(laplaceForecast(model.program), smallerModel, options);
  const result = laplace(model, { method: options.method as LaplaceMethod, quadrature: options.quadrature });
  admit(setupForecast(model.program, settings.sampler ?? 'auto'), smallerModel, options);
  return sampleAndCompare(model, result, options, { ...settings, signal: interruption });
}

async function sampleAndCompare(
  model: Model,
  result: LaplaceResult,
  options: CompareOptions,
  settings: SampleOptions,
): Promise<number> {
  const fit = await sample(model, settings);
  const { effects = false, paretoK, seed } = options;
  const { parameters, verdict, tails } = compare(fit, result, { effects, paretoK, seed });
  const approximation = fitTitle(result.method, result.quadrature, result.fast);
  const { formula, family, notes } = model;
  const file = compareFile(
    { formula, family, approximation, notes, fingerprint: fingerprintOf(fit) },
    parameters,
    verdict,
    tails,
  );
  const beside = `${approximation} (estimate, se) beside the posterior (mean, sd, median)`;
  const title = [formula, ...noteLines(notes), beside].join('\n');
  const text = compareText(title, parameters, verdict.text, tails);
  await deliver(options, results([{ file, draws: null }], fit.draws, text, formatCompareFile(file)));
  return verdict.trusted ? 0 : 2;
}

/** Compares stored fits; 0, or 2 where a posterior among them is not to be trusted. */
export async function runStored(paths: readonly string[], options: CompareOptions): Promise<number> {
  await checkOutputs(options, 'compare', paths);
  const fits = await readStoredFits(paths);
  const { posterior, table, comparisons } = compareStored(fits, options.effects === true);
  const sections = comparisons.map(({ file: { approximation, parameters, verdict } }) =>
    compareText(
      `${approximation} (estimate, se) beside ${posterior.label} (mean, sd, median)`,
      parameters,
      verdict.text,
      null,
    ),
  );
  const [first, ...others] = comparisons.map(({ file }) => file);
  const json = `${JSON.stringify({ ...first, others, table }, null, 1)}\n`;
  const text = [posterior.file.formula, '', ...fitsText(table), '', ...sections].join('\n');
  await deliver(options, results(comparisons, posterior.draws, text, json));
  return comparisons.every(({ file: { verdict } }) => verdict.posteriorTrusted) ? 0 : 2;
}

function results(compared: readonly ComparedStored[], draws: Draws, text: string, json: string): Results {
  const files = async (): Promise<ReadonlyMap<string, string>> =>
    new Map([
      ['compare.json', json],
      ['compare.html', compareHtml(compared, draws)],
    ]);
  return { kind: 'compare', text, json: () => json, files, doubt: null };
}
