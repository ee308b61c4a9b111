import { tanh } from '../../src/elementary.ts';
import { InputError } from '../../src/errors.ts';
import type { LogDensity } from '../../src/hmc/logDensity.ts';
import { maximise } from '../../src/laplace/maximise.ts';
import type { OuterTarget } from '../../src/laplace/outerTarget.ts';
import { didYouMean } from '../../src/nearest.ts';
import { normalHalfWidth } from './distributions.ts';
import { type LaplaceResult, laplace } from './laplace.ts';
import { criterionOf } from './laplaceOptions.ts';
import { openTarget } from './openMarginal.ts';
import { type ReportedParameter, reportedParameters, solveForPivot } from './parameters.ts';
import { atanh, checkLevel } from './waldIntervals.ts';

export interface ProfileOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

/** A profile-likelihood interval on the user's scale. */
export interface ProfileInterval {
  readonly name: string;
  /** Maximum likelihood, also where the fit was by REML. */
  readonly estimate: number;
  /** The end of the parameter's range (0 for an sd, -1 for a correlation) where the likelihood never falls far enough. */
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  /** The highest log likelihood met on the way less the fit's: above 1e-4 the fit was not at the maximum. */
  readonly excess: number;
}

/**
 * Profile-likelihood intervals: the values c of a parameter for which twice the log likelihood maximised over everything
 * else falls by no more than the chi-square quantile with one degree of freedom. All reported population parameters, or
 * those named. A REML fit is refitted by maximum likelihood first, as lme4's confint does.
 * Throws InputError for a name the model does not report, a level outside 0..1, and for fits that maximise no likelihood
 * ('map', fast).
 */
export function profile(
  result: LaplaceResult,
  names: string | readonly string[] = result.population.names,
  { level = 0.95 }: ProfileOptions = {},
): ProfileInterval[] {
  checkLevel(level);
  checkProfile(result);
  const wanted = typeof names === 'string' ? [names] : names;
  const parameters = reportedParameters(result.model.program);
  const chosen = wanted.map((name) => find(parameters, name));
  const fit = result.method === 'reml' ? laplace(result.model, { method: 'ml' }) : result;
  const target = openTarget(fit.model.program, 'exclude', criterionOf(fit), fit.latent);
  return chosen.map((parameter) => profileOf(fit, target, parameter, level));
}

/** Throws InputError for a fit that maximises no likelihood. */
export function checkProfile({ method, fast }: Pick<LaplaceResult, 'method' | 'fast'>): void {
  if (method !== 'map' && !fast) return;
  throw new InputError(
    `profile: a ${fast ? 'fast' : 'map'} fit maximises no likelihood; take method ml without fast`,
  );
}

function find(parameters: readonly ReportedParameter[], name: string): ReportedParameter {
  const found = parameters.find((parameter) => parameter.name === name);
  if (found !== undefined) return found;
  const names = parameters.map((parameter) => parameter.name);
  throw new InputError(
    `profile: no parameter "${name}" (have: ${names.join(', ')})${didYouMean(name, names)}`,
  );
}

/** Steps beyond this from the estimate, in coordinates on a scale of about one, find no end. */
const farthest = 40;
/** Ends are this exact in the root of the deviance, which is in standard errors. */
const tolerance = 1e-6;

function profileOf(
  fit: LaplaceResult,
  target: OuterTarget,
  parameter: ReportedParameter,
  level: number,
): ProfileInterval {
  const halfWidth = normalHalfWidth(level);
  const scale = workingScale(parameter, fit.latent.alpha);
  const step = halfWidth * firstStep(fit, scale);
  let excess = 0;
  const end = (side: 1 | -1): number => {
    const climb = constrained(fit, target, parameter, scale);
    /** Signed root of the fall in deviance, less what is allowed. */
    const beyond = (t: number): number => {
      const fall = fit.latent.logMarginal - climb(t);
      excess = Math.max(excess, -fall);
      return Math.sqrt(2 * Math.max(0, fall)) - halfWidth;
    };
    const root = outward(beyond, scale.at, side * step, halfWidth);
    return root === null ? scale.value(side * Number.POSITIVE_INFINITY) : scale.value(root);
  };
  const estimate = fit.population.estimates[parameter.index];
  return { name: parameter.name, estimate, lower: end(-1), upper: end(1), level, excess };
}

/** A monotone scale on which a parameter has no bounds. */
interface WorkingScale {
  /** The estimate on it. */
  readonly at: number;
  value(t: number): number;
  /** Moves alpha's pivot so that the parameter is at t; false where it cannot. */
  place(alpha: Float64Array, t: number): boolean;
  /** d t / d alpha at the estimate. */
  readonly slopes: Float64Array;
}

