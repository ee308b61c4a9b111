import type { ProbeRecipe } from '../linalg/estimated/probes.ts';

/** How log |H| is had: from a factor, or estimated where one would be too dense; 'auto' says which by counted work. */
export type DeterminantRule = 'auto' | 'exact' | 'estimated';
export const determinantRules: readonly DeterminantRule[] = ['auto', 'exact', 'estimated'];

/** The same, chosen; an estimate from vectors that are known, or null for vectors yet to be chosen. */
export type DeterminantMethod =
  | { readonly kind: 'exact' }
  | { readonly kind: 'estimated'; readonly recipe: ProbeRecipe | null };

/** The same at a fit, an estimate with what its error is and does. Plain data. */
export type FittedDeterminant =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'estimated';
      readonly recipe: ProbeRecipe;
      /** Of log |H| at the fit, over the random vectors; the log likelihood's is half of it. */
      readonly standardError: number;
      /** Of each coordinate of alpha at the fit, for the same reason, in its own standard errors; 0 where it has none. */
      readonly drift: Float64Array;
    };
