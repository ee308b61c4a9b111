import { normalHalfWidth } from '../../src/engine/elementary/distributions.ts';
import { tanh } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type Maximum, maximise } from '../../src/engine/laplace/maximise.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import type { OuterTarget } from '../../src/engine/laplace/outerTarget.ts';
import { dot } from '../../src/engine/laplace/vectors.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { isHeld } from './identified.ts';
import { type LaplaceResult, laplace } from './laplace.ts';
import { criterionOf } from './laplaceOptions.ts';
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
  /**
   * The end of the parameter's range (0 for an sd, -1 for a correlation) where the likelihood never falls far enough.
   * NaN where it seems to, but the search for the highest likelihood there did not finish: the end may lie farther out.
   */
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

/** Steps beyond this from the estimate and from 0, in coordinates on a scale of about one, find no end... */
const farthest = 40;
/** ...unless that is less than this many times the half width of a Wald interval. */
const farInWidths = 8;
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
    const climb = constrained(
      fit,
      target,
      parameter,
      scale,
      fit.latent.logMarginal - (halfWidth * halfWidth) / 2,
    );
    /** Root of the fall in deviance, less what is allowed. */
    const beyond = (t: number): Sample => {
      const { value, settled } = climb(t);
      const fall = fit.latent.logMarginal - value;
      if (-fall > excess) excess = -fall;
      return { t, value: Math.sqrt(2 * Math.max(0, fall)) - halfWidth, settled };
    };
    const inside = { t: scale.at, value: -halfWidth, settled: true };
    const strayed = Math.abs(fit.latent.alpha[parameter.pivot]);
    const root = outward(beyond, inside, side * step, Math.max(farInWidths * step, strayed + farthest));
    if (root === null) return scale.value(side * Number.POSITIVE_INFINITY);
    return Number.isNaN(root) ? root : scale.value(root);
  };
  const estimate = fit.population.estimates[parameter.index];
  return { name: parameter.name, estimate, lower: end(-1), upper: end(1), level, excess };
}

/** A monotone scale of about one on which a parameter has no bounds. */
interface WorkingScale {
  /** The estimate on it. */
  readonly at: number;
  value(t: number): number;
  /** Moves alpha's pivot so that the parameter is at t; false where it cannot. */
  place(alpha: Float64Array, t: number): boolean;
  /** d t / d alpha at the estimate. */
  readonly slopes: Float64Array;
}

/**
 * The pivot's own coordinate where the parameter reads no other; else atanh for correlations, and for others their
 * distance from the estimate over the length of their gradient.
 */
function workingScale(parameter: ReportedParameter, alpha: Float64Array): WorkingScale {
  const { pivot, alone, quantity } = parameter;
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
  const isCorrelation = quantity.kind === 'correlation';
  const unit = isCorrelation ? 1 - estimate * estimate : Math.sqrt(dot(slopes, slopes));
  const value = isCorrelation ? tanh : (t: number): number => estimate + unit * t;
  return {
    at: isCorrelation ? atanh(estimate) : 0,
    slopes: slopes.map((s) => s / unit),
    value,
    place: (point, t) => solveForPivot(parameter, point, value(t)),
  };
}

/** The standard error on the working scale, or one where the curvature gives none. */
function firstStep({ latent }: LaplaceResult, { slopes }: WorkingScale): number {
  const variance = quadraticForm(latent.covariance, slopes);
  return variance > 0 && isHeld(slopes, latent.flat) ? Math.sqrt(variance) : 1;
}

function quadraticForm(m: Float64Array, x: Float64Array): number {
  return x.reduce((sum, a, i) => sum + a * x.reduce((s, b, j) => s + m[i * x.length + j] * b, 0), 0);
}

/** log p(y) maximised with the parameter held. */
interface Held {
  readonly value: number;
  /** Whether that is the maximum, and not merely as far as the search came. */
  readonly settled: boolean;
}

/** Searches end below this gain still promised, in log likelihood; */
const gain = 1e-9;
/** those that rounding stopped above this one have not ended: it is half the tolerance in the root of the deviance. */
const settledGain = 1e-6;

/**
 * log p(y) maximised with the parameter held at t. Each call starts where the last one above `least` ended, or that much
 * farther along the ridge that the curvature at the fit tells of, whichever is higher: far out, a search may end on a plain
 * where group effects have been given up.
 */
