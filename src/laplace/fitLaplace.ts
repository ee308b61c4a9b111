import { Matrix } from 'ml-matrix';
import type { Vec } from '../hmc/logDensity.ts';
import { curvatureAt, invertInformation } from './curvature.ts';
import { bestAlong, type FlatSpace, flatSpace } from './flat.ts';
import type { LatentModel, PriorUse } from './latentModel.ts';
import { type LaplaceMarginal, laplaceMarginal } from './marginal.ts';
import { type Maximum, maximise } from './maximise.ts';

export interface SearchOptions {
  /** Where to start; zero if left out, since alpha is on a scale of about one. */
  readonly start?: Vec;
  /** Most quasi-Newton iterations, default 300. */
  readonly mostIterations?: number;
}

/** A Laplace fit as plain data. theta = (alpha, z) of the program. */
export interface LaplaceFit {
  readonly priors: PriorUse;
  readonly alpha: Float64Array;
  /** Inverse of the curvature of the log marginal, row-major; zero along flat directions. */
  readonly covariance: Float64Array;
  /** Mode of the group effects given alpha, in theta order. */
  readonly z: Float64Array;
  /** d z / d alpha: z.length x alpha.length, row-major; zero along flat directions. */
  readonly modeSlopes: Float64Array;
  /** log p(y | alpha), by Laplace; with priors included, + log p(alpha) on the unconstrained scale. */
  readonly logMarginal: number;
  /** sqrt(g' covariance g): how far from the optimum, in posterior sds. */
  readonly gradientNorm: number;
  /** Eigenvalues of the curvature scaled to a unit diagonal, ascending; flat directions left out. */
  readonly eigenvalues: Float64Array;
  /** The scaled gradient is below 1e-5 and the curvature positive definite. */
  readonly converged: boolean;
  /** Reported parameters at the end of what is possible: a sd at zero, a correlation at one, separation. */
  readonly singular: readonly string[];
  /** The directions of alpha, of length one, that go with `singular`. */
  readonly flat: readonly Float64Array[];
  readonly iterations: number;
  /** Calls of the marginal and its gradient. */
  readonly evaluations: number;
  /** Per row, at the mode: linear predictor, first and second derivative of the row's log density in it. */
  readonly rows: { readonly eta: Float64Array; readonly d1: Float64Array; readonly d2: Float64Array };
  /** log |H|, H = L'Z'WZL + I the curvature of z at the mode, W = -d2. */
  readonly logDetH: number;
}

/** Quasi-Newton hands over to Newton here: 1.4e-3 posterior sds from the optimum. */
const roughGain = 1e-6;
/** Certificate of convergence, in posterior sds. */
const certificate = 1e-5;
/** A gain along a flat direction that is worth another round. */
const worthwhile = 1e-5;
const mostRounds = 6;

/**
 * Laplace fit of a model: quasi-Newton over alpha, curvature at its end, Newton's method to finish; again, and more
 * closely, while that does not end in a certificate. Directions along which the marginal has gone flat are named, alpha
 * is sent farther the way it was going, and held there.
 * Nothing is thrown where no fit is found: `converged` is false and numbers may be NaN.
 */
export function fitLatent(model: LatentModel, options: SearchOptions = {}): LaplaceFit {
  const { mostIterations = 300 } = options;
  const { marginal, calls } = counted(laplaceMarginal(model));
  let start: Float64Array = Float64Array.from(options.start ?? finiteStart(marginal));
  let inverse: Float64Array | null = null;
  let iterations = 0;
  let gain = roughGain;
  for (let round = 1; ; round++) {
    const rough = maximise(marginal, start, { inverse, gain, longest: 4, mostIterations });
    const found = settle(marginal, rough);
    iterations += rough.iterations + found.newton.steps;
    if (found.newton.norm < certificate || round === mostRounds)
      return describe(model, marginal, found, { iterations, evaluations: calls() });
    start = found.newton.point;
    inverse = found.inverse;
    gain /= 100;
  }
}

/** What is known after one round. */
interface Settled {
  readonly newton: Newton;
  readonly flat: FlatSpace['flat'];
  readonly covariance: Float64Array;
  readonly eigenvalues: Float64Array;
  readonly modeSlopes: Float64Array;
  /** A guess to go on with: the covariance, and 1 along flat directions; null where there is none. */
  readonly inverse: Float64Array | null;
}

