import { densityFingerprint, type Fingerprint, fingerprint } from '../../models/fingerprint.ts';
import type { Fit, SamplerReport } from '../../models/posterior/fit.ts';
import { importanceOf, judgedSummaries, samplerCounts, solvesOf } from '../../models/posterior/judged.ts';
import type { Summaries } from '../../models/posterior/summaries.ts';
import { describeDensity, describeModel, describePriors, droppedNotes } from './describeModel.ts';
import type { FitFile, ParameterRow } from './fitSchema.ts';
import { stoppedWords, verdictOf } from './fitVerdict.ts';
import { ratioOf } from './ratio.ts';
import { declarationFile } from './stored/declarationFile.ts';
import { runFile } from './stored/samplerFile.ts';
import { version } from './version.ts';

/**
 * Everything fit.json says of a fit: summaries of every quantity, group effects included, on the user's scale, with intervals
 * of a level; the one the fit was summarised with, or 95 %, if left out.
 */
export function fitFile(fit: Fit, level?: number): FitFile {
  const { model } = fit;
  const dropped = model === null ? [] : droppedNotes(model).map(({ text }) => text);
  const summaries = judgedSummaries(fit, level);
  const judged = { sampler: samplerSection(fit), parameters: parameterRows(fit, summaries) };
  const stopped = stoppedWords(judged.sampler);
  return {
    poolwise: version,
    ...(model === null ? describeDensity(fit.draws) : describeModel(model)),
    priors: model === null ? [] : describePriors(model),
    sampler: judged.sampler,
    run: runFile(fit.sampler),
    ...(fit.imputations === undefined ? {} : { imputations: fit.imputations }),
    ...(model === null ? {} : { declaration: declarationFile(model.declaration) }),
    level: summaries.level,
    parameters: judged.parameters,
    warnings: [...dropped, ...(stopped === null ? [] : [stopped]), ...verdictOf(judged).warnings],
    fingerprint: fingerprintOf(fit),
  };
}

function parameterRows({ model, draws }: Fit, { rows }: Summaries): ParameterRow[] {
  const { names, quantities } = draws;
  const hasWord = model !== null && model.family.chosen.link.ratio !== null;
  return rows.map((summary, q) => {
    const ratio = hasWord ? ratioOf(quantities[q], summary.q50, summary) : null;
    return { name: names[q], quantity: quantities[q], ...summary, ...(ratio === null ? {} : { ratio }) };
  });
}

function samplerSection(fit: Fit): FitFile['sampler'] {
  const { sampler } = fit;
  const { strategy, reason, seed, settings, wallSeconds, stopped } = sampler;
  const { chains, draws, ebfmi, ...counts } = samplerCounts(fit);
  const [importance, solves] = [importanceOf(fit), solvesOf(fit)];
  return {
    ...{ strategy, reason, chains, warmup: settings.warmup, draws, seed },
    ...counts,
    ebfmi: [...ebfmi],
    stepSizes: sampler.chains.map((c) => c.stepSize),
    targetAccept: settings.targetAccept,
    gradients: sampler.chains.reduce((sum, c) => sum + c.gradients + c.warmupGradients, 0),
    ...secondsOf(sampler),
    wallSeconds,
    ...(stopped === undefined ? {} : { stopped }),
    ...(importance === undefined ? {} : { importance }),
    ...(solves === undefined ? {} : { solves }),
  };
}

function secondsOf({ chains }: SamplerReport) {
  return {
    setupSeconds: Math.max(...chains.map((c) => c.setupSeconds)),
    warmupSeconds: chains.map((c) => c.warmupSeconds),
    sampleSeconds: chains.map((c) => c.sampleSeconds),
  };
}

/** The mark of every file of a fit. */
export function fingerprintOf({ model, draws, sampler }: Fit): Fingerprint {
  const run = sampler.chains.map(({ stats }) => stats.lp);
  return model === null
    ? densityFingerprint(draws.quantities, run)
    : fingerprint(model, [sampler.seed, ...run]);
}

/** fit.json as text; NaN becomes null. */
export function formatFitFile(file: FitFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}
