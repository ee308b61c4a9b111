import { densityFingerprint, type Fingerprint, fingerprint } from '../../models/fingerprint.ts';
import type { Fit, SamplerReport } from '../../models/posterior/fit.ts';
import { importanceOf, judgedSummaries, samplerCounts } from '../../models/posterior/judged.ts';
import { describeDensity, describeModel, describePriors, droppedNotes } from './describeModel.ts';
import type { FitFile, ParameterRow } from './fitSchema.ts';
import { verdictOf } from './fitVerdict.ts';
import { version } from './version.ts';

/** Everything fit.json says of a fit: summaries of every quantity, group effects included, on the user's scale. */
export function fitFile(fit: Fit): FitFile {
  const { model } = fit;
  const dropped = model === null ? [] : droppedNotes(model).map(({ text }) => text);
  const judged = { parameters: parameterRows(fit), sampler: samplerSection(fit) };
  return {
    poolwise: version,
    ...(model === null ? describeDensity(fit.draws) : describeModel(model)),
    priors: model === null ? [] : describePriors(model),
    ...judged,
    warnings: [...dropped, ...verdictOf(judged).warnings],
    fingerprint: fingerprintOf(fit),
  };
}

function parameterRows(fit: Fit): ParameterRow[] {
  const { names, quantities } = fit.draws;
  return judgedSummaries(fit).map((summary, q) => ({ name: names[q], quantity: quantities[q], ...summary }));
}

function samplerSection(fit: Fit): FitFile['sampler'] {
  const { sampler } = fit;
  const { strategy, reason, seed, settings, wallSeconds } = sampler;
  const { chains, draws, ebfmi, ...counts } = samplerCounts(fit);
  const importance = importanceOf(fit);
  return {
    ...{ strategy, reason, chains, warmup: settings.warmup, draws, seed },
    ...counts,
    ebfmi: [...ebfmi],
    stepSizes: sampler.chains.map((c) => c.stepSize),
    gradients: sampler.chains.reduce((sum, c) => sum + c.gradients + c.warmupGradients, 0),
    ...secondsOf(sampler),
    wallSeconds,
    ...(importance === undefined ? {} : { importance }),
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
  return model === null ? densityFingerprint(draws.quantities, run) : fingerprint(model, run);
}

/** fit.json as text; NaN becomes null. */
export function formatFitFile(file: FitFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}
