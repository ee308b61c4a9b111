import type { Fit } from '../../models/posterior/fit.ts';
import { defaultLevel } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import type { NutsSettings } from '../engine/hmc/chain.ts';
import { minWarmup } from '../engine/hmc/warmup.ts';
import type { OptionKinds } from '../engine/options.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { type Attempt, fineAccept } from './attempt.ts';
import type { CheckpointOptions, RunCheckpoint } from './checkpoint/runCheckpoint.ts';
import type { DrawOptions } from './drawOptions.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { FollowOptions } from './follow.ts';
import type { Forecast } from './forecast.ts';
import { type Plan, samplerNames } from './plan.ts';
import { priorUses } from './priorFit.ts';
import type { Progress } from './runChain.ts';

/** Of `sample`: chains and draws, the sampler and its tuning, threads, and who hears of progress. */
export interface SampleOptions extends DrawOptions {
  /**
   * Worker threads; 0 runs on this thread, as small models do by default; else one a chain up to the number of cores. Those beyond
   * one a chain share the passes over the rows, from 100,000 rows on.
   */
  readonly workers?: number;
  /** Summarise every quantity too, on the same threads; off by default. */
  readonly summaries?: boolean;
  /** Of the intervals in the summaries, 0.95 if left out. */
  readonly level?: number;
  /**
   * A fit of a like model, with the same parameters: chains begin where its chains ended, with the metric, step size and way to
   * sample that it found, after a warmup of 100 draws unless `warmup` says otherwise. Where the draws would then not be trusted,
   * the model is sampled as without it.
   */
  readonly warmStart?: Fit;
  /** Who runs the chains instead of threads of this machine: `openQueue` of `poolwise/node`. */
  readonly elsewhere?: Elsewhere;
  readonly signal?: AbortSignal;
  /** Aborted, it ends the run early: the fit has the draws that its chains have by then, and `sampler.stopped` says so. */
  readonly stop?: AbortSignal;
  /** Who keeps checkpoints of the run, from which it can go on after any accident. */
  readonly checkpoint?: CheckpointOptions;
  /** Goes on from a checkpoint of the same model with the same options: the draws are those of a run that never stopped. */
  readonly resume?: RunCheckpoint;
  readonly onProgress?: (progress: Progress) => void;
  /** Told before chains start: when the sampler is chosen, and whenever its draws would not be trusted and another way is tried. */
  readonly onAttempt?: (attempt: AttemptNews) => void;
  /** Tells the draws of some quantities while the chains run, to be shown live. */
  readonly follow?: FollowOptions;
}

/** A way to sample that a run takes. */
export interface AttemptNews {
  readonly sampler: Plan['kind'];
  /** Why this one; of a later attempt, what was wrong with those before. */
  readonly reason: string;
  /** Attempts before this one. */
  readonly before: number;
  /** What its chains will take; null where their steps cannot be foretold, as of NUTS, and where they run elsewhere. */
  readonly forecast: Forecast | null;
}

export const sampleOptionKinds: OptionKinds<SampleOptions> = {
  chains: 'a number',
  warmup: 'a number',
  draws: 'a number',
  seed: 'a number or text',
  sampler: 'text',
  prior: 'text',
  metric: 'text',
  targetAccept: 'a number',
  maxDepth: 'a number',
  workers: 'a number',
  summaries: 'true or false',
  level: 'a number',
  warmStart: 'an object',
  elsewhere: 'an object',
  signal: 'an object',
  stop: 'an object',
  checkpoint: 'an object',
  resume: 'an object',
  onProgress: 'a function',
  onAttempt: 'a function',
  follow: 'an object',
};

/** Stan's defaults, but for the target acceptance: see below. */
export const defaults = { chains: 4, draws: 1000, seed: '1', maxDepth: 10 } as const;

