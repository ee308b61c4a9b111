import type { Rng } from '../rng.ts';

/** Takes combinations of rows: between `end`s the rows added, times their coefficients, are one. */
export interface RowCombiner {
  add(row: number, coefficient: number): void;
  /** The combination is complete: its square belongs to this set. */
  end(set: number): void;
}

/** At one value of the parameters: e'C^-1 e = sum_k weights[k] (sum of squares of set k). */
export interface ResidualWeights {
  readonly weights: Float64Array;
  /** d weights / d parameter, one array a parameter. */
  readonly slopes: readonly Float64Array[];
  /** log |C| over all rows, and its derivatives. */
  readonly logDeterminant: number;
  readonly determinantSlopes: Float64Array;
}

/**
 * C^-1 as a sum of squares of fixed combinations of rows, in sets that share a weight; only the weights read parameters.
 * So sums over rows need to be gathered once.
 */
export interface ResidualForm {
  readonly sets: number;
  /** Hands over every combination of a block's rows. */
  visit(block: number, combiner: RowCombiner): void;
  /** Null where C is not positive definite. */
  evaluate(parameters: Float64Array): ResidualWeights | null;
  /** Draws residuals with covariance C. */
  draw(rng: Rng, parameters: Float64Array, out: Float64Array): void;
}
