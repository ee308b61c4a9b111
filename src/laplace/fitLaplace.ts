import type { LatentModel, PriorUse } from './latentModel.ts';
import { laplaceMarginal } from './marginal.ts';
import type { OuterTarget } from './outerTarget.ts';
import { type Optimum, type SearchOptions, search } from './search.ts';

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

/**
 * Laplace fit of a model: see `search`. Directions along which the marginal has gone flat are named.
 * Nothing is thrown where no fit is found: `converged` is false and numbers may be NaN.
 */
export function fitLatent(model: LatentModel, options: SearchOptions = {}): LaplaceFit {
  const marginal = laplaceMarginal(model);
  return describe(model, marginal, search(marginal, options));
}

/** The optimum as plain data; the marginal's mode is there. */
function describe(model: LatentModel, { mode }: OuterTarget, optimum: Optimum): LaplaceFit {
  const { point, value, norm, flat, slopes, covariance, eigenvalues, converged } = optimum;
  return {
    priors: model.priors,
    alpha: point,
    covariance,
    z: mode.z.slice(),
    modeSlopes: slopes,
    logMarginal: value,
    gradientNorm: norm,
    eigenvalues,
    converged,
    singular: [...new Set(flat.flatMap((direction) => model.namesAlong(point, [...direction])))],
    flat,
    iterations: optimum.iterations,
    evaluations: optimum.evaluations,
    rows: { eta: mode.eta.slice(), d1: mode.d1.slice(), d2: mode.d2.slice() },
    logDetH: mode.logDeterminant(),
  };
}
