import { threads } from '#threads';
import { paretoKThreshold } from '../../diagnostics/index.ts';
import { convergence, type Summary } from '../../diagnostics/summarise.ts';
import { describeArgument, isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import { columnAt, type Draws, drawsOf } from '../../models/posterior/draws.ts';
import type { ChainReport, Fit, SamplerReport } from '../../models/posterior/fit.ts';
import { defaultLevel, type Summaries } from '../../models/posterior/summaries.ts';
import { withMissingOutcomes } from '../../models/simulate/missingOutcomes.ts';
import { withSharedRows } from '../engine/density/rowMemory.ts';
import { InputError } from '../engine/errors.ts';
import type { NutsSettings } from '../engine/hmc/chain.ts';
import { isReliable, pooledVerdict } from '../engine/hmc/importanceChain.ts';
import type { MetricKind } from '../engine/hmc/metric.ts';
import { minWarmup } from '../engine/hmc/warmup.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import type { Program } from '../engine/program/program.ts';
import { dimensionOf, quantitiesOf } from '../engine/program/program.ts';
import type { Quantity } from '../engine/program/quantity.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { type Attempt, fineAccept, nextAttempt, usualEffort } from './attempt.ts';
import type { Crew } from './crew.ts';
import { ownThread } from './inProcess.ts';
import { startCrew } from './inThreads.ts';
import { type ChosenPlan, choosePlan, type Plan, type SamplerName, samplerNames } from './plan.ts';
import { type PriorUse, priorFit, priorUses } from './priorFit.ts';
import type { ChainResult, ChainTask, Progress, Target } from './runChain.ts';
import { earlyTrouble, givenUp, slowMixing, type Trouble } from './trouble.ts';

/** Of `sample`: chains and draws, the sampler and its tuning, threads, and who hears of progress. */
export interface SampleOptions {
  readonly chains?: number;
  /** Draws a chain adapts for; not kept. */
  readonly warmup?: number;
  /** Draws kept, a chain. */
  readonly draws?: number;
  /** Any text or number; the draws are a function of model, data, seed and settings alone. */
  readonly seed?: string | number;
  readonly sampler?: SamplerName;
  /** 'only' draws from the prior of a model, leaving its rows out; 'with data' if left out. */
  readonly prior?: PriorUse;
  /** Diagonal, or dense for strongly correlated posteriors of moderate dimension. */
  readonly metric?: MetricKind;
  /** Target of the mean acceptance statistic; nearer 1 means smaller steps and fewer divergences. */
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  /** Worker threads; 0 runs on this thread, as small models do by default; else one a chain up to the number of cores. */
  readonly workers?: number;
  /** Summarise every quantity too, on the same threads; off by default. */
  readonly summaries?: boolean;
  /** Of the intervals in the summaries, 0.95 if left out. */
  readonly level?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
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
  signal: 'an object',
  onProgress: 'a function',
};

/** Stan's defaults, but for the target acceptance: see below. */
const defaults = { chains: 4, draws: 1000, seed: '1', maxDepth: 10 } as const;

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

/** The model that a fit of a target keeps. */
type ModelOf<Target> = Target extends Model ? Model : null;

/**
 * Draws from the posterior of a model, a program, or any log density (an object of the user's own runs on this thread).
 * Throws InputError for settings that cannot work, and when no chain finds a finite start; rejects with the signal's
 * reason when aborted. Divergences and the like are no errors: they are counted in the report.
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
  const resolved = resolveTarget(target, options.sampler ?? 'auto');
  const run = await runTarget(resolved, crew, options);
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

/** Whether NUTS walks where another way is the usual one. */
function walksPlainly(plan: Plan): boolean {
  if (plan.kind === 'quadrature') return plan.proposal === null;
  return plan.kind === 'collapsed' && plan.gaussian === null;
}

/** Throws InputError for what has no table of priors, and for a sampler: the draws are independent. */
function drawPriorOnly(target: Model | Program | LogDensity, options: SampleOptions): Fit<Model> {
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

/** Of all quantities; `known` are those of the first ones, where they were made to judge the run. */
async function summariesOf(
  crew: Crew,
  draws: Draws,
  level = defaultLevel,
  known: readonly Summary[] = [],
): Promise<Summaries> {
  return { level, rows: [...known, ...(await crew.summarise(draws, level, known.length))] };
}

/**
 * Runs the chosen plan. Where the choice was ours and a run's draws would not be trusted, runs what `nextAttempt` has
 * instead, and again; long runs are tried short first. What was asked for by name gives way only where warmup found that
 * it cannot work.
 */
async function runTarget(resolved: Resolved, crew: Crew, options: SampleOptions): Promise<Run> {
  const { draws = defaults.draws } = options;
  let attempt: Attempt = { ...resolved.chosen, effort: usualEffort };
  let tryFirst = resolved.isOurs && draws > longRun;
  for (;;) {
    const run = await runAttempt(
      resolved,
      attempt,
      crew,
      tryFirst ? { ...options, draws: trialDraws } : options,
    );
    refuseHeavyTails(run.results);
    const { trouble, summaries } = resolved.isOurs
      ? await judge(run, drawsOfRun(resolved, run), crew, options)
      : { trouble: givenUp(run.results) };
    const next = trouble === null ? null : nextAttempt(attempt, trouble);
    if (next === null && !tryFirst) return { ...run, summaries };
    tryFirst = tryFirst && next !== null;
    attempt = next ?? attempt;
  }
}

/** Quantities up to which all are summarised before a run is judged; of more, only those that are looked at. */
const mostSummarised = 1000;

interface Judgement {
  readonly trouble: Trouble | null;
  readonly summaries?: readonly Summary[];
}

/** What would keep a run from being trusted, read from its summaries where those are wanted anyway. */
async function judge(run: Run, draws: Draws, crew: Crew, options: SampleOptions): Promise<Judgement> {
  const early = earlyTrouble(run.results, draws);
  if (early !== null) return { trouble: early };
  if (options.summaries !== true || draws.names.length > mostSummarised)
    return { trouble: slowMixing(draws, (q) => convergence(columnAt(draws, q))) };
  const { rows } = await summariesOf(crew, draws, options.level);
  return { trouble: slowMixing(draws, (q) => rows[q]), summaries: rows };
}

/** Draws a chain above which a short run comes first, and how many that has. */
const longRun = 4000;
const trialDraws = 1000;

function drawsOfRun({ quantities }: Resolved, { results, settings }: Run): Draws {
  return drawsOf(
    quantities,
    settings.draws,
    results.map((r) => r.values),
  );
}

/** Throws InputError where importance weights cannot be relied on, naming k-hat. */
export function refuseHeavyTails(results: readonly Pick<ChainReport, 'reference'>[]): void {
  const chains = results.flatMap(({ reference }) => (reference.kind === 'importance' ? [reference] : []));
  if (chains.length === 0 || isReliable(chains)) return;
  const { paretoK, proposals } = pooledVerdict(chains);
  const limit = paretoKThreshold(proposals).toFixed(2);
  throw new InputError(
    `sample: the Laplace approximation is too far from this posterior to draw from: Pareto k-hat of its importance weights is ${paretoK.toFixed(2)}, and above ${limit} a few draws outweigh all others, however many are made; use sampler auto`,
    { paretoK, proposals },
  );
}

/** One run of all chains under a chosen plan. */
interface Run {
  readonly settings: NutsSettings;
  readonly attempt: Attempt;
  readonly seed: string;
  readonly results: readonly ChainResult[];
  /** Where they were made to judge it. */
  readonly summaries?: readonly Summary[] | undefined;
}

async function runAttempt(
  resolved: Resolved,
  attempt: Attempt,
  crew: Crew,
  options: SampleOptions,
): Promise<Run> {
  const { plan, effort } = attempt;
  const { settings: usual, chains } = checkSampleOptions(options, plan.kind);
  const settings = effort.fine ? finer(usual) : usual;
  const seed = String(options.seed ?? defaults.seed);
  const target: Target = resolved.target.kind === 'program' ? { ...resolved.target, plan } : resolved.target;
  const task = { seed, settings, every: effort.every, target };
  const tasks = Array.from({ length: chains }, (_, chain): ChainTask => ({ chain, ...task }));
  options.signal?.throwIfAborted();
  const hooks = { onProgress: options.onProgress ?? (() => {}), signal: options.signal };
  return { settings, attempt, seed, results: await crew.runChains(tasks, hooks) };
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

function checkTarget(target: unknown): void {
  const has = (key: string): boolean => typeof target === 'object' && target !== null && key in target;
  if (isModel(target) || (has('alpha') && has('rows')) || has('logDensityAndGradient')) return;
  throw new InputError(
    `sample: expected a model from glmm, one from expressionModel, or an object with dimension and logDensityAndGradient, got ${describeArgument(target)}`,
  );
}

/** Numbers that a gradient touches, up to which starting threads takes longer than the draws. */
const smallModel = 1000;
/** Draws of all chains up to which that holds. */
const fewDraws = 10_000;

/** Threads where they pay, started before anything else, so that they load their code meanwhile. */
export function assemble(target: Model | Program | LogDensity, options: SampleOptions, draws: number): Crew {
  const most = 'logDensityAndGradient' in target ? 0 : threads.parallelism();
  const wanted = options.workers ?? (isSmall(target) && draws <= fewDraws ? 0 : most);
  if (most === 0 || wanted === 0) return ownThread();
  return startCrew(threads, Math.min(wanted, options.chains ?? defaults.chains));
}

function isSmall(target: Model | Program | LogDensity): boolean {
  if ('logDensityAndGradient' in target) return true;
  const program = 'program' in target ? target.program : target;
  const perRow = program.terms.reduce((n, t) => n + t.coefs.length, program.linear.length);
  return program.rows.count * perRow + dimensionOf(program) <= smallModel;
}

interface Resolved {
  readonly target: Target;
  readonly model: Model | null;
  readonly quantities: readonly Quantity[];
  readonly chosen: ChosenPlan;
  /** Whether there was a choice, and it was left to us. */
  readonly isOurs: boolean;
}

function resolveTarget(target: Model | Program | LogDensity, sampler: SamplerName): Resolved {
  if ('logDensityAndGradient' in target) {
    if (sampler !== 'auto' && sampler !== 'nuts')
      throw new InputError('sample: a log density of your own is sampled by nuts; use auto');
    const { dimension } = target;
    if (!Number.isInteger(dimension) || dimension < 1)
      throw new InputError(`sample: the log density needs a whole dimension of at least 1, got ${dimension}`);
    const quantities = Array.from(
      { length: dimension },
      (_, i): Quantity => ({ kind: 'own', parameter: `theta[${i}]`, support: { kind: 'real' } }),
    );
    const chosen: ChosenPlan = { plan: { kind: 'nuts' }, reason: 'a log density without a model' };
    return {
      target: { kind: 'function', density: target, quantities },
      model: null,
      quantities,
      chosen,
      isOurs: false,
    };
  }
  const program = 'program' in target ? target.program : target;
  if (dimensionOf(program) === 0) throw new InputError('sample: the model has no parameters');
  const chosen = choosePlan(program, sampler);
  return {
    target: {
      kind: 'program',
      program: readsRowsItself(chosen.plan) ? program : withSharedRows(program),
      plan: chosen.plan,
    },
    model: 'program' in target ? target : null,
    quantities: quantitiesOf(program),
    chosen,
    isOurs: sampler === 'auto',
  };
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
