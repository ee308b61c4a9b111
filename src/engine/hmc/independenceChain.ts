import { exp } from '../elementary.ts';
import { InputError } from '../errors.ts';
import type { Vec } from '../logDensity.ts';
import type { Rng } from '../rng.ts';
import { type Beginning, type ChainStep, checkPlace, checkSame, type NutsSettings } from './chain.ts';
import type { Proposer } from './nestedProposal.ts';
import type { DrawStats } from './nuts.ts';
import type { ReferenceVerdict } from './referenceChain.ts';

/** A log density by its value alone. */
export interface LogValue {
  readonly dimension: number;
  /** As `logDensityAndGradient`, without the gradient. */
  value(theta: Vec): number;
}

/** Where a chain of the independence sampler stands; plain data. */
export interface IndependencePlace {
  readonly kind: 'independence';
  readonly theta: Float64Array;
  readonly lp: number;
  /** Log density less that of the proposal. */
  readonly weight: number;
  /** Sum of warmup's acceptance statistics. */
  readonly accepted: number;
  /** Transitions done, warmup and sampling. */
  readonly done: number;
}

/** Share of the warmup's proposals that must be accepted for the proposal to be any use. */
const leastAccepted = 0.15;
const startTries = 100;

/**
 * One chain of the independence sampler: every proposal is a draw of its own, accepted by how much better the target is
 * at it than the proposal's density. Where that has the heavier tails the ratio is bounded, and the chain forgets its start at
 * a geometric rate. One value a transition, no gradient and nothing to adapt; warmup shows how often proposals are accepted.
 * Energies are those of the density alone.
 * Sources: Tierney 1994, section 2.3.3; Mengersen & Tweedie 1996, theorem 2.1.
 */
export function* independenceChain(
  rng: Rng,
  target: LogValue,
  propose: Proposer,
  settings: Pick<NutsSettings, 'warmup' | 'draws'>,
  beginning?: Beginning<IndependencePlace>,
): Generator<ChainStep<IndependencePlace>, ReferenceVerdict> {
  const gradient = new Float64Array(target.dimension);
  const proposed = new Float64Array(target.dimension);
  let { theta, lp, weight, accepted, done } = firstPlace(rng, target, propose, beginning);
  const step = (): DrawStats => {
    done++;
    const logDensity = propose(rng, proposed);
    const value = target.value(proposed);
    const diverges = Number.isNaN(value) || value === Number.POSITIVE_INFINITY;
    const acceptStat = diverges ? 0 : Math.min(1, exp(value - logDensity - weight));
    if (acceptStat > 0 && rng.uniform() < acceptStat) {
      theta = proposed.slice();
      lp = value;
      weight = value - logDensity;
    }
    return {
      ...{ acceptStat, stepSize: Number.NaN, treeDepth: 0, nLeapfrog: 1, divergent: diverges, energy: -lp },
      ending: diverges
        ? { kind: 'diverged', at: 1, energyError: -value, theta: proposed.slice() }
        : { kind: 'turned', left: 0, right: 1 },
    };
  };
  const place = (): IndependencePlace => ({ kind: 'independence', theta, lp, weight, accepted, done });
  const { warmup, draws } = settings;
  while (done < warmup) {
    const stats = step();
    accepted += stats.acceptStat;
    yield { phase: 'warmup', draw: done - 1, state: { theta, gradient, lp }, stats, place };
  }
  if (accepted < leastAccepted * warmup) {
    const share = Math.round((100 * accepted) / warmup);
    return { kind: 'poor', reason: `${share} % of its proposals were accepted in warmup` };
  }
  while (done < warmup + draws) {
    const stats = step();
    yield { phase: 'sampling', draw: done - 1 - warmup, state: { theta, gradient, lp }, stats, place };
  }
  return { kind: 'good' };
}

/** Nothing adapts, so that a warm beginning is like any other. */
function firstPlace(
  rng: Rng,
  target: LogValue,
  propose: Proposer,
  beginning: Beginning<IndependencePlace> | undefined,
): IndependencePlace {
  if (beginning?.kind !== 'resumed')
    return { kind: 'independence', ...start(rng, target, propose), accepted: 0, done: 0 };
  const { place } = beginning;
  checkPlace(place.theta.length, target.dimension);
  checkSame(target.value(place.theta), place.lp);
  return place;
}

/** The first proposal with a finite density. Throws InputError after 100. */
function start(
  rng: Rng,
  target: LogValue,
  propose: Proposer,
): { theta: Float64Array; lp: number; weight: number } {
  const theta = new Float64Array(target.dimension);
  let lp = Number.NaN;
  for (let attempt = 0; attempt < startTries; attempt++) {
    const logDensity = propose(rng, theta);
    lp = target.value(theta);
    if (Number.isFinite(lp)) return { theta, lp, weight: lp - logDensity };
  }
  throw new InputError(`sample: no finite start near the mode in ${startTries} tries; try sampler nuts`, {
    lp,
  });
}
