import type { ChainReport, ChainStats, ChainVerdict, Divergence } from '../../models/posterior/fit.ts';
import type { NutsSettings } from '../engine/hmc/chain.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import { dimensionOf, type Program } from '../engine/program/program.ts';
import { compileQuantities, type Quantities } from '../engine/program/quantities.ts';
import { type Quantity, quantityName } from '../engine/program/quantity.ts';
import { stream } from '../engine/rng.ts';
import { sharedFloat64 } from '../engine/sharedArrays.ts';
import type { Plan } from './plan.ts';
import { nutsWalk, prepareWalk, type Walk } from './walk.ts';

/** What one chain needs; plain data unless the target is a function of the user's own. */
export interface ChainTask {
  readonly chain: number;
  readonly seed: string;
  readonly settings: NutsSettings;
  /** Transitions a draw; 1 if left out. */
  readonly every?: number;
  readonly target: Target;
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
}

/**
 * Runs one chain, yielding progress after every transition. The draws depend on the task alone; progress carries
 * clock times, the draws never do.
 */
export function* runChain(task: ChainTask): Generator<Progress, ChainResult> {
  const started = performance.now();
  const { walk, quantities, dimension } = prepare(task.target);
  const { settings, chain, every = 1 } = task;
  const { warmup, draws } = settings;
  const values = sharedFloat64(quantities.names.length * draws);
  const stats = emptyStats(draws);
  const divergences: Divergence[] = [];
  let [warmupDivergences, maxDepthHits, gradients, warmupGradients, stepSize] = [0, 0, 0, 0, 0];
  const ready = performance.now();
  let warmupDone = ready;
  const rng = stream(task.seed, 'chain', chain);
  const completion = stream(task.seed, 'completion', chain);
  const theta = new Float64Array(dimension);
  const steps = walk.chain(rng, { ...settings, draws: draws * every });
  let reference: ChainVerdict = { kind: 'good' };
  for (;;) {
    const next = steps.next();
    if (next.done) {
      reference = next.value;
      break;
    }
    const { phase, draw, state, stats: now } = next.value;
    stepSize = now.stepSize;
    if (phase === 'warmup') {
      warmupGradients += now.nLeapfrog;
      if (now.divergent) warmupDivergences++;
      if (draw === warmup - 1) warmupDone = performance.now();
    } else {
      const kept = Math.floor(draw / every);
      gradients += now.nLeapfrog;
      stats.nLeapfrog[kept] += now.nLeapfrog;
      if (now.ending.kind === 'maxDepth') maxDepthHits++;
      if (now.ending.kind === 'diverged') {
        stats.divergent[kept] = 1;
        divergences.push({ draw: kept, energyError: now.ending.energyError, theta: now.ending.theta });
      }
      if ((draw + 1) % every === 0) {
        walk.toTheta(completion, state.theta, theta);
        quantities.write(theta, values, kept, draws);
        stats.lp[kept] = state.lp;
        stats.energy[kept] = now.energy;
        stats.acceptStat[kept] = now.acceptStat;
        stats.treeDepth[kept] = now.treeDepth;
      }
    }
    const done = phase === 'warmup' ? draw + 1 : warmup + draw + 1;
    const total = warmup + draws * every;
    yield {
      chain,
      phase,
      done,
      total,
      stepSize,
      divergences: phase === 'warmup' ? warmupDivergences : divergences.length,
      secondsLeft: ((performance.now() - ready) / 1000 / done) * (total - done),
    };
  }
  const ended = performance.now();
  return {
    chain,
    reference,
    values,
    stats,
    divergences,
    warmupDivergences,
    maxDepthHits,
    stepSize,
    gradients,
    warmupGradients,
    setupSeconds: (ready - started) / 1000,
    warmupSeconds: (warmupDone - ready) / 1000,
    sampleSeconds: (ended - warmupDone) / 1000,
  };
}

function prepare(target: Target): { walk: Walk; quantities: Quantities; dimension: number } {
  if (target.kind === 'program') {
    const { program, plan } = target;
    const walk = prepareWalk(program, plan);
    return { walk, quantities: compileQuantities(program), dimension: dimensionOf(program) };
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

function emptyStats(draws: number): ChainStats {
  return {
    lp: new Float64Array(draws),
    energy: new Float64Array(draws),
    acceptStat: new Float64Array(draws),
    treeDepth: new Int32Array(draws),
    nLeapfrog: new Int32Array(draws),
    divergent: new Uint8Array(draws),
  };
}
