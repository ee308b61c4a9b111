import type { Model } from '../glmm.ts';
import type { Draws } from '../posterior/draws.ts';

/** What predictions are made from: a fit of `sample` has both. */
export interface Posterior {
  readonly model: Model;
  readonly draws: Draws;
  /** Of several imputed data sets: how many the chains are of. */
  readonly imputations?: number;
}

/**
 * What becomes of group effects: those of the groups that rows name; none, as in a group at the middle of all; or an average
 * over groups, E over b ~ N(0, G).
 */
export type GroupRule = 'given' | 'typical' | 'averaged';

export const groupRules: readonly GroupRule[] = ['given', 'typical', 'averaged'];

/** A row's distribution, for a quantity of the user's own. */
export interface RowAt {
  /** What the link's inverse makes of eta: the mean, of one trial where there are trials, for most families. */
  readonly mu: number;
  /** 1 where the outcome is no count of successes. */
  readonly trials: number;
  /** The family's own, by name. */
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * What is predicted: the linear predictor; the outcome's mean; outcomes; their sd; a quantile of theirs; the chance that one is above
 * a value; one of the family's parameters; or any function of these.
 */
export type Scale =
  | 'link'
  | 'mean'
  | 'outcome'
  | 'sd'
  | { readonly quantile: number }
  | { readonly above: number }
  | { readonly parameter: string }
  | { readonly of: (row: RowAt) => number };

/** What is asked of rows. */
export interface Asked {
  readonly scale: Scale;
  readonly groups: GroupRule;
  /** Of what is drawn: outcomes, effects of new levels; "1" if left out. */
  readonly seed?: string;
  /**
   * Of new rows under groups 'given', where residuals vary together: whether from the residuals of the model's own rows in the same block, as `predict` does.
   * Without, residuals are new ones.
   */
  readonly ahead?: boolean;
}

/** Values at rows, all draws of some rows at a time: memory is bounded by the block that is asked for. */
export interface RowDraws {
  readonly rows: number;
  readonly chains: number;
  /** A chain. */
  readonly draws: number;
  /** In words what these are, such as "expected remission (probability), averaged over DID"; to be printed with results. */
  readonly statement: string;
  /** Where there is a value a category; null otherwise. */
  readonly categories: readonly string[] | null;
  /** Writes `out[((row - from) * (categories ?? 1) + category) * chains * draws + chain * draws + draw]`. */
  fill(from: number, to: number, out: Float64Array): void;
}