function constrained(
  fit: LaplaceResult,
  target: OuterTarget,
  { pivot, valueAndGradient, alone }: ReportedParameter,
  { place, slopes, at }: WorkingScale,
  least: number,
): (t: number) => Held {
  const alpha = fit.latent.alpha.slice();
  const n = alpha.length;
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== pivot);
  const { inverse, ridge } = conditional(fit, slopes, others);
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
  const options = { inverse, gain, longest: 4, mostIterations: 200 };
  const unused = new Float64Array(n - 1);
  let last = { t: at, rest: Float64Array.from(others, (i) => alpha[i]) };
  return (t) => {
    const density = densityAt(t);
    const ahead = last.rest.map((x, a) => x + (t - last.t) * ridge[a]);
    const [stay, go] = [last.rest, ahead].map((x) => density.logDensityAndGradient(x, unused));
    const start = go > stay || !Number.isFinite(stay) ? ahead : last.rest;
    const first = maximise(density, start, options);
    const found =
      isSettled(first) || !Number.isFinite(first.value)
        ? first
        : maximise(density, first.point, { ...options, inverse: null });
    const settled = isSettled(found);
    if (found.value >= least) last = { t, rest: Float64Array.from(found.point) };
    return { value: found.value, settled };
  };
}

function isSettled({ value, promised }: Maximum): boolean {
  return Number.isFinite(value) && promised <= settledGain;
}

/** The other coordinates with the parameter held, as the curvature at the fit has them. */
interface Conditional {
  /** Covariance; null where the curvature gives none. */
  readonly inverse: Float64Array | null;
  /** How their optimum moves with the parameter; 0 where the curvature does not say. */
  readonly ridge: Float64Array;
}

function conditional(
  { latent }: LaplaceResult,
  slopes: Float64Array,
  others: readonly number[],
): Conditional {
  const n = latent.alpha.length;
  const c = latent.covariance.slice();
  for (const f of latent.flat)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c[i * n + j] += f[i] * f[j];
  const along = slopes.map((_, i) => slopes.reduce((sum, s, j) => sum + c[i * n + j] * s, 0));
  const variance = along.reduce((sum, a, i) => sum + a * slopes[i], 0);
  if (!(variance > 0) || others.length === 0)
    return { inverse: null, ridge: new Float64Array(others.length) };
  return {
    inverse: Float64Array.from(
      others.flatMap((i) => others.map((j) => c[i * n + j] - (along[i] * along[j]) / variance)),
    ),
    ridge: Float64Array.from(others, (i) => along[i] / variance),
  };
}

/** A point of a function that rises going away from the estimate; its value is right where `settled`, else too high. */
interface Sample {
  readonly t: number;
  readonly value: number;
  readonly settled: boolean;
}

/**
 * The first zero of a function that is negative at `from`; null where there is none within reach, NaN where what seems
 * beyond it is not to be relied on. A negative value is never in doubt: the function is at most what a search found.
 * The step doubles until the zero is passed, and is cut where nothing can be told so far out; then false position, halving
 * the end that stays (Illinois).
 */
function outward(f: (t: number) => Sample, from: Sample, step: number, limit: number): number | null {
  let inside = from;
  let by = step;
  while (Math.abs(by) > narrow * Math.abs(step)) {
    const reach = Math.sign(step) * Math.min(Math.abs(inside.t + by - from.t), limit);
    const next = f(from.t + reach);
    if (next.value < -tolerance) {
      if (Math.abs(reach) >= limit) return null;
      inside = next;
      by *= 2;
    } else if (!next.settled) by /= 4;
    else return next.value <= tolerance ? next.t : between(f, inside, next);
  }
  return Number.NaN;
}

/** Steps and brackets narrower than this share of the first hold no zero. */
const narrow = 1e-8;
const mostTrials = 100;

function between(f: (t: number) => Sample, below: Sample, above: Sample): number {
  const width = Math.abs(above.t - below.t);
  let [low, high] = [below, above];
  let last: 'low' | 'high' | null = null;
  let caution = 1;
  for (let trial = 0; trial < mostTrials && Math.abs(high.t - low.t) > narrow * width; trial++) {
    const share = (caution * low.value) / (low.value - high.value);
    const next = f(low.t + share * (high.t - low.t));
    if (next.settled && Math.abs(next.value) <= tolerance) return next.t;
    if (next.value <= 0) {
      low = next;
      if (last === 'low') high = { ...high, value: high.value / 2 };
      last = 'low';
    } else if (next.settled) {
      high = next;
      if (last === 'high') low = { ...low, value: low.value / 2 };
      last = 'high';
    }
    caution = next.value > 0 && !next.settled ? caution / 2 : 1;
  }
  return Number.NaN;
}
