import type { DeterminantMethod } from './determinant.ts';
import type { LatentTerm } from './latentTerm.ts';
import type { LatentLayout } from './layout.ts';
import type { ResidualScale } from './residualScale.ts';

/**
 * What the Laplace engine sees of a model: linear predictors eta = fixed part + sum_t Z_t L_t z_t, one or more a row, rows
 * with a log density in them, and the few population parameters behind all of it. No formula, no family, no prior has a name here.
 */
export interface LatentModel {
  readonly priors: PriorUse;
  readonly determinant: DeterminantMethod;
  readonly alphaCount: number;
  readonly rowCount: number;
  /** Linear predictors a row. */
  readonly predictorCount: number;
  readonly linearCount: number;
  readonly auxiliaryCount: number;
  readonly terms: readonly LatentTerm[];
  /** Where the terms' effects stand; found once. */
  layout(): LatentLayout;
  readonly population: PopulationMap;
  /** Whether, for given alpha, the rows' log density is quadratic in what the group effects enter: f'' is the same at every z. */
  readonly quadratic: boolean;
  readonly rows: RowDerivatives;
  /** Null where a linear coefficient is no straight line in alpha, as under a prior with bounds. */
  coefficients(): AffineCoefficients | null;
  /** Null where rows are not normal with one sd that grows with the effects' along a line: see `ResidualScale`. */
  gaussian(): GaussianRows | null;
  /** Writes offset + X beta of every linear predictor. */
  fixedPart(linear: Float64Array, etaOut: readonly Float64Array[]): void;
  /** Writes column k of the first linear predictor's X. */
  fixedColumn(k: number, columnOut: Float64Array): void;
  /** Writes X'e, e and X being each linear predictor's. */
  fixedAdjoint(e: readonly Float64Array[], linearOut: Float64Array): void;
  /** Compiles the pass that only quadrature needs. */
  nodeRows(): NodeRows;
  /** Names of what runs off when alpha goes on and on along a direction. */
  namesAlong(alpha: Float64Array, direction: readonly number[]): string[];
}

/** y ~ Normal(eta, sd^2): the sd is the only auxiliary value. */
export interface GaussianRows {
  readonly y: Float64Array;
  /** Of the log density of each row; null for 1. */
  readonly weights: Float64Array | null;
  readonly scale: ResidualScale;
}

/** Linear coefficients that are straight lines in coordinates of alpha that nothing else reads. */
export interface AffineCoefficients {
  /** Coefficient k is slope[k] * alpha[at[k]] + shift[k]. */
  readonly at: Int32Array;
  readonly slope: Float64Array;
  readonly shift: Float64Array;
  /** log |d coefficients on the user's columns / d coefficients on the internal ones|. */
  readonly logVolume: number;
}

/** alpha to the population values: linear coefficients, auxiliary values, every L row-major. */
export interface PopulationMap {
  /** Number of values. */
  readonly count: number;
  forward(alpha: Float64Array, valuesOut: Float64Array): void;
  /** Given d lp / d values, writes the whole d lp / d alpha (log prior included) and returns the log prior. */
  backward(alpha: Float64Array, adjoints: Float64Array, alphaOut: Float64Array): number;
}

/**
 * Whether the log prior of alpha counts, the Jacobians of its transforms included. 'include' makes the marginal a
 * posterior of alpha on the unconstrained scale; 'exclude' a likelihood, whose maximum no transform moves.
 */
export type PriorUse = 'include' | 'exclude';

/**
 * Derivatives in the linear predictors of each row's log density f_i(eta_i, auxiliary), weights included. Arrays have an
 * entry a row; the caller owns them all. There is an array a linear predictor for eta, f' and u, one a pair for f'' and h, and
 * one a triple for f''', in the order of packed.ts. Written as three passes because they are wanted at different times.
 */
export interface RowDerivatives {
  /** The part of sum_i f_i that eta does not enter. */
  level(auxiliary: Float64Array): number;
  /** Writes f' and f'' and returns the rest of sum_i f_i. */
  slopes(
    eta: readonly Float64Array[],
    auxiliary: Float64Array,
    d1Out: readonly Float64Array[],
    d2Out: readonly Float64Array[],
  ): number;
  /** Writes f'''. */
  third(eta: readonly Float64Array[], auxiliary: Float64Array, d3Out: readonly Float64Array[]): void;
  /** Adds to `auxiliaryOut` the derivative in the auxiliary values of sum_i (f_i + u_i' f_i' + tr(h_i f_i'') / 2). */
  adjoint(
    eta: readonly Float64Array[],
    auxiliary: Float64Array,
    u: readonly Float64Array[],
    h: readonly Float64Array[],
    auxiliaryOut: Float64Array,
  ): void;
}

/** Each row's log density at a point of its own, for quadrature; of one linear predictor. */
export interface NodeRows {
  /** Writes the part of f that eta enters, f', and for each auxiliary value the derivative of that part in it. */
  values(
    eta: Float64Array,
    auxiliary: Float64Array,
    fOut: Float64Array,
    d1Out: Float64Array,
    scoresOut: readonly Float64Array[],
  ): void;
}
