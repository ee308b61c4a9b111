import { paretoKThreshold } from '../../diagnostics/index.ts';
import { convergence, type Summary } from '../../diagnostics/summarise.ts';
import { modelHash } from '../../models/fingerprint.ts';
import { columnAt, type Draws, drawsOf } from '../../models/posterior/draws.ts';
import type { ChainReport, SamplerReport } from '../../models/posterior/fit.ts';
import { defaultLevel, type Summaries } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { hashText } from '../engine/hash.ts';
import type { NutsSettings } from '../engine/hmc/chain.ts';
import { isReliable, pooledVerdict } from '../engine/hmc/importanceChain.ts';
import { sharedInt32 } from '../engine/sharedArrays.ts';
import { type Attempt, usualEffort } from './attempt.ts';
import { partialOf } from './checkpoint/partial.ts';
import {
  afterJudging,
  checkIdentity,
  type Keeper,
  keeperOf,
  type RunCheckpoint,
  type RunIdentity,
  type Search,
} from './checkpoint/runCheckpoint.ts';
import type { WarmStart } from './checkpoint/warmStart.ts';
import { RunStopped } from './checkpoint/watch.ts';
import type { Crew } from './crew.ts';
import { type Following, followedOf } from './follow.ts';
import { samplingForecast } from './forecast.ts';
import type { Resolved } from './resolve.ts';
import type { ChainResult, ChainTask, Progress, Target } from './runChain.ts';
import { defaults, type SampleOptions, settingsOf } from './settings.ts';
import { earlyTrouble, givenUp, slowMixing, type Trouble } from './trouble.ts';

