import type { Expression } from '../../src/engine/autodiff/index.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import type { ResidualKind } from '../../src/engine/program/residual.ts';
import type { Prior } from '../priors/prior.ts';

/** What of a model's rows a structure's parameters depend on. */
export interface ResidualShape {
  /** Names of the time points or strata, in order; empty for structures without. */
  readonly points: readonly string[];
  /** Their times; null where they are no numbers. */
  readonly times: readonly number[] | null;
  /** Rows of the largest block. */
  readonly largest: number;
}

/** Two rows of a block: their places, and whether they are one. */
export interface RowPair {
  readonly a: number;
  readonly b: number;
  readonly same: boolean;
}

/** A parameter that is a single number. */
export interface ResidualParameter {
  readonly quantity: Extract<Quantity, { kind: 'residualSd' | 'residualCorrelation' }>;
  /** Null for a sd of the outcome, whose default follows the outcome's own. */
  readonly prior: Prior | null;
}

/**
 * How the residuals of a block vary together, Cov(e) = R: one row, and all that the rest of the house asks of it. R is the
 * marginal covariance of the residuals: no outcome is regressed on another.
 */
export interface ResidualStructure {
  readonly name: string;
  /** How it is written, with time, g and f for the columns. */
  readonly spelling: string;
  /**
   * What the name left of the bar is: a time that is a number, whole where steps are counted; a time point, one of few; a
   * factor of strata, without a bar; or nothing, written 1.
   */
  readonly of: 'wholeTime' | 'time' | 'wholePoint' | 'point' | 'stratum' | 'nothing';
  readonly kind: ResidualKind;
  /** One sd for all rows, the family's; else each point or stratum has its own. */
  readonly homogeneous: boolean;
  /** The single numbers, in the order they are reported. */
  parameters(shape: ResidualShape): readonly ResidualParameter[];
  /** Whether every two points have a correlation of their own, reported after the others, their prior lkj. */
  readonly freeCorrelations: boolean;
  /**
   * What the engine's kind reads, from the values of the parameters and, where correlations are free, the rows of their
   * Cholesky factor.
   */
  toEngine(
    values: readonly Expression[],
    shape: ResidualShape,
    correlation: readonly (readonly Expression[])[],
  ): readonly Expression[];
  /**
   * The covariance of the residuals of two rows of a block by definition, over sigma^2 where that is common: written apart
   * from `toEngine`, which it checks. `values` are those of the parameters, then the correlations of every two points.
   */
  entry(values: Float64Array, rows: RowPair, shape: ResidualShape): number;
  /** Whether an intercept of every block is told from it by nothing but priors. */
  readonly absorbsIntercept: boolean;
  /** In words, for equations: what the correlation of two rows of a block is. */
  readonly words: string;
}
