import type { Vec } from '../logDensity.ts';
import type { Criterion } from './criterion.ts';
import type { FittedDeterminant } from './determinant.ts';
import { fittedDeterminant } from './fittedDeterminant.ts';
import { gaussianProfile } from './gaussianProfile.ts';
import type { InnerPoint } from './innerPoint.ts';
import type { LatentModel, PriorUse } from './latentModel.ts';
import { wantsVariance } from './lostRank.ts';
import { laplaceMarginal } from './marginal.ts';
import type { OuterTarget } from './outerTarget.ts';
import { type ProfileTarget, profileTarget } from './profile.ts';
import { wholeOptimum } from './profileFit.ts';
import { quadratureMarginal } from './quadrature.ts';
import { type Optimum, type SearchOptions, search } from './search.ts';

/** A fit as plain data. theta = (alpha, z) of the program. */
export interface LaplaceFit {
  readonly priors: PriorUse;
  readonly alpha: Float64Array;
  readonly criterion: Criterion;
  /**
   * Inverse of the curvature of the log marginal, row-major; zero along flat directions. With 'reml', that of the
   * parameters that are no coefficients, carried over to all of alpha; with 'fast', theirs and, apart from it, that of the
   * coefficients given them.
   */
  readonly covariance: Float64Array;
  /** Of alpha given the parameters that are no coefficients, row-major: what lmer prints; 'reml' and 'fast' only. */
  readonly conditionalCovariance: Float64Array | null;
  /** Mode of the group effects given alpha, in theta order. */
  readonly z: Float64Array;
  /** d z / d alpha: z.length x alpha.length, row-major; zero along flat directions. */
  readonly modeSlopes: Float64Array;
  /** The criterion: log p(y | alpha); with priors included, + log p(alpha) on the unconstrained scale. */
  readonly logMarginal: number;
  /** sqrt(g' covariance g): how far from the optimum, in posterior sds. */
  readonly gradientNorm: number;
  /** Eigenvalues of the curvature scaled to a unit diagonal, ascending; flat directions left out. */
  readonly eigenvalues: Float64Array;
  /**
   * The scaled gradient is below 1e-5, the curvature positive definite, and no variance that is 0 would leave it
   * (`wantsVariance`).
   */
  readonly converged: boolean;
  /** Reported parameters at the end of what is possible: a sd at zero, a correlation at one, separation. */
  readonly singular: readonly string[];
  /** The directions of alpha, of length one, that go with `singular`. */
  readonly flat: readonly Float64Array[];
  readonly iterations: number;
  /** Calls of the marginal and its gradient. */
  readonly evaluations: number;
  /**
   * Per row, at the mode: linear predictors, first and second derivatives of the row's log density in them, as `InnerPoint`
   * has them.
   */
  readonly rows: Pick<InnerPoint, 'eta' | 'd1' | 'd2'>;
  /** log |H|, H = L'Z'WZL + I the curvature of z at the mode, W = -d2. */
  readonly logDetH: number;
  /** Whether that is exact, and if not, by how much it and what hangs on it may be off. */
  readonly determinant: FittedDeterminant;
}

/**
 * Fit of a model by a criterion: see `search`. Directions along which it has gone flat are named.
 * Nothing is thrown where no fit is found: `converged` is false and numbers may be NaN.
 * Throws RangeError where the criterion is not for such a model: 'reml' and 'fast' with coefficients under bounds.
 */
export function fitLatent(
  model: LatentModel,
  options: SearchOptions = {},
  criterion: Criterion = { kind: 'laplace' },
): LaplaceFit {
  switch (criterion.kind) {
    case 'laplace':
      return exactlyProfiled(model)
        ? { ...fitProfile(model, options, criterion), conditionalCovariance: null }
        : fitMarginal(model, laplaceMarginal(model), options, criterion);
    case 'quadrature':
      return fitMarginal(model, quadratureMarginal(model, criterion.nodes), options, criterion);
    case 'reml':
    case 'fast':
      return fitProfile(model, options, criterion);
  }
}

function fitMarginal(
  model: LatentModel,
  marginal: OuterTarget,
  options: SearchOptions,
  criterion: Criterion,
): LaplaceFit {
  const optimum = search(marginal, options);
  const { point, covariance } = optimum;
  const determinant = fittedDeterminant(
    marginal,
    point,
    covariance,
    (shift, alphaOut) => alphaOut.set(shift),
    rootDiagonal(covariance, point.length),
  );
  const fit = { ...describe(model, marginal, optimum), determinant, criterion, conditionalCovariance: null };
  return certified(model, fit);
}

/**
 * Whether the likelihood is highest, for given other parameters, at the joint mode of coefficients and effects: where rows are
 * quadratic in both, the curvature of the effects does not depend on the coefficients.
 */
function exactlyProfiled(model: LatentModel): boolean {
  const { priors, quadratic, predictorCount } = model;
  return priors === 'exclude' && quadratic && predictorCount === 1 && model.coefficients() !== null;
}

/** Over the parameters that are no coefficients; a start for the others is a start for those among them. */
function fitProfile(
  model: LatentModel,
  options: SearchOptions,
  criterion: Exclude<Criterion, { kind: 'quadrature' }>,
): LaplaceFit {
  const coefficients = model.coefficients();
  if (coefficients === null) throw new RangeError(`${criterion.kind}: a coefficient is bounded`);
  const kind = criterion.kind === 'reml' ? 'reml' : 'fast';
  const rows = model.predictorCount === 1 ? model.gaussian() : null;
  const target =
    rows === null || rows.scale.count <= model.linearCount
      ? profileTarget(model, coefficients, kind)
      : gaussianProfile(model, coefficients, rows, kind);
  const { start } = options;
  const found = search(target, {
    ...options,
    ...(start === undefined ? {} : { start: coordinatesOf(target, start) }),
  });
  const optimum = wholeOptimum(target, coefficients, found, criterion.kind !== 'fast');
  const { conditionalCovariance, covariance, path } = optimum;
  const determinant = fittedDeterminant(
    target,
    found.point,
    found.covariance,
    path,
    rootDiagonal(covariance, model.alphaCount),
  );
  const described = { ...describe(model, target, optimum), determinant };
  return certified(model, { ...described, criterion, conditionalCovariance });
}

/** The target's coordinates of a place in alpha. */
function coordinatesOf({ places, scale }: ProfileTarget, alpha: Vec): Float64Array {
  const along = scale === null ? 0 : alpha[scale.at] / scale.direction[scale.at];
  return Float64Array.from(places, (place) => alpha[place] - along * (scale?.direction[place] ?? 0));
}

/** A singular fit is no optimum where a variance would leave zero; with priors no variance stands there. */
function certified(model: LatentModel, fit: LaplaceFit): LaplaceFit {
  const { converged, flat, alpha, criterion, rows } = fit;
  if (!converged || flat.length === 0 || model.priors === 'include') return fit;
  return { ...fit, converged: !wantsVariance(model, alpha, criterion, rows.d2) };
}

const rootDiagonal = (m: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sqrt(m[i * (n + 1)]));

const copies = (arrays: readonly Float64Array[]): Float64Array[] => arrays.map((array) => array.slice());

/** The optimum as plain data; the mode is there. */
export function describe(
  model: Pick<LatentModel, 'priors' | 'namesAlong'>,
  { mode }: OuterTarget,
  optimum: Optimum,
): Omit<LaplaceFit, 'criterion' | 'conditionalCovariance' | 'determinant'> {
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
    rows: { eta: copies(mode.eta), d1: copies(mode.d1), d2: copies(mode.d2) },
    logDetH: mode.logDeterminant(),
  };
}
