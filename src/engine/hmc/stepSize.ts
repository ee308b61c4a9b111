import { exp, log, pow } from '../elementary.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Rng } from '../rng.ts';
import { createPhasePoint, hamiltonian, leapfrog } from './leapfrog.ts';
import { drawMomentum, type Metric, velocity } from './metric.ts';
import type { ChainState } from './nuts.ts';

/** Dual averaging of log step size towards a target acceptance statistic. */
export interface StepSizeAdaptation {
  readonly target: number;
  /** log step size the iterates shrink towards, log(10 eps0). */
  readonly mu: number;
  readonly count: number;
  readonly meanError: number;
  readonly logStepSize: number;
  readonly meanLogStepSize: number;
  /** log of the largest step that is any use; neither the iterates nor their average go beyond it. */
  readonly logLargest: number;
}

/** Constants of Hoffman & Gelman 2014, section 3.2.1, as Stan uses them. */
const gamma = 0.05;
const t0 = 10;
const kappa = 0.75;

export function startStepSize(
  stepSize: number,
  target: number,
  largest = Number.MAX_VALUE,
): StepSizeAdaptation {
  const logStepSize = log(stepSize);
  const mu = log(10) + logStepSize;
  return { target, mu, count: 0, meanError: 0, logStepSize, meanLogStepSize: 0, logLargest: log(largest) };
}

/** One update from one draw's acceptance statistic. Source: Hoffman & Gelman 2014, Algorithm 5. */
export function updateStepSize(a: StepSizeAdaptation, acceptStat: number): StepSizeAdaptation {
  const count = a.count + 1;
  const accept = Number.isNaN(acceptStat) ? 0 : Math.min(1, acceptStat);
  const weight = 1 / (count + t0);
  const meanError = (1 - weight) * a.meanError + weight * (a.target - accept);
  const logStepSize = Math.min(a.logLargest, a.mu - (Math.sqrt(count) / gamma) * meanError);
  const fade = pow(count, -kappa);
  const meanLogStepSize = fade * logStepSize + (1 - fade) * a.meanLogStepSize;
  return { ...a, count, meanError, logStepSize, meanLogStepSize };
}

/** The step size to use now, while adapting. */
export function currentStepSize(a: StepSizeAdaptation): number {
  return exp(a.logStepSize);
}

/** The averaged step size, to keep when adaptation ends; the starting one if nothing was averaged. */
export function adaptedStepSize(a: StepSizeAdaptation): number {
  return a.count === 0 ? exp(a.logStepSize) : exp(a.meanLogStepSize);
}

/** Acceptance of one leapfrog step that the search brackets; Stan's value. */
const bracketAcceptance = 0.8;

/**
 * Doubles or halves the step size until the acceptance of a single leapfrog step crosses 0.8.
 * Returns the last one tried; stays within 1e-12 .. 1e7, where the trouble is the model's, not the step's.
 * Source: Hoffman & Gelman 2014, Algorithm 4, with Stan's threshold.
 */
export function findStepSize(
  rng: Rng,
  target: LogDensity,
  state: ChainState,
  metric: Metric,
  initial = 1,
): number {
  const point = createPhasePoint(target.dimension);
  const threshold = log(bracketAcceptance);
  const logAcceptance = (stepSize: number): number => {
    point.theta.set(state.theta);
    point.gradient.set(state.gradient);
    point.lp = state.lp;
    drawMomentum(rng, metric, point.p);
    velocity(metric, point.p, point.pSharp);
    const before = hamiltonian(point);
    leapfrog(target, metric, point, stepSize);
    const change = before - hamiltonian(point);
    // a density that is not a number or +Infinity is a divergence, never a good step
    return Number.isNaN(change) || point.lp === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : change;
  };
  let stepSize = initial;
  const growing = logAcceptance(stepSize) > threshold;
  while (stepSize > 1e-12 && stepSize < 1e7) {
    stepSize *= growing ? 2 : 0.5;
    if (logAcceptance(stepSize) > threshold !== growing) break;
  }
  return stepSize;
}
