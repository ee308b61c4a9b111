import { InputError } from '../errors.ts';
import type { Rng } from '../rng.ts';
import { type Beginning, type ChainStep, checkPlace, checkSame, hasFiniteState } from './chain.ts';
import {
  type CovarianceEstimate,
  copyCovariance,
  startCovariance,
  updateCovariance,
} from './metricAdaptation.ts';
import type { ChainState, DrawStats } from './nuts.ts';
import { type CheapForce, createReferenceHmc, endOfTrajectory } from './referenceHmc.ts';
import {
  adaptedStepSize,
  currentStepSize,
  type StepSizeAdaptation,
  startStepSize,
  updateStepSize,
} from './stepSize.ts';

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

/** Where a chain of reference HMC stands; plain data. */
export interface ReferencePlace {
  readonly kind: 'reference';
  readonly state: ChainState;
  readonly adaptation: StepSizeAdaptation;
  /** How warmup changed the adaptable coordinates; null where it left them. */
  readonly rescaled: Rescaling | null;
  /** Whether it began by what another chain found, and adapts its step size alone. */
  readonly warm: boolean;
  /** Stretch of warmup, beyond the last one while sampling; transitions done in it, and how many of them diverged. */
  readonly stretch: number;
  readonly done: number;
  readonly divergent: number;
  /** Of the stretch so far. */
  readonly moments: CovarianceEstimate;
}

/** Coordinate i came to mean shift[i] + scale[i] times what it meant. */
export interface Rescaling {
  readonly shift: Float64Array;
  readonly scale: Float64Array;
}

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
  beginning?: Beginning<ReferencePlace>,
): Generator<ChainStep<ReferencePlace>, ReferenceVerdict> {
  const transition = createReferenceHmc(target);
  // steps beyond the largest would all be the largest: averaged as they stand, they would hide from warmup that the
  // largest is too large for some corner, where the chain then sits
  const adaptFrom = (stepSize: number) => startStepSize(stepSize, settings.targetAccept, largestStep);
  const first = firstPlace(rng, target, adaptFrom, beginning);
  const { warm } = first;
  let { state, adaptation, rescaled, stretch, done, divergent, moments } = first;
  const step = (stepSize: number): DrawStats => {
    const next = transition(rng, state, stepSize);
    state = next.state;
    done++;
    return next.stats;
  };
  const place = (): ReferencePlace => ({
    ...{ kind: 'reference', state, adaptation, rescaled, warm, stretch, done, divergent },
    moments: copyCovariance(moments),
  });
  const stretches = warm
    ? [{ draws: settings.warmup, measures: false }]
    : planReferenceWarmup(settings.warmup);
  let draw = stretches.slice(0, stretch).reduce((sum, { draws }) => sum + draws, done);
  for (; stretch < stretches.length; stretch++) {
    const { draws, measures } = stretches[stretch];
    while (done < draws) {
      const stats = step(currentStepSize(adaptation));
      if (stats.divergent) divergent++;
      adaptation = updateStepSize(adaptation, stats.acceptStat);
      if (measures) updateCovariance(moments, state.theta.subarray(0, target.adaptable));
      yield { phase: 'warmup', draw: draw++, state, stats, place };
    }
    if (measures) {
      rescaled = rescalingOf(moments);
      if (rescaled !== null) state = recentre(target, state, rescaled);
    }
    moments = startCovariance('diagonal', target.adaptable);
    done = 0;
    if (stretch === stretches.length - 1) break;
    adaptation = adaptFrom(adaptedStepSize(adaptation));
    divergent = 0;
  }
  stretch = stretches.length;
  const stepSize = adaptedStepSize(adaptation);
  const last = stretches[stretches.length - 1].draws;
  const verdict = judge(stepSize, divergent / last);
  if (verdict.kind === 'poor') return verdict;
  while (done < settings.draws) {
    const stats = step(stepSize);
    yield { phase: 'sampling', draw: done - 1, state, stats, place };
  }
  return verdict;
}

/** Puts the target's coordinates back as they were where a place has them otherwise. */
function firstPlace(
  rng: Rng,
  target: AdaptableDensity,
  adaptFrom: (stepSize: number) => StepSizeAdaptation,
  beginning: Beginning<ReferencePlace> | undefined,
): ReferencePlace {
  const moments = startCovariance('diagonal', target.adaptable);
  const fresh = { kind: 'reference', stretch: 0, done: 0, divergent: 0, moments } as const;
  if (beginning === undefined) {
    const state = startNearReference(rng, target);
    return { ...fresh, state, adaptation: adaptFrom(firstStep), rescaled: null, warm: false };
  }
  const { kind, place } = beginning;
  checkPlace(place.state.theta.length, target.dimension);
  if (place.rescaled !== null) {
    checkPlace(place.rescaled.shift.length, target.adaptable);
    target.rescale(place.rescaled.shift, place.rescaled.scale);
  }
  const state = stateAt(target, place.state.theta);
  if (kind === 'resumed') {
    checkSame(state.lp, place.state.lp);
    return { ...place, moments: copyCovariance(place.moments) };
  }
  return {
    ...fresh,
    state: hasFiniteState(state) ? state : startNearReference(rng, target),
    adaptation: adaptFrom(adaptedStepSize(place.adaptation)),
    rescaled: place.rescaled,
    warm: true,
  };
}

function stateAt(target: CheapForce, theta: Float64Array): ChainState {
  const gradient = new Float64Array(target.dimension);
  const lp = endOfTrajectory(target, theta, gradient);
  return { theta: theta.slice(), gradient, lp };
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

/** What warmup found to be off; null where nothing was. */
function rescalingOf({ mean, sums, count }: CovarianceEstimate): Rescaling | null {
  const shift = new Float64Array(mean.length);
  const scale = new Float64Array(mean.length).fill(1);
  let changed = false;
  for (let i = 0; i < mean.length; i++) {
    const sd = Math.sqrt(sums[i] / (count - 1));
    if (!(sd > 0) || (sd >= usualSd.least && sd <= usualSd.most)) continue;
    shift[i] = mean[i];
    scale[i] = sd;
    changed = true;
  }
  return changed ? { shift, scale } : null;
}

/** Changes the coordinates; returns the state in the new ones. */
function recentre(target: AdaptableDensity, state: ChainState, { shift, scale }: Rescaling): ChainState {
  target.rescale(shift, scale);
  const theta = state.theta.slice();
  for (let i = 0; i < target.adaptable; i++) theta[i] = (theta[i] - shift[i]) / scale[i];
  return stateAt(target, theta);
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
    if (hasFiniteState({ theta, gradient, lp })) return { theta, gradient, lp };
  }
  throw new InputError(
    `sample: no finite start near the Laplace fit in ${startTries} tries; try sampler nuts`,
    {
      lp,
    },
  );
}
