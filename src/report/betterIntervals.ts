import type { Bootstrap } from '../../models/likelihood/bootstrap.ts';
import type { ProfileInterval } from '../../models/likelihood/profile.ts';

/** Intervals that replace the Wald intervals of the population parameters, if any. */
export type BetterIntervals =
  | { readonly kind: 'wald' }
  | { readonly kind: 'profile'; readonly profiles: readonly ProfileInterval[] }
  | { readonly kind: 'bootstrap'; readonly bootstrap: Bootstrap };
