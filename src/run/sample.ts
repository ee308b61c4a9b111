import { isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import type { Fit, SamplerReport } from '../../models/posterior/fit.ts';
import { defaultLevel } from '../../models/posterior/summaries.ts';
import { withMissingOutcomes } from '../../models/simulate/missingOutcomes.ts';
import { InputError } from '../engine/errors.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import { checkOptions } from '../engine/options.ts';
import type { Program } from '../engine/program/program.ts';
import type { Attempt } from './attempt.ts';
import type { Crew } from './crew.ts';
import { walksPlainly } from './planOf.ts';
import { priorFit } from './priorFit.ts';
import { assemble, checkTarget, resolveTarget } from './resolve.ts';
import { drawsOfRun, keeperFor, runTarget, summariesOf } from './runTarget.ts';
import { checkSampleOptions, defaults, type SampleOptions, sampleOptionKinds } from './settings.ts';

/** The model that a fit of a target keeps. */
type ModelOf<Target> = Target extends Model ? Model : null;

/**
 * Draws from the posterior of a model, a program, or any log density (an object of the user's own runs on this thread).
 * Throws InputError for settings that cannot work, and when no chain finds a finite start; rejects with the signal's
 * reason when aborted, and with NothingDrawn when stopped before there are draws. Divergences and the like are no errors: they are counted in the report.
 */
export async function sample<Target extends Model | Program | LogDensity>(
  target: Target,
  options: SampleOptions = {},
): Promise<Fit<ModelOf<Target>>> {
  checkOptions('sample', options, sampleOptionKinds);
  checkTarget(target);
  const { chains, settings } = checkSampleOptions(options);
  if (options.prior === 'only') return priorOnly(target, options);
  const crew = assemble(target, options, chains * settings.draws);
  try {
    return await sampleBy(crew, target, options);
  } finally {
    await crew.dismiss();
  }
}

/** Draws of the prior, of a fit of this target. Throws InputError for what is no model. */
export function priorOnly<Target extends Model | Program | LogDensity>(
  target: Target,
  options: SampleOptions,
): Fit<ModelOf<Target>> {
  const fit = drawPriorOnly(target, options);
  return { ...fit, model: fit.model as ModelOf<Target> };
}

/** `sample` by a crew that is there already, with options that were checked. */
export async function sampleBy<Target extends Model | Program | LogDensity>(
  crew: Crew,
  target: Target,
  options: SampleOptions,
): Promise<Fit<ModelOf<Target>>> {
  const started = performance.now();
  const resolved = resolveTarget(target, options);
  const keeper = keeperFor(resolved, options);
  const run = await runTarget(resolved, crew, options, keeper);
  const known = drawsOfRun(resolved, run);
  const draws = resolved.model === null ? known : withMissingOutcomes(resolved.model, known, run.seed);
  const wallSeconds = (performance.now() - started) / 1000;
  return {
    model: resolved.model as ModelOf<Target>,
    draws,
    sampler: {
      strategy: run.attempt.plan.kind,
      reason: run.attempt.reason,
      seed: run.seed,
      settings: run.settings,
      ...wayOf(run.attempt),
      ...(run.isWarm ? { warmStart: true } : {}),
      ...(run.stopped === undefined ? {} : { stopped: run.stopped }),
      wallSeconds,
      threads: crew.threads,
      chains: run.results.map(({ values: _, ...rest }) => rest),
    },
    ...(options.summaries === true
      ? { summaries: await summariesOf(crew, draws, options.level, run.summaries) }
      : {}),
  };
}

/** What a run was beyond its strategy and settings, which further chains of it need. */
function wayOf({ plan, effort: { every } }: Attempt): Pick<SamplerReport, 'every' | 'plainWalk'> {
  return {
    ...(every === 1 ? {} : { every }),
    ...(walksPlainly(plan) ? { plainWalk: true } : {}),
  };
}

/** Throws InputError for what has no table of priors, and for a sampler: the draws are independent. */
function drawPriorOnly(target: Model | Program | LogDensity, options: SampleOptions): Fit<Model> {
  if (options.warmStart !== undefined)
    throw new InputError('sample: draws of the prior alone start from nothing; leave warmStart out');
  if (options.follow !== undefined)
    throw new InputError('sample: draws of the prior alone are there at once; leave follow out');
  if (!isModel(target))
    throw new InputError(
      'sample: prior "only" is for a model from glmm; a log density of your own has no rows',
    );
  if ((options.sampler ?? 'auto') !== 'auto')
    throw new InputError(
      'sample: the prior alone is drawn from exactly, without a sampler; leave sampler out',
    );
  const { settings, chains } = checkSampleOptions(options);
  const { summaries = false, level } = options;
  const seed = String(options.seed ?? defaults.seed);
  return priorFit(target, { chains, settings, seed, summaries: summaries ? (level ?? defaultLevel) : null });
}
