import type { GroupUnit } from './groupUnit.ts';

/** What is left out, or predicted, at a time: one row, or all rows of a group with its effects integrated out. */
export type Unit = 'row' | GroupUnit;

/** What is asked for: rows, or the levels of a grouping factor of the model. */
export type UnitAsked = { readonly unit: 'row' } | { readonly unit: 'group'; readonly group: string };

/** Log likelihoods of points, all draws of some points at a time: memory is bounded by the block that is asked for. */
export interface PointDraws {
  readonly unit: Unit;
  readonly points: number;
  /** What each point is called: the 1-based row of the user's table, or the level. */
  readonly labels: readonly string[];
  /** Rows of the data in each point. */
  readonly sizes: Int32Array;
  readonly chains: number;
  /** A chain. */
  readonly draws: number;
  /** In words what a point's value is. */
  readonly statement: string;
  /** What predictions of a point are of: `a new row of a known DID`. */
  readonly question: string;
  /** Writes `out[(point - from) * chains * draws + chain * draws + draw]`. */
  fill(from: number, to: number, out: Float64Array): void;
  /** How far the last two rules of quadrature were apart at most, in all that was filled so far; 0 without quadrature. */
  quadratureError(): number;
}
