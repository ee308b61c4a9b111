import * as v from 'valibot';
import { ebfmiPerChain, type Summary, type Verdict, verdict } from '../../diagnostics/index.ts';
import { type Fingerprint, fingerprint } from '../../models/fingerprint.ts';
import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { summariseDraws } from '../../models/posterior/summaries.ts';
import { effectiveDraws, pooledVerdict } from '../engine/hmc/importanceChain.ts';
import { describeModel, describePriors } from './describeModel.ts';
import { quantitySchema, type Told, withQuantities } from './quantitySchema.ts';
import { version } from './version.ts';

/** JSON has no NaN or infinities: "cannot tell" is written as null and read back as NaN. */
const measured = v.pipe(
  v.nullable(v.number()),
  v.transform((x) => x ?? Number.NaN),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const parameterSchema = v.object({
  name: v.string(),
  /** Left out by older versions. */
  quantity: v.optional(quantitySchema),
  mean: measured,
  sd: measured,
  q5: measured,
  q50: measured,
  q95: measured,
  mcseMean: measured,
  rhat: measured,
  essBulk: measured,
  essTail: measured,
});

/** What a fit.json must hold. */
const writtenSchema = v.object({
  poolwise: v.string(),
  formula: v.string(),
  family: v.object({
    name: v.string(),
    link: v.string(),
    /** What exp(coefficient) means under the link. */
    ratio: v.nullish(v.object({ title: v.string(), words: v.string() }), null),
    /** The parameter that is a normal residual's sd. */
    residualSd: v.nullish(v.string(), null),
  }),
  data: v.object({
    source: v.string(),
    rows: count,
    dropped: count,
    groups: v.record(v.string(), count),
  }),
  /** What was settled of data and model without asking. */
  notes: v.optional(v.array(v.object({ kind: v.string(), text: v.string() })), []),
  priors: v.array(v.object({ parameter: v.string(), prior: v.string(), default: v.boolean() })),
  sampler: v.object({
    strategy: v.string(),
    reason: v.string(),
    chains: count,
    warmup: count,
    draws: count,
    seed: v.string(),
    divergences: count,
    maxDepthHits: count,
    ebfmi: v.array(measured),
    stepSizes: v.array(measured),
    gradients: count,
    setupSeconds: v.number(),
    warmupSeconds: v.array(v.number()),
    sampleSeconds: v.array(v.number()),
    wallSeconds: v.number(),
    /** Of strategy laplace: k-hat, mean of the chains', and what bounds every quantity's effective draws. */
    importance: v.optional(v.object({ paretoK: measured, proposals: count, effectiveDraws: v.number() })),
  }),
  parameters: v.array(parameterSchema),
  warnings: v.array(v.string()),
  /** What every file of a fit carries; files written before there was one have none. */
  fingerprint: v.optional(v.object({ model: v.string(), run: v.string() })),
});

/** fit.json, every row told what it is. */
export const fitFileSchema = v.pipe(
  writtenSchema,
  v.transform((file) => ({
    ...file,
    parameters: withQuantities(file.parameters, Object.keys(file.data.groups)),
  })),
);

/** A quantity with its summary. */
export type ParameterRow = Told<v.InferOutput<typeof parameterSchema>>;
/** The contract of fit.json. */
export type FitFile = v.InferOutput<typeof fitFileSchema>;

/** Everything fit.json says of a fit: summaries of every quantity, group effects included, on the user's scale. */
export function fitFile(fit: Fit<Model>): FitFile {
  const { model, draws, sampler } = fit;
  const importance = importanceOf(fit);
  const summaries = fit.summaries ?? summariseDraws(draws);
  const parameters = draws.names.map((name, q) => ({
    name,
    quantity: draws.quantities[q],
    ...bounded(summaries[q], importance),
  }));
  const total = (of: (chain: (typeof sampler.chains)[number]) => number): number =>
    sampler.chains.reduce((sum, chain) => sum + of(chain), 0);
  const file: FitFile = {
    poolwise: version,
    ...describeModel(model),
    priors: describePriors(model),
    sampler: {
      strategy: sampler.strategy,
      reason: sampler.reason,
      chains: draws.chains,
      warmup: sampler.settings.warmup,
      draws: draws.draws,
      seed: sampler.seed,
      divergences: total((c) => c.divergences.length),
      maxDepthHits: total((c) => c.maxDepthHits),
      ebfmi: importance === undefined ? ebfmiPerChain(sampler.chains.map((c) => c.stats.energy)) : [],
      stepSizes: sampler.chains.map((c) => c.stepSize),
      gradients: total((c) => c.gradients + c.warmupGradients),
      setupSeconds: Math.max(...sampler.chains.map((c) => c.setupSeconds)),
      warmupSeconds: sampler.chains.map((c) => c.warmupSeconds),
      sampleSeconds: sampler.chains.map((c) => c.sampleSeconds),
      wallSeconds: sampler.wallSeconds,
      ...(importance === undefined ? {} : { importance }),
    },
    parameters,
    warnings: [],
    fingerprint: fingerprintOf(fit),
  };
  return { ...file, warnings: [...droppedWarning(model), ...verdictOf(file).warnings] };
}

/** The mark of every file of a fit. */
export function fingerprintOf({ model, sampler }: Fit<Model>): Fingerprint {
  return fingerprint(
    model,
    sampler.chains.map(({ stats }) => stats.lp),
  );
}

type Importance = NonNullable<FitFile['sampler']['importance']>;

/** What importance resampling says of a fit; undefined for the other strategies. */
function importanceOf({ draws, sampler }: Fit<Model>): Importance | undefined {
  const found = sampler.chains.flatMap(({ reference }) =>
    reference.kind === 'importance' ? [reference] : [],
  );
  if (found.length === 0) return undefined;
  const { paretoK, proposals } = pooledVerdict(found);
  return {
    paretoK,
    proposals,
    effectiveDraws: found.reduce((sum, verdict) => sum + effectiveDraws(draws.draws, verdict), 0),
  };
}

/** Resampled draws look independent whatever the weights were: no quantity is better known than these allow. */
function bounded(summary: Summary, importance: Importance | undefined): Summary {
  if (importance === undefined) return summary;
  const most = importance.effectiveDraws;
  const atMost = (ess: number): number => (ess > most ? most : ess);
  return {
    ...summary,
    mcseMean: Math.max(summary.mcseMean, summary.sd / Math.sqrt(most)),
    essBulk: atMost(summary.essBulk),
    essTail: atMost(summary.essTail),
  };
}

/** The verdict follows from what the file holds, so that a stored fit is judged as a fresh one. */
export function verdictOf(file: FitFile): Verdict {
  return verdict(file.parameters, file.sampler);
}

/** A sentence about rows left out, if any were. */
export function droppedWarning({ design }: Pick<Model, 'design'>): string[] {
  const { dropped, rows } = design;
  if (dropped.length === 0) return [];
  const shown = dropped.slice(0, 10).join(', ');
  return [
    `${dropped.length} of ${rows + dropped.length} rows had missing values and were left out: ${dropped.length === 1 ? 'row' : 'rows'} ${shown}${dropped.length > 10 ? ', ...' : ''}`,
  ];
}

/** fit.json as text; NaN becomes null. */
export function formatFitFile(file: FitFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}
