import type { SparseRows } from '../linalg/sparse.ts';

/**
 * One term's part of Z: row i has `columns[c][i]` (1 where null) at level `index[i]`, coefficient c, in the linear predictor
 * `predictors[c]`.
 */
export interface LatentTerm {
  /** Coefficients a level. */
  readonly k: number;
  readonly levels: number;
  readonly index: Int32Array;
  readonly columns: readonly (Float64Array | null)[];
  readonly predictors: readonly number[];
  /**
   * Where rows have mixtures of levels: row i is at place `index[i]` then, and what a place has of each level is its row here.
   * Absent where a row has its level's effects and nothing of others'.
   */
  readonly mixing?: SparseRows;
  /** Where variance can be added to L L': in any direction, to each coefficient by itself, or not without more. */
  readonly growth: 'any' | 'each' | 'none';
}
