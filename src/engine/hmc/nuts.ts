import { exp, log1p } from '../elementary.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Rng } from '../rng.ts';
import { copyPhasePoint, createPhasePoint, hamiltonian, leapfrog, type PhasePoint } from './leapfrog.ts';
import { drawMomentum, type Metric, velocity } from './metric.ts';

/** What the next transition needs. */
export interface ChainState {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly lp: number;
}

/** What stays as it is from one transition to the next; a trajectory has at most 2^maxDepth steps. */
export interface Tuning {
  readonly stepSize: number;
  readonly metric: Metric;
  readonly maxDepth: number;
}

/** Why a trajectory stopped growing. Indices count leapfrog steps from the start, 0; left is back in time. */
export type Ending =
  | { readonly kind: 'turned'; readonly left: number; readonly right: number }
  | {
      readonly kind: 'diverged';
      readonly at: number;
      readonly energyError: number;
      readonly theta: Float64Array;
    }
  /** Stepped to where the log density is -Infinity: refused, but no numerical trouble. */
  | { readonly kind: 'leftSupport'; readonly at: number }
  | { readonly kind: 'maxDepth' };

/** What a person may ask later about one draw; Stan's columns. */
export interface DrawStats {
  readonly acceptStat: number;
  readonly stepSize: number;
  readonly treeDepth: number;
  readonly nLeapfrog: number;
  readonly divergent: boolean;
  readonly energy: number;
  readonly ending: Ending;
}

/** An energy error beyond this is a divergence; Stan's default. */
export const maxEnergyError = 1000;

/** A stretch of trajectory. `begin` is the end nearer the start in the direction it was built. */
interface Subtree {
  pBegin: Float64Array;
  pSharpBegin: Float64Array;
  pEnd: Float64Array;
  pSharpEnd: Float64Array;
  /** Sum of the momenta. */
  rho: Float64Array;
  /** log of the summed weights exp(H0 - H). */
  logWeight: number;
  proposal: Proposal;
}

interface Proposal {
  theta: Float64Array;
  gradient: Float64Array;
  lp: number;
  energy: number;
}

/** Everything one trajectory shares while it grows. */
interface Trajectory {
  readonly initialEnergy: number;
  readonly direction: 1 | -1;
  readonly edge: PhasePoint;
  nLeapfrog: number;
  sumAccept: number;
  /** Leapfrog index of `edge`. */
  index: number;
  ending: Ending | null;
}

/**
 * The no-U-turn sampler for one target: call the result once a draw. It owns its scratch memory, so a chain needs its own.
 * Multinomial sampling over the trajectory, biased progressive sampling between its doublings, and the generalised
 * U-turn criterion, also checked across the seam of every pair of sub-trees.
 * Source: Betancourt 2017, sections A.3.2 and A.4.2; the checks across sub-trees as in Stan since 2.21.
 */
export function createNuts(target: LogDensity) {
  const n = target.dimension;
  const left = createPhasePoint(n);
  const right = createPhasePoint(n);
  const scratch = new Float64Array(n);
  const frames: { first: Subtree; second: Subtree }[] = [];
  const whole = createSubtree(n);
  const grown = createSubtree(n);

  /** Builds 2^depth steps on from `t.edge`; false if it must not be used (see `t.ending`). */
  function build(rng: Rng, tuning: Tuning, t: Trajectory, depth: number, out: Subtree): boolean {
    if (depth === 0) return step(tuning, t, out);
    frames[depth] ??= { first: createSubtree(n), second: createSubtree(n) };
    const { first, second } = frames[depth];
    if (!build(rng, tuning, t, depth - 1, first)) return false;
    if (!build(rng, tuning, t, depth - 1, second)) return false;
    const logWeight = logSumExp(first.logWeight, second.logWeight);
    const takeSecond = rng.uniform() < exp(second.logWeight - logWeight);
    const turned = isTurned(first, second, scratch);
    join(first, second, out);
    out.logWeight = logWeight;
    swapProposal(out, takeSecond ? second : first);
    if (turned) t.ending = turnedBetween(t.index, t.index - t.direction * ((1 << depth) - 1));
    return !turned;
  }

  function step(tuning: Tuning, t: Trajectory, out: Subtree): boolean {
    const { edge } = t;
    leapfrog(target, tuning.metric, edge, t.direction * tuning.stepSize);
    t.nLeapfrog++;
    t.index += t.direction;
    if (edge.lp === Number.NEGATIVE_INFINITY) {
      t.ending = { kind: 'leftSupport', at: t.index };
      return false;
    }
    const energy = hamiltonian(edge);
    const energyError = energy - t.initialEnergy;
    if (!(energyError <= maxEnergyError) || edge.lp === Number.POSITIVE_INFINITY) {
      t.ending = { kind: 'diverged', at: t.index, energyError, theta: edge.theta.slice() };
      return false;
    }
    t.sumAccept += energyError <= 0 ? 1 : exp(-energyError);
    out.logWeight = -energyError;
    out.pBegin.set(edge.p);
    out.pEnd.set(edge.p);
    out.rho.set(edge.p);
    out.pSharpBegin.set(edge.pSharp);
    out.pSharpEnd.set(edge.pSharp);
    const { proposal } = out;
    proposal.theta.set(edge.theta);
    proposal.gradient.set(edge.gradient);
    proposal.lp = edge.lp;
    proposal.energy = energy;
    return true;
  }

  return function nutsTransition(
    rng: Rng,
    state: ChainState,
    tuning: Tuning,
  ): { state: ChainState; stats: DrawStats } {
    left.theta.set(state.theta);
    left.gradient.set(state.gradient);
    left.lp = state.lp;
    drawMomentum(rng, tuning.metric, left.p);
    velocity(tuning.metric, left.p, left.pSharp);
    copyPhasePoint(left, right);
    const initialEnergy = hamiltonian(left);
    startSubtree(whole, left, initialEnergy);
    let [leftIndex, rightIndex, nLeapfrog, sumAccept, depth] = [0, 0, 0, 0, 0];
    let ending: Ending = { kind: 'maxDepth' };
    while (depth < tuning.maxDepth) {
      const forward = rng.uniform() > 0.5;
      const t: Trajectory = {
        initialEnergy,
        direction: forward ? 1 : -1,
        edge: forward ? right : left,
        nLeapfrog: 0,
        sumAccept: 0,
        index: forward ? rightIndex : leftIndex,
        ending: null,
      };
      const usable = build(rng, tuning, t, depth, grown);
      nLeapfrog += t.nLeapfrog;
      sumAccept += t.sumAccept;
      if (!usable) {
        ending = t.ending as Ending;
        break;
      }
      depth++;
      if (forward) rightIndex = t.index;
      else leftIndex = t.index;
      const moves =
        grown.logWeight > whole.logWeight || rng.uniform() < exp(grown.logWeight - whole.logWeight);
      if (moves) swapProposal(whole, grown);
      if (!forward) reverse(whole);
      const turned = isTurned(whole, grown, scratch);
      join(whole, grown, whole);
      if (!forward) reverse(whole);
      whole.logWeight = logSumExp(whole.logWeight, grown.logWeight);
      if (turned) {
        ending = turnedBetween(leftIndex, rightIndex);
        break;
      }
    }
    const { proposal } = whole;
    return {
      state: { theta: proposal.theta.slice(), gradient: proposal.gradient.slice(), lp: proposal.lp },
      stats: {
        acceptStat: nLeapfrog === 0 ? 0 : sumAccept / nLeapfrog,
        stepSize: tuning.stepSize,
        treeDepth: depth,
        nLeapfrog,
        divergent: ending.kind === 'diverged',
        energy: proposal.energy,
        ending,
      },
    };
  };
}

