import { join } from 'node:path';
import type { Model } from '../../models/glmm.ts';
import { type LaplaceResult, laplace } from '../../models/likelihood/laplace.ts';
import type { LaplaceMethod } from '../../models/likelihood/laplaceOptions.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { makeFolder } from '../data/makeFolder.ts';
import { writeFileAtomically } from '../data/writeFileAtomically.ts';
import { compare } from '../report/compare.ts';
import { type CompareFile, compareFile, formatCompareFile } from '../report/compareFile.ts';
import { fitsText } from '../report/compareFits.ts';
import { compareHtml } from '../report/compareHtml.ts';
import { compareStored } from '../report/compareStored.ts';
import { compareText } from '../report/compareText.ts';
import { fitTitle } from '../report/compareVerdict.ts';
import { readStoredFits } from '../report/storedFit.ts';
import type { SamplerName } from '../run/plan.ts';
import { checkSampleOptions, type SampleOptions, sample } from '../run/sample.ts';
import type { CompareOptions } from './compareOptions.ts';
import { interruptible } from './interrupt.ts';
import { checkOutputs, type Outputs } from './outputs.ts';
import { progressPrinter } from './progress.ts';

/** Fits by both and compares; 0, or 2 where the posterior's draws are not to be trusted. */
export async function runCompare(model: Model, options: CompareOptions): Promise<number> {
  const settings = sampleOptions(options);
  checkSampleOptions(settings);
  await checkOutputs(options);
  const result = laplace(model, { method: options.method as LaplaceMethod, quadrature: options.quadrature });
  return interruptible((signal) => sampleAndCompare(model, result, options, { ...settings, signal }));
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
  const { formula, family } = model;
  const file = compareFile({ formula, family, approximation }, parameters, verdict, tails);
  const title = `${formula}\n${approximation} (estimate, se) beside the posterior (mean, sd, median)`;
  await write(options, formatCompareFile(file), compareText(title, parameters, verdict.text, tails));
  await writeFolder(options, file, fit.draws);
  return verdict.trusted ? 0 : 2;
}

/** Compares stored fits; 0, or 2 where a posterior among them is not to be trusted. */
export async function runStored(paths: readonly string[], options: CompareOptions): Promise<number> {
  await checkOutputs(options);
  const fits = await readStoredFits(paths);
  const { posterior, table, comparisons } = compareStored(fits, options.effects === true);
  const sections = comparisons.map(({ approximation, parameters, verdict }) =>
    compareText(
      `${approximation} (estimate, se) beside ${posterior.label} (mean, sd, median)`,
      parameters,
      verdict.text,
      null,
    ),
  );
  const [first, ...others] = comparisons;
  const json = `${JSON.stringify({ ...first, others, table }, null, 1)}\n`;
  await write(options, json, [posterior.file.formula, '', ...fitsText(table), '', ...sections].join('\n'));
  await writeFolder(options, first, posterior.draws, json);
  return comparisons.every(({ verdict }) => verdict.posteriorTrusted) ? 0 : 2;
}

async function write({ json }: Outputs, file: string, text: string): Promise<void> {
  if (json !== undefined && json !== '-') await writeFileAtomically(json, file);
  process.stdout.write(json === '-' ? file : text);
}

async function writeFolder(
  { out }: Outputs,
  file: CompareFile,
  draws: Draws,
  json = formatCompareFile(file),
): Promise<void> {
  if (out === undefined) return;
  await makeFolder(out);
  await writeFileAtomically(join(out, 'compare.json'), json);
  await writeFileAtomically(join(out, 'compare.html'), compareHtml(file, draws));
}

function sampleOptions({ chains, draws, sampler, seed, workers, quiet }: CompareOptions): SampleOptions {
  return {
    ...{ chains, draws, seed, sampler: sampler as SamplerName },
    ...(workers === undefined ? {} : { workers }),
    ...(quiet === true ? {} : { onProgress: progressPrinter(process.stderr) }),
  };
}