/** Of all quantities; `known` are those of the first ones, where they were made to judge the run. */
export async function summariesOf(
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
export async function runTarget(
  resolved: Resolved,
  crew: Crew,
  options: SampleOptions,
  keeper: Keeper | null,
): Promise<Run> {
  const { draws = defaults.draws, chains = defaults.chains, resume } = options;
  const judged = [...(resume?.judged ?? [])];
  const followed = followedFor(resolved, options);
  let search: Search = {
    attempt: { ...resolved.chosen, effort: { ...usualEffort, every: resolved.warm?.sampler.every ?? 1 } },
    isTrial: resolved.isOurs && draws > longRun,
    isWarm: resolved.warm !== null,
  };
  for (const trouble of judged) search = afterJudging(search, trouble) ?? search;
  let from = resume?.chains ?? [];
  for (;;) {
    keeper?.begin(
      judged,
      Array.from({ length: chains }, (_, c) => from[c] ?? null),
    );
    const given = { ...(search.isWarm ? resolved.warm?.options : {}), ...options };
    const lengths = search.isTrial ? { ...given, draws: trialDraws } : given;
    tellAttempt(resolved, search.attempt, judged.length, crew, given);
    const run = await runAttempt(resolved, search, crew, lengths, {
      keeping: keeper ?? undefined,
      following: followed?.(judged.length),
    }).catch((error: unknown) => {
      if (error instanceof RunStopped && keeper !== null) return partialRun(resolved, search, given, keeper);
      throw error;
    });
    if (run.stopped !== undefined) return run;
    refuseHeavyTails(run.results);
    const { trouble, summaries } = resolved.isOurs
      ? await judge(run, drawsOfRun(resolved, run), crew, options)
      : { trouble: givenUp(run.results) };
    const next = afterJudging(search, trouble);
    if (next === null) return { ...run, summaries };
    judged.push(trouble);
    search = next;
    from = [];
  }
}

function tellAttempt(
  { target }: Resolved,
  { plan, effort, reason }: Attempt,
  before: number,
  { threads }: Crew,
  { onAttempt, elsewhere, chains = defaults.chains, draws = defaults.draws }: SampleOptions,
): void {
  if (onAttempt === undefined) return;
  const forecast =
    target.kind === 'program' && elsewhere === undefined
      ? samplingForecast(target.program, plan.kind, { chains, draws, threads, every: effort.every })
      : null;
  onAttempt({ sampler: plan.kind, reason, before, forecast });
}

/** Where a run may be stopped, or checkpoints are kept; null elsewhere. Throws InputError for a checkpoint of another run. */
export function keeperFor(resolved: Resolved, options: SampleOptions): Keeper | null {
  const { stop, checkpoint, resume, elsewhere } = options;
  if (stop === undefined && checkpoint === undefined && resume === undefined) return null;
  if (elsewhere !== undefined)
    throw new InputError(
      'sample: chains elsewhere are not stopped or checkpointed from here; leave stop, checkpoint and resume out, what they have done is kept where they run',
    );
  const identity = identityOf(resolved, options);
  if (resume !== undefined) checkIdentity(resume.of, identity);
  const flag = sharedInt32(1);
  const raise = (): void => void Atomics.store(flag, 0, 1);
  stop?.addEventListener('abort', raise, { once: true });
  if (stop?.aborted === true) raise();
  return keeperOf(identity, flag, stop ?? null, checkpoint ?? null);
}

function identityOf({ model, quantities, warm }: Resolved, options: SampleOptions): RunIdentity {
  const { chains, warmup, draws, seed, sampler, metric, targetAccept, maxDepth } = {
    ...defaults,
    sampler: 'auto',
    ...options,
  };
  const told = {
    ...{ chains, warmup, draws, seed, sampler, metric, targetAccept, maxDepth },
    warmStart: warm?.hash,
  };
  return {
    model: model === null ? hashText(JSON.stringify(quantities)) : modelHash(model),
    options: Object.fromEntries(Object.entries(told).map(([name, value]) => [name, String(value ?? '')])),
  };
}

/** What is followed of each attempt; null where nobody follows. Throws InputError for what cannot be followed. */
function followedFor(
  { quantities: known }: Resolved,
  { follow, elsewhere }: SampleOptions,
): ((attempt: number) => Following) | null {
  if (follow === undefined) return null;
  if (elsewhere !== undefined)
    throw new InputError(
      'sample: chains elsewhere are not followed from here; leave follow or elsewhere out',
    );
  const quantities = followedOf(follow, known);
  return (attempt) => ({ quantities, tell: (draws) => follow.hear({ ...draws, attempt }) });
}

/** What chains that were stopped came to. Throws NothingDrawn where that is nothing. */
async function partialRun(
  resolved: Resolved,
  { attempt, isWarm }: Search,
  options: SampleOptions,
  keeper: Keeper,
): Promise<Run> {
  const { settings, seed } = settingsOf(attempt, options);
  const checkpoint = keeper.now();
  const partial = partialOf(checkpoint.chains, resolved.quantities.length);
  if (partial === null) throw new NothingDrawn(checkpoint);
  await options.checkpoint?.save(checkpoint);
  const { draws, results } = partial;
  const stopped = { draws: settings.draws, chains: options.chains ?? defaults.chains };
  return { settings: { ...settings, draws }, attempt, isWarm, seed, results, stopped };
}

/** A run was stopped before its chains had draws. */
export class NothingDrawn extends Error {
  /** From which it can go on even so. */
  readonly checkpoint: RunCheckpoint;

  constructor(checkpoint: RunCheckpoint) {
    super('sample: stopped before there were draws');
    this.name = 'NothingDrawn';
    this.checkpoint = checkpoint;
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

export function drawsOfRun({ quantities }: Resolved, { results, settings }: Run): Draws {
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
  readonly isWarm: boolean;
  readonly seed: string;
  readonly results: readonly ChainResult[];
  /** Where they were made to judge it. */
  readonly summaries?: readonly Summary[] | undefined;
  readonly stopped?: SamplerReport['stopped'];
}

async function runAttempt(
  resolved: Resolved,
  { attempt, isWarm, isTrial }: Search,
  crew: Crew,
  options: SampleOptions,
  { keeping, following }: { readonly keeping: Keeper | undefined; readonly following: Following | undefined },
): Promise<Run> {
  const { plan, effort } = attempt;
  const { settings, chains, seed } = settingsOf(attempt, options);
  const target: Target = resolved.target.kind === 'program' ? { ...resolved.target, plan } : resolved.target;
  const task = { seed, settings, every: effort.every, target };
  const tasks = Array.from({ length: chains }, (_, chain): ChainTask => {
    const from = keeping?.now().chains[chain] ?? null;
    const warm = isWarm && resolved.warm !== null ? placeFor(chain, resolved.warm) : {};
    return { chain, ...task, ...warm, ...(from === null ? {} : { from }) };
  });
  options.signal?.throwIfAborted();
  const hooks = {
    onProgress: (progress: Progress) => options.onProgress?.(isTrial ? { ...progress, isTrial } : progress),
    signal: options.signal,
    ...{ keeping, following },
  };
  return { settings, attempt, isWarm, seed, results: await crew.runChains(tasks, hooks) };
}

/** Where a chain begins: more chains than the fit had share its places. */
function placeFor(chain: number, { places }: WarmStart): Pick<ChainTask, 'warm'> {
  return { warm: places[chain % places.length] };
}
