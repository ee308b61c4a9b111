import type { Vec } from '../hmc/logDensity.ts';
import { curvatureAt, invertInformation } from './curvature.ts';
import { type FlatSpace, flatSpace, sentFarther } from './flat.ts';
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

/**
 * Laplace fit of a model: quasi-Newton over alpha, curvature at its end, Newton's method to finish.
 * Directions along which the marginal has gone flat are named, alpha is sent farther the way it was going, and held
 * there. Nothing is thrown where no fit is found: `converged` is false and numbers may be NaN.
 */
export function fitLatent(model: LatentModel, options: SearchOptions = {}): LaplaceFit {
  const { mostIterations = 300 } = options;
  const { marginal, calls } = counted(laplaceMarginal(model));
  const start = options.start ?? finiteStart(marginal);
  const rough = maximise(marginal, start, { gain: roughGain, longest: 4, mostIterations });
  const sds = roughSds(rough);
  const first = curvatureAt(marginal, rough.point, sds);
  const { flat, rest } = flatSpace(marginal, rough.point, first.information);
  const point = flat.length === 0 ? rough.point : movedOn(marginal, rough, flat);
  const around = flat.length === 0 ? first : curvatureAt(marginal, point, sds);

  const reduced = invertInformation(rest.transpose().mmul(around.information).mmul(rest));
  const covariance = Float64Array.from(rest.mmul(reduced.covariance).mmul(rest.transpose()).to1DArray());
  const newton = polish(marginal, point, covariance);
  const { mode } = marginal;
  return {
    priors: model.priors,
    alpha: newton.point,
    covariance,
    z: mode.z.slice(),
    modeSlopes: Float64Array.from(around.modeSlopes.mmul(rest).mmul(rest.transpose()).to1DArray()),
    logMarginal: newton.value,
    gradientNorm: newton.norm,
    eigenvalues: reduced.eigenvalues,
    converged: newton.norm < certificate,
    singular: [...new Set(flat.flatMap((direction) => model.namesAlong(newton.point, direction)))],
    flat: flat.map((direction) => Float64Array.from(direction)),
    iterations: rough.iterations + newton.steps,
    evaluations: calls(),
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

/** Newton's method with a fixed covariance, while it helps; the marginal's mode is left at the point returned. */
function polish(
  marginal: LaplaceMarginal,
  from: Float64Array,
  covariance: Float64Array,
): { point: Float64Array; value: number; norm: number; steps: number } {
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

function roughSds({ inverse, point }: Maximum): Float64Array {
  const n = point.length;
  return point.map((_, i) => Math.sqrt(inverse[i * (n + 1)]));
}

/** The point sent farther along the flat directions, if the marginal does not mind. */
function movedOn(marginal: LaplaceMarginal, rough: Maximum, flat: FlatSpace['flat']): Float64Array {
  const moved = sentFarther(rough.point, rough.gradient, flat);
  const value = marginal.logDensityAndGradient(moved, new Float64Array(moved.length));
  return value >= rough.value - roughGain ? moved : rough.point;
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

// A bridge for callers that knew it here; it points up, so take it from models/density/fitLaplace.ts instead.
export { fitLaplace } from '../../models/density/fitLaplace.ts';
