/**
 * The curvature H = I + Lambda'Z'WZ Lambda of spherical group effects, and what a Laplace fit asks of it: the seam between the
 * engine and how such matrices are handled. Vectors are in theta order; arrays of rows as packed.ts has them.
 */
export interface EffectCurvature {
  /** Takes in W and each term's L; false if H is not positive definite, and then nothing else may be asked. */
  factor(w: readonly Float64Array[], factors: readonly Float64Array[]): boolean;
  logDeterminant(): number;
  /** x <- H^-1 x. */
  solve(x: Float64Array): void;
  /**
   * For H as it was last taken in, and the same L, writes what gradients need of its inverse: for each pair of linear
   * predictors and row the leverage h_pq = zt_p' H^-1 zt_q, zt = Lambda'z, and for each term the sum over levels of H^-1's
   * diagonal blocks, k x k row-major. No leverages are written where there is no array for them.
   */
  inverse(
    factors: readonly Float64Array[],
    leveragesOut: readonly Float64Array[],
    blocksOut: readonly Float64Array[],
  ): void;
}