/** Curvature at the end of a search, flat directions set apart, and Newton's method along the others. */
function settle(marginal: LaplaceMarginal, rough: Maximum): Settled {
  const n = marginal.dimension;
  const sds = rough.point.map((_, i) => Math.sqrt(rough.inverse[i * (n + 1)]));
  const first = curvatureAt(marginal, rough.point, sds);
  const { flat, rest } = flatSpace(marginal, rough.point, first.information);
  const moved = flat.reduce<{ point: Float64Array; value: number }>(
    (at, direction) => bestAlong(marginal, at, direction),
    rough,
  );
  const around = moved.point === rough.point ? first : curvatureAt(marginal, moved.point, sds);
  const { covariance, eigenvalues } = invertInformation(rest.transpose().mmul(around.information).mmul(rest));
  const full = rest.mmul(covariance).mmul(rest.transpose());
  const flats = new Matrix(flat.map((direction) => [...direction]));
  const guess = flat.length === 0 ? full : Matrix.add(full, flats.transpose().mmul(flats));
  const strayed = moved.value > rough.value + worthwhile;
  const inverse = strayed || !Number.isFinite(guess.get(0, 0)) ? null : flatten(guess);
  const nowhere = new Float64Array(n * n).fill(Number.NaN);
  return {
    newton: polish(marginal, moved.point, strayed ? nowhere : flatten(full)),
    flat,
    covariance: flatten(full),
    eigenvalues,
    modeSlopes: flatten(around.modeSlopes.mmul(rest).mmul(rest.transpose())),
    inverse,
  };
}

function flatten(m: Matrix): Float64Array {
  return Float64Array.from(m.to1DArray());
}

/** The last point of a round as plain data; the marginal's mode is there. */
function describe(
  model: LatentModel,
  { mode }: LaplaceMarginal,
  { newton, flat, covariance, eigenvalues, modeSlopes }: Settled,
  counts: Pick<LaplaceFit, 'iterations' | 'evaluations'>,
): LaplaceFit {
  return {
    priors: model.priors,
    alpha: newton.point,
    covariance,
    z: mode.z.slice(),
    modeSlopes,
    logMarginal: newton.value,
    gradientNorm: newton.norm,
    eigenvalues,
    converged: newton.norm < certificate,
    singular: [...new Set(flat.flatMap((direction) => model.namesAlong(newton.point, direction)))],
    flat: flat.map((direction) => Float64Array.from(direction)),
    ...counts,
    rows: { eta: mode.eta.slice(), d1: mode.d1.slice(), d2: mode.d2.slice() },
    logDetH: mode.logDeterminant(),
  };
}

function counted(marginal: LaplaceMarginal): { marginal: LaplaceMarginal; calls: () => number } {
  let calls = 0;
  const logDensityAndGradient: LaplaceMarginal['logDensityAndGradient'] = (theta, gradOut) => {
    calls++;
    return marginal.logDensityAndGradient(theta, gradOut);
  };
  return { marginal: { ...marginal, logDensityAndGradient }, calls: () => calls };
}

interface Newton {
  readonly point: Float64Array;
  readonly value: number;
  /** sqrt(g' covariance g). */
  readonly norm: number;
  readonly steps: number;
}

/** Newton's method with a fixed covariance, while it helps; the marginal's mode is left at the point returned. */
function polish(marginal: LaplaceMarginal, from: Float64Array, covariance: Float64Array): Newton {
  const n = marginal.dimension;
  const gradient = new Float64Array(n);
  let best = { point: from.slice(), norm: Number.POSITIVE_INFINITY };
  let point = best.point;
  for (let steps = 0; ; steps++) {
    const value = marginal.logDensityAndGradient(point, gradient);
    const step = multiply(covariance, gradient);
    const norm = Math.sqrt(Math.max(0, dot(step, gradient)));
    if (norm < best.norm) best = { point, norm };
    else if (point !== best.point) {
      const again = marginal.logDensityAndGradient(best.point, gradient);
      return { ...best, value: again, steps };
    }
    if (!(norm > certificate / 1000) || steps === 10) return { ...best, norm, value, steps };
    point = point.map((x, i) => x + step[i]);
  }
}

/** Alpha = 0, or the first coordinate moved a little where that is outside the family's support. */
function finiteStart(marginal: LaplaceMarginal): Float64Array {
  const n = marginal.dimension;
  const gradient = new Float64Array(n);
  for (const first of [0, 1, -1]) {
    const start = Float64Array.from({ length: n }, (_, i) => (i === 0 ? first : 0));
    if (Number.isFinite(marginal.logDensityAndGradient(start, gradient))) return start;
    marginal.mode.restart();
  }
  return new Float64Array(n);
}

function multiply(m: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, i) => dot(m.subarray(i * n, (i + 1) * n), x));
}

function dot(x: Float64Array, y: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i] * y[i];
  return s;
}
