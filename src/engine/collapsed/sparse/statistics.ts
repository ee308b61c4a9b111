import type { SparseAnalysis } from '../../linalg/sparseCholesky/analysis.ts';
import type { BlockPattern } from '../../linalg/sparseCholesky/pattern.ts';
import type { StatisticsShape } from '../statistics.ts';
import type { PatternSums } from './patternSums.ts';

/**
 * What a gaussian model needs to know of its rows where effects other than the leading term's are many: sums of products by
 * pairs of nodes that meet in a row, or in a level of the leading term. Nodes are the levels of the border's terms, one after
 * the other, and last the columns of X and y. Plain data.
 */
export interface SparseStatistics extends StatisticsShape {
  readonly kind: 'sparse';
  /** Sum of the weights of the rows (their number, where there are none). */
  readonly weight: number;
  /** Where sums stand; the last node has a row for every column of X and one for y. */
  readonly pattern: BlockPattern;
  /** How the precision of the border's unknowns is factored; the last node has the integrated coefficients, if there are any. */
  readonly analysis: SparseAnalysis;
  /** Numbers of `pattern`: sums over the rows; none, but 0, where residuals have a structure, which weighs the sums of its sets. */
  readonly sums: Float64Array;
  readonly sets: PatternSums | null;
  /** The leading term's levels, where there is one; null where every term is in the border. */
  readonly lead: LeadingSums | null;
}

/** The leading term, k coefficients a level. */
export interface LeadingSums {
  /** Z_j'WZ_j (k x k a level), Z_j'Wy, and Z_j'WU by the border columns that level j touches, k numbers each. */
  readonly zz: Float64Array;
  readonly zy: Float64Array;
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly zu: Float64Array;
  /** Levels with the same Z_j'WZ_j are a class: that of each level, how many a class has, and that matrix. */
  readonly classOf: Int32Array;
  readonly members: Float64Array;
  readonly information: Float64Array;
  /**
   * Of every class, on the pattern, sum_j t_c t_d' of the rows t of Z_j'W[U, y]: for every c >= d in turn, t_c t_d' + t_d t_c'
   * where c > d.
   */
  readonly products: PatternSums;
}

export const lowerCount = (k: number): number => (k * (k + 1)) / 2;
