import type { LaplaceResult } from './laplace.ts';

/** What an estimated log determinant does to a fit. */
export interface DeterminantError {
  /** Random vectors that it is estimated from. */
  readonly vectors: number;
  /** Standard error that it gives the log likelihood. */
  readonly logLik: number;
  /** The largest standard error that it gives a parameter, on its unconstrained scale, in that parameter's standard errors. */
  readonly drift: number;
}

/** Null where the log determinant is exact. */
export function determinantError({ latent }: Pick<LaplaceResult, 'latent'>): DeterminantError | null {
  const { determinant } = latent;
  if (determinant.kind === 'exact') return null;
  const { recipe, standardError, drift } = determinant;
  return {
    vectors: recipe.count,
    logLik: standardError / 2,
    drift: drift.reduce((a, b) => Math.max(a, b), 0),
  };
}