/** Draws to adapt for: many unknowns need Stan's 1000; the few that collapsing leaves need far fewer. */
const defaultWarmup: Readonly<Record<Plan['kind'], number>> = {
  nuts: 1000,
  collapsed: 200,
  gibbs: 200,
  quadrature: 100,
  reference: 200,
  whitened: 500,
  laplace: 0,
};

/**
 * Higher than Stan's 0.8 for NUTS: variances near zero are common in mixed models, and steps are cheap here. The
 * reference sampler has its effort in the trajectory's fixed angle; 0.8 is near its best.
 */
const defaultTargetAccept: Readonly<Record<Plan['kind'], number>> = {
  nuts: 0.9,
  collapsed: 0.9,
  gibbs: 0.8,
  quadrature: 0.9,
  reference: 0.8,
  whitened: 0.9,
  laplace: 0.8,
};

export function settingsOf(
  { plan, effort }: Attempt,
  options: SampleOptions,
): { settings: NutsSettings; chains: number; seed: string } {
  const { settings, chains } = checkSampleOptions(options, plan.kind);
  const seed = String(options.seed ?? defaults.seed);
  return { settings: effort.fine ? finer(settings) : settings, chains, seed };
}

function finer(settings: NutsSettings): NutsSettings {
  return {
    ...settings,
    warmup: 2 * settings.warmup,
    targetAccept: Math.max(fineAccept, settings.targetAccept),
  };
}

/**
 * The settings the options stand for, under a strategy's defaults. Throws InputError for one that cannot be, so that
 * it can be called before any time is spent.
 */
export function checkSampleOptions(
  options: SampleOptions,
  strategy: Plan['kind'] = 'nuts',
): { settings: NutsSettings; chains: number } {
  checkNames(options);
  const settings = readSettings(options, strategy);
  if (options.workers !== undefined) wholeNumber('sample: workers', options.workers, 0, 256);
  const { level = defaultLevel } = options;
  if (!(level > 0 && level < 1)) throw new InputError(`sample: level must lie between 0 and 1, got ${level}`);
  return { settings, chains: wholeNumber('sample: chains', options.chains ?? defaults.chains, 1, 1000) };
}

/** Whether a plan's chains read the rows as they stand, and not those in the memory of kernels. */
export function readsRowsItself({ kind }: Pick<Plan, 'kind'>): boolean {
  return kind === 'collapsed' || kind === 'gibbs' || kind === 'quadrature';
}

function checkNames({ sampler = 'auto', metric = 'diagonal', prior = 'with data' }: SampleOptions): void {
  if (!priorUses.includes(prior))
    throw new InputError(
      `sample: prior is "with data" or "only", got "${prior}"; priors themselves go to glmm`,
    );
  if (!samplerNames.includes(sampler))
    throw new InputError(`sample: no sampler "${sampler}" (have: ${samplerNames.join(', ')})`);
  if (metric !== 'diagonal' && metric !== 'dense')
    throw new InputError(`sample: no metric "${metric}" (have: diagonal, dense)`);
}

function readSettings(options: SampleOptions, strategy: Plan['kind']): NutsSettings {
  const { targetAccept = defaultTargetAccept[strategy] } = options;
  const metric = options.metric ?? (readsRowsItself({ kind: strategy }) ? 'dense' : 'diagonal');
  if (!(targetAccept > 0 && targetAccept < 1))
    throw new InputError(`sample: targetAccept must lie between 0 and 1, got ${targetAccept}`);
  return {
    warmup: readWarmup(options, strategy),
    draws: wholeNumber('sample: draws', options.draws ?? defaults.draws, 1, 1e7),
    metric,
    targetAccept,
    maxDepth: wholeNumber('sample: maxDepth', options.maxDepth ?? defaults.maxDepth, 1, 20),
  };
}

/** Importance resampling has nothing to adapt, whatever is asked for. */
function readWarmup({ warmup }: SampleOptions, strategy: Plan['kind']): number {
  if (strategy === 'laplace') return 0;
  return wholeNumber('sample: warmup', warmup ?? defaultWarmup[strategy], minWarmup, 1e7);
}