/** The pivot's own coordinate where the parameter reads no other; else atanh for correlations and nothing for others. */
function workingScale(parameter: ReportedParameter, alpha: Float64Array): WorkingScale {
  const { pivot, alone, name } = parameter;
  const slopes = new Float64Array(alpha.length);
  const estimate = parameter.valueAndGradient(alpha, slopes);
  if (alone) {
    const moved = alpha.slice();
    return {
      at: alpha[pivot],
      slopes: slopes.fill(0).fill(1, pivot, pivot + 1),
      value: (t) => {
        moved[pivot] = t;
        return parameter.valueAndGradient(moved, new Float64Array(alpha.length));
      },
      place: (point, t) => {
        point[pivot] = t;
        return true;
      },
    };
  }
  const isCorrelation = name.startsWith('cor_');
  const value = isCorrelation ? tanh : (t: number): number => t;
  return {
    at: isCorrelation ? atanh(estimate) : estimate,
    slopes: isCorrelation ? slopes.map((s) => s / (1 - estimate * estimate)) : slopes,
    value,
    place: (point, t) => solveForPivot(parameter, point, value(t)),
  };
}

/** The standard error on the working scale, or one where the curvature gives none. */
function firstStep({ latent }: LaplaceResult, { slopes }: WorkingScale): number {
  const variance = quadraticForm(latent.covariance, slopes);
  return variance > 0 && latent.flat.length === 0 ? Math.sqrt(variance) : 1;
}

function quadraticForm(m: Float64Array, x: Float64Array): number {
  return x.reduce((sum, a, i) => sum + a * x.reduce((s, b, j) => s + m[i * x.length + j] * b, 0), 0);
}

/** log p(y) maximised with the parameter held at t; calls that move outward start where the last one ended. */
function constrained(
  fit: LaplaceResult,
  target: OuterTarget,
  { pivot, valueAndGradient, alone }: ReportedParameter,
  { place, slopes }: WorkingScale,
): (t: number) => number {
  const alpha = fit.latent.alpha.slice();
  const n = alpha.length;
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== pivot);
  const inverse = conditionalCovariance(fit, slopes, others);
  const full = new Float64Array(n);
  const along = new Float64Array(n);
  target.mode.z.set(fit.latent.z);
  const densityAt = (t: number): LogDensity => ({
    dimension: n - 1,
    logDensityAndGradient(rest, gradOut) {
      others.forEach((i, a) => {
        alpha[i] = rest[a];
      });
      if (!place(alpha, t)) {
        alpha[pivot] = fit.latent.alpha[pivot];
        return Number.NEGATIVE_INFINITY;
      }
      const lp = target.logDensityAndGradient(alpha, full);
      if (!alone) valueAndGradient(alpha, along);
      others.forEach((i, a) => {
        gradOut[a] = alone ? full[i] : full[i] - (full[pivot] * along[i]) / along[pivot];
      });
      return lp;
    },
  });
  let start: Float64Array = Float64Array.from(others, (i) => alpha[i]);
  return (t) => {
    const found = maximise(densityAt(t), start, { inverse, gain: 1e-9, longest: 4, mostIterations: 200 });
    if (Number.isFinite(found.value)) start = found.point;
    return found.value;
  };
}

/** Covariance of the other coordinates with the parameter held; null where the curvature gives none. */
function conditionalCovariance(
  { latent }: LaplaceResult,
  slopes: Float64Array,
  others: readonly number[],
): Float64Array | null {
  const n = latent.alpha.length;
  const c = latent.covariance.slice();
  for (const f of latent.flat)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c[i * n + j] += f[i] * f[j];
  const along = slopes.map((_, i) => slopes.reduce((sum, s, j) => sum + c[i * n + j] * s, 0));
  const variance = along.reduce((sum, a, i) => sum + a * slopes[i], 0);
  if (!(variance > 0) || others.length === 0) return null;
  return Float64Array.from(
    others.flatMap((i) => others.map((j) => c[i * n + j] - (along[i] * along[j]) / variance)),
  );
}

/**
 * The first zero of a function that is negative at `from` and rises going away from it; null where there is none within
 * reach. The step doubles until the zero is passed; then false position, halving the end that stays (Illinois).
 */
function outward(f: (t: number) => number, from: number, step: number, depth: number): number | null {
  let inside = { t: from, value: -depth };
  for (let by = step; ; by *= 2) {
    const reach = Math.sign(step) * Math.min(Math.abs(by), farthest);
    const t = from + reach;
    const value = f(t);
    if (value > 0) return between(f, inside, { t, value });
    if (Math.abs(value) <= tolerance) return t;
    if (Math.abs(reach) >= farthest) return null;
    inside = { t, value };
  }
}

interface Sample {
  readonly t: number;
  readonly value: number;
}

function between(f: (t: number) => number, below: Sample, above: Sample): number {
  let [low, high] = [below, above];
  let last: 'low' | 'high' | null = null;
  for (let step = 0; step < 60; step++) {
    const share = Number.isFinite(high.value) ? low.value / (low.value - high.value) : 0.5;
    const t = low.t + share * (high.t - low.t);
    const value = f(t);
    if (Math.abs(value) <= tolerance) return t;
    if (value > 0) {
      high = { t, value };
      if (last === 'high') low = { t: low.t, value: low.value / 2 };
      last = 'high';
    } else {
      low = { t, value };
      if (last === 'low' && Number.isFinite(high.value)) high = { t: high.t, value: high.value / 2 };
      last = 'low';
    }
    if (Math.abs(high.t - low.t) <= 1e-10) return t;
  }
  return low.t;
}
