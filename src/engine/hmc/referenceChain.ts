import { InputError } from '../errors.ts';
import type { Rng } from '../rng.ts';
import type { ChainStep } from './chain.ts';
import { startCovariance, updateCovariance } from './metricAdaptation.ts';
import type { ChainState, DrawStats } from './nuts.ts';
import { type CheapForce, createReferenceHmc, endOfTrajectory } from './referenceHmc.ts';
import { adaptedStepSize, currentStepSize, startStepSize, updateStepSize } from './stepSize.ts';

/** A density near the standard normal, some of whose coordinates can be shifted and scaled when warmup asks for it. */
export interface AdaptableDensity extends CheapForce {
  /** Number of leading coordinates that can be adapted. */
  readonly adaptable: number;
  /** From now on coordinate i < adaptable means shift[i] + scale[i] times what it meant before. */
  rescale(shift: Float64Array, scale: Float64Array): void;
}

export interface ReferenceSettings {
  readonly warmup: number;
  readonly draws: number;
  readonly targetAccept: number;
}

/** What a chain found of its reference in warmup. */
export type ReferenceVerdict = { readonly kind: 'good' } | { readonly kind: 'poor'; readonly reason: string };

/** A whole trajectory in one step is the most; where steps are first tried; what no good reference needs. */
const largestStep = 2.6;
const firstStep = 0.5;
const smallestStep = 0.06;
/** Share of the last warmup stretch that may diverge before the reference is given up. */
const mostDivergent = 0.1;
/** A coordinate whose sd in warmup is within these stays as the reference has it. */
const usualSd = { least: 0.7, most: 1.4 } as const;
/** Starts are this many reference sds wide, in every adaptable coordinate. */
const dispersion = 2;
const startTries = 100;

/**
 * One chain of reference HMC: a stretch to find the step size, one that also measures the adaptable coordinates, a last
 * one for the step size again; then the draws, unless warmup shows that the reference is poor. Yields after every
 * transition and returns what it thinks of the reference.
 */
export function* referenceChain(
  rng: Rng,
  target: AdaptableDensity,
  settings: ReferenceSettings,
): Generator<ChainStep, ReferenceVerdict> {
  const transition = createReferenceHmc(target);
  let state = startNearReference(rng, target);
  // steps beyond the largest would all be the largest: averaged as they stand, they would hide from warmup that the
  // largest is too large for some corner, where the chain then sits
  const adaptFrom = (stepSize: number) => startStepSize(stepSize, settings.targetAccept, largestStep);
  let adaptation = adaptFrom(firstStep);
  let draw = 0;
  const step = (stepSize: number): DrawStats => {
    const next = transition(rng, state, stepSize);
    state = next.state;
    return next.stats;
  };
  const stretches = planReferenceWarmup(settings.warmup);
  let divergent = 0;
  for (const [s, { draws, measures }] of stretches.entries()) {
    const moments = startCovariance('diagonal', target.adaptable);
    divergent = 0;
    for (let i = 0; i < draws; i++) {
      const stats = step(currentStepSize(adaptation));
      if (stats.divergent) divergent++;
      adaptation = updateStepSize(adaptation, stats.acceptStat);
      if (measures) updateCovariance(moments, state.theta.subarray(0, target.adaptable));
      yield { phase: 'warmup', draw: draw++, state, stats };
    }
    if (measures) state = recentre(target, state, moments.mean, moments.sums, moments.count);
    if (s < stretches.length - 1) adaptation = adaptFrom(adaptedStepSize(adaptation));
  }
  const stepSize = adaptedStepSize(adaptation);
  const last = stretches[stretches.length - 1].draws;
  const verdict = judge(stepSize, divergent / last);
  if (verdict.kind === 'poor') return verdict;
  for (let i = 0; i < settings.draws; i++) {
    const stats = step(stepSize);
    yield { phase: 'sampling', draw: i, state, stats };
  }
  return verdict;
}

/** Three stretches: 30 %, 45 % (measuring) and the rest. */
export function planReferenceWarmup(draws: number): { readonly draws: number; readonly measures: boolean }[] {
  const first = Math.floor(0.3 * draws);
  const second = Math.floor(0.45 * draws);
  return [
    { draws: first, measures: false },
    { draws: second, measures: true },
    { draws: draws - first - second, measures: false },
  ];
}

function judge(stepSize: number, divergentShare: number): ReferenceVerdict {
  if (!(stepSize >= smallestStep))
    return { kind: 'poor', reason: `its steps had to shrink to ${stepSize.toPrecision(2)}` };
  if (divergentShare > mostDivergent)
    return { kind: 'poor', reason: `${Math.round(100 * divergentShare)} % of its warmup draws diverged` };
  return { kind: 'good' };
}

/** Shifts and scales the coordinates that warmup found to be off; returns the state in the new coordinates. */
function recentre(
  target: AdaptableDensity,
  state: ChainState,
  mean: Float64Array,
  sums: Float64Array,
  count: number,
): ChainState {
  const shift = new Float64Array(target.adaptable);
  const scale = new Float64Array(target.adaptable).fill(1);
  let changed = false;
  for (let i = 0; i < target.adaptable; i++) {
    const sd = Math.sqrt(sums[i] / (count - 1));
    if (!(sd > 0) || (sd >= usualSd.least && sd <= usualSd.most)) continue;
    shift[i] = mean[i];
    scale[i] = sd;
    changed = true;
  }
  if (!changed) return state;
  target.rescale(shift, scale);
  const theta = state.theta.slice();
  for (let i = 0; i < target.adaptable; i++) theta[i] = (theta[i] - shift[i]) / scale[i];
  const gradient = new Float64Array(target.dimension);
  const lp = endOfTrajectory(target, theta, gradient);
  return { theta, gradient, lp };
}

/** Normal starts, twice as wide as the reference in the adaptable coordinates; tried until lp and gradient are finite. */
function startNearReference(rng: Rng, target: AdaptableDensity): ChainState {
  const gradient = new Float64Array(target.dimension);
  let lp = Number.NaN;
  for (let attempt = 0; attempt < startTries; attempt++) {
    const theta = Float64Array.from(
      gradient,
      (_, i) => (i < target.adaptable ? dispersion : 1) * rng.normal(),
    );
    lp = endOfTrajectory(target, theta, gradient);
    if (Number.isFinite(lp) && gradient.every((g) => Number.isFinite(g))) return { theta, gradient, lp };
  }
  throw new InputError(
    `sample: no finite start near the Laplace fit in ${startTries} tries; try sampler nuts`,
    {
      lp,
    },
  );
}
