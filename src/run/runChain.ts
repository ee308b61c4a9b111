import type { ChainPlace, WalkPlace } from '../../models/posterior/chainPlace.ts';
import type { ChainReport, ChainVerdict } from '../../models/posterior/fit.ts';
import type { NutsSettings } from '../engine/hmc/chain.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import { dimensionOf, type Program } from '../engine/program/program.ts';
import { compileQuantities, type Quantities } from '../engine/program/quantities.ts';
import { type Quantity, quantityName } from '../engine/program/quantity.ts';
import { restore, stream } from '../engine/rng.ts';
import { sharedFloat64 } from '../engine/sharedArrays.ts';
import {
  type ChainProgress,
  type ChainTally,
  copyDraws,
  emptyStats,
  emptyTally,
} from './checkpoint/chainProgress.ts';
import type { Plan } from './plan.ts';
import { nutsWalk, prepareWalk, type Walk, type WalkBeginning } from './walk.ts';

/** What one chain needs; plain data unless the target is a function of the user's own. */
export interface ChainTask {
  readonly chain: number;
  readonly seed: string;
  readonly settings: NutsSettings;
  /** Transitions a draw; 1 if left out. */
  readonly every?: number;
  readonly target: Target;
  /** Goes on from there, as if it had never stopped: of the same chain, seed and settings but for the draws. */
  readonly from?: ChainProgress;
  /** Begins with what a chain of a like target found. */
  readonly warm?: WalkPlace;
}

export type Target =
  | { readonly kind: 'program'; readonly program: Program; readonly plan: Plan }
  | { readonly kind: 'function'; readonly density: LogDensity; readonly quantities: readonly Quantity[] };

export interface ChainResult extends ChainReport {
  /** `values[quantity * draws + draw]`. */
  readonly values: Float64Array;
}

/** A line of progress. */
export interface Progress {
  readonly chain: number;
  readonly phase: 'warmup' | 'sampling';
  /** Transitions finished, of all (warmup and sampling). */
  readonly done: number;
  readonly total: number;
  readonly stepSize: number;
  /** Divergences of the current phase. */
  readonly divergences: number;
  readonly secondsLeft: number;
  /** A short run first, before the long one that was asked for. */
  readonly isTrial?: true;
}

/** What is yielded after every transition. */
export interface Moment {
  readonly progress: Progress;
  /** Whether a draw is whole, and not in the midst of its transitions. */
  readonly isDrawn: boolean;
  /** Draws kept so far. */
  readonly kept: number;
  /** `values[quantity * draws + draw]` of all that the chain will have; what stands at `kept` and beyond is not to be read. */
  readonly values: Float64Array;
  /** The chain so far; null in the midst of a draw, and where draws do not follow one from another. */
  capture(): ChainProgress | null;
}

/**
 * Runs one chain, yielding after every transition. The draws depend on the task alone; progress carries clock times,
 * the draws never do.
 */