function createSubtree(n: number): Subtree {
  const vector = () => new Float64Array(n);
  return {
    pBegin: vector(),
    pSharpBegin: vector(),
    pEnd: vector(),
    pSharpEnd: vector(),
    rho: vector(),
    logWeight: 0,
    proposal: { theta: vector(), gradient: vector(), lp: 0, energy: 0 },
  };
}

function startSubtree(tree: Subtree, at: PhasePoint, energy: number): void {
  for (const p of [tree.pBegin, tree.pEnd, tree.rho]) p.set(at.p);
  for (const pSharp of [tree.pSharpBegin, tree.pSharpEnd]) pSharp.set(at.pSharp);
  tree.logWeight = 0;
  tree.proposal.theta.set(at.theta);
  tree.proposal.gradient.set(at.gradient);
  tree.proposal.lp = at.lp;
  tree.proposal.energy = energy;
}

/** Exchanges the two ends, so that a tree grown backwards reads from its start outwards. */
function reverse(tree: Subtree): void {
  [tree.pBegin, tree.pEnd] = [tree.pEnd, tree.pBegin];
  [tree.pSharpBegin, tree.pSharpEnd] = [tree.pSharpEnd, tree.pSharpBegin];
}

function swapProposal(a: Subtree, b: Subtree): void {
  [a.proposal, b.proposal] = [b.proposal, a.proposal];
}

/** out = first followed by second; buffers are exchanged, not copied. `out` may be `first`. */
function join(first: Subtree, second: Subtree, out: Subtree): void {
  const { rho } = out;
  for (let i = 0; i < rho.length; i++) rho[i] = first.rho[i] + second.rho[i];
  if (out !== first) {
    [out.pBegin, first.pBegin] = [first.pBegin, out.pBegin];
    [out.pSharpBegin, first.pSharpBegin] = [first.pSharpBegin, out.pSharpBegin];
  }
  [out.pEnd, second.pEnd] = [second.pEnd, out.pEnd];
  [out.pSharpEnd, second.pSharpEnd] = [second.pSharpEnd, out.pSharpEnd];
}

/**
 * The generalised U-turn criterion p#' rho > 0 at both ends, for the joined stretch and for the two that span the
 * seam: first plus the beginning of second, and the end of first plus second. Source: Betancourt 2017, section A.4.2.
 */
function isTurned(first: Subtree, second: Subtree, scratch: Float64Array): boolean {
  const turned = (a: Float64Array, b: Float64Array, x: Float64Array, y: Float64Array): boolean => {
    for (let i = 0; i < scratch.length; i++) scratch[i] = x[i] + y[i];
    let atA = 0;
    let atB = 0;
    for (let i = 0; i < scratch.length; i++) {
      atA += a[i] * scratch[i];
      atB += b[i] * scratch[i];
    }
    return !(atA > 0 && atB > 0);
  };
  return (
    turned(first.pSharpBegin, second.pSharpEnd, first.rho, second.rho) ||
    turned(first.pSharpBegin, second.pSharpBegin, first.rho, second.pBegin) ||
    turned(first.pSharpEnd, second.pSharpEnd, first.pEnd, second.rho)
  );
}

function turnedBetween(a: number, b: number): Ending {
  return { kind: 'turned', left: Math.min(a, b), right: Math.max(a, b) };
}

function logSumExp(a: number, b: number): number {
  const high = Math.max(a, b);
  const low = Math.min(a, b);
  return low === Number.NEGATIVE_INFINITY ? high : high + log1p(exp(low - high));
}