export function* runChain(task: ChainTask): Generator<Moment, ChainResult> {
  const started = performance.now();
  const { walk, quantities, dimension } = prepare(task.target);
  const { settings, chain, every = 1, from } = task;
  const { warmup, draws } = settings;
  const total = warmup + draws * every;
  const values = sharedFloat64(quantities.names.length * draws);
  const stats = emptyStats(draws);
  const tally = from === undefined ? emptyTally() : copyDraws(from, values, stats, draws);
  const ready = performance.now();
  tally.setupSeconds += (ready - started) / 1000;
  const rng = from === undefined ? stream(task.seed, 'chain', chain) : restore(from.place.rng);
  const completion =
    from === undefined ? stream(task.seed, 'completion', chain) : restore(from.place.completion);
  const theta = new Float64Array(dimension);
  const steps = walk.chain(rng, { ...settings, draws: draws * every }, beginningOf(task));
  let kept = from?.draws ?? 0;
  let isDrawn = true;
  let placeOfWalk: () => WalkPlace | null = () => (from === undefined ? null : from.place.walk);
  const place = (): ChainPlace | null => {
    const at = placeOfWalk();
    return at === null ? null : { walk: at, rng: rng.state(), completion: completion.state() };
  };
  const capture = (): ChainProgress | null => {
    const at = isDrawn ? place() : null;
    const told = { ...tally, divergences: [...tally.divergences] };
    return at === null ? null : { chain, draws: kept, stride: draws, values, stats, tally: told, place: at };
  };
  let reference: ChainVerdict = { kind: 'good' };
  let phase: Progress['phase'] = 'warmup';
  let [before, begun] = [ready, -1];
  for (;;) {
    const next = steps.next();
    if (next.done) {
      reference = next.value;
      break;
    }
    const { draw, state, stats: now } = next.value;
    phase = next.value.phase;
    placeOfWalk = next.value.place;
    tally.stepSize = now.stepSize;
    if (phase === 'warmup') {
      tally.warmupGradients += now.nLeapfrog;
      if (now.divergent) tally.warmupDivergences++;
    } else {
      tally.gradients += now.nLeapfrog;
      stats.nLeapfrog[kept] += now.nLeapfrog;
      if (now.ending.kind === 'maxDepth') tally.maxDepthHits++;
      if (now.ending.kind === 'diverged') {
        stats.divergent[kept] = 1;
        const { energyError, theta: at } = now.ending;
        tally.divergences.push({ draw: kept, energyError, theta: at });
      }
      isDrawn = (draw + 1) % every === 0;
      if (isDrawn) {
        walk.toTheta(completion, state.theta, theta);
        quantities.write(theta, values, kept, draws);
        stats.lp[kept] = state.lp;
        stats.energy[kept] = now.energy;
        stats.acceptStat[kept] = now.acceptStat;
        stats.treeDepth[kept] = now.treeDepth;
        kept++;
      }
    }
    const after = performance.now();
    addSeconds(tally, phase, after - before);
    before = after;
    const done = phase === 'warmup' ? draw + 1 : warmup + draw + 1;
    if (begun < 0) begun = done - 1;
    const progress: Progress = {
      chain,
      phase,
      done,
      total,
      stepSize: tally.stepSize,
      divergences: phase === 'warmup' ? tally.warmupDivergences : tally.divergences.length,
      secondsLeft: ((after - ready) / 1000 / (done - begun)) * (total - done),
    };
    yield { progress, isDrawn, kept, values, capture };
  }
  addSeconds(tally, phase, performance.now() - before);
  const end = place();
  return { chain, reference, values, stats, ...tally, ...(end === null ? {} : { place: end }) };
}

function beginningOf({ from, warm }: ChainTask): WalkBeginning | undefined {
  if (from !== undefined) return { kind: 'resumed', place: from.place.walk };
  return warm === undefined ? undefined : { kind: 'warm', place: warm };
}

function addSeconds(tally: ChainTally, phase: Progress['phase'], milliseconds: number): void {
  if (phase === 'warmup') tally.warmupSeconds += milliseconds / 1000;
  else tally.sampleSeconds += milliseconds / 1000;
}

/** Compiled for the first of a thread's chains of a program. */
const quantitiesOfPrograms = new WeakMap<Program, Quantities>();

function quantitiesFrom(program: Program): Quantities {
  const quantities = quantitiesOfPrograms.get(program) ?? compileQuantities(program);
  quantitiesOfPrograms.set(program, quantities);
  return quantities;
}

function prepare(target: Target): { walk: Walk; quantities: Quantities; dimension: number } {
  if (target.kind === 'program') {
    const { program, plan } = target;
    const walk = prepareWalk(program, plan);
    return { walk, quantities: quantitiesFrom(program), dimension: dimensionOf(program) };
  }
  const { density, quantities } = target;
  const { dimension } = density;
  const write: Quantities['write'] = (theta, out, offset, stride) => {
    for (let i = 0; i < dimension; i++) out[offset + i * stride] = theta[i];
  };
  return {
    walk: nutsWalk(density),
    quantities: { names: quantities.map(quantityName), quantities, write },
    dimension,
  };
}
