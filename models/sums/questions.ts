import type { Arith } from '../formula/index.ts';

/** A column of numbers that a database can compute row by row. Arithmetic has no `scale()` or `center()` left in it. */
export type RowExpression =
  | { readonly kind: 'arith'; readonly of: Arith }
  /** Numbers by the level of a column; 0 for levels that are not listed. */
  | { readonly kind: 'byLevel'; readonly column: string; readonly values: readonly LevelValue[] }
  /** A polynomial between each two breaks: coefficients of powers, the lowest first, of (x - middle) / half. */
  | { readonly kind: 'pieces'; readonly of: Arith; readonly pieces: readonly Piece[] }
  | { readonly kind: 'product'; readonly of: readonly RowExpression[] };

export interface LevelValue {
  readonly level: string;
  readonly value: number;
}

export interface Piece {
  /** Where the next piece begins; infinite for the last. */
  readonly end: number;
  readonly middle: number;
  readonly half: number;
  readonly coefs: readonly number[];
}

/** A column less a centre, over a power of two that it does not exceed then. */
export interface ScaledColumn {
  readonly of: RowExpression;
  readonly centre: number;
  readonly scale: number;
}

/** What is asked of the complete rows of a source. Plain data; every answer is a table of numbers and texts. */
export type Question =
  /** Rows, and complete rows; then, over complete rows, what `ranges` has of each expression. */
  | { readonly kind: 'counts'; readonly of: readonly RowExpression[] }
  /** The levels of a column, and how many rows each has. */
  | { readonly kind: 'levels'; readonly column: string }
  /** Least value, largest, and how many there are, of each expression, one after the other. */
  | { readonly kind: 'ranges'; readonly of: readonly RowExpression[] }
  /** Quantiles by linear interpolation between order statistics, R's type 7. */
  | { readonly kind: 'quantiles'; readonly of: Arith; readonly at: readonly number[] }
  | ProductsQuestion
  /**
   * For each distance in time of a row from the one before it, -1 where there is none: that, the number of rows, of those at a time that is not finite (or not whole, if `isWhole`), and of those
   * whose level of a column of `within` is another than that of the one before.
   */
  | {
      readonly kind: 'gaps';
      readonly series: Series;
      readonly isWhole: boolean;
      readonly within: readonly string[];
    }
  /** Least and largest difference to the row before, of each expression, one after the other. */
  | { readonly kind: 'steps'; readonly series: Series; readonly of: readonly RowExpression[] }
  /**
   * As products, for each combination of levels of the columns `by` and each distance in time of a row from the one before it, over rows that have one:
   * sums of products of the row's and of those of the one before; then, of pairs without ones, sums of products of differences, each over its `steps`.
   */
  | {
      readonly kind: 'neighbours';
      readonly series: Series;
      readonly columns: readonly ScaledColumn[];
      readonly steps: readonly number[];
      readonly pairs: readonly (readonly [number, number])[];
      readonly by: readonly string[];
    };

/**
 * For each combination of levels of the columns `by`: those, then the number of rows, then for each pair of columns the sum of
 * their products, times `weight` where there is one, in two parts: see `exact.ts`. Column 0 is a column of ones; others count from 1.
 */
export interface ProductsQuestion {
  readonly kind: 'products';
  readonly columns: readonly ScaledColumn[];
  readonly weight: ScaledColumn | null;
  readonly pairs: readonly (readonly [number, number])[];
  readonly by: readonly string[];
  /** How many combinations there are at most, where that is known. */
  readonly cells?: number;
}

/** Rows in series, the combinations of levels of some columns, by a number; what comes before a row is the one before it in its series. */
export interface Series {
  readonly by: readonly string[];
  readonly time: string;
}

/** A column of an answer. */
export type AnswerColumn = Float64Array | readonly string[];

export interface Answer {
  readonly rows: number;
  readonly columns: readonly AnswerColumn[];
}

/** What a column of the source holds; its cells as text where it is no number. */
export interface SourceColumn {
  readonly name: string;
  readonly kind: 'number' | 'text' | 'boolean';
}

/** What is known of a source before it is asked anything: its name, and the columns that the model reads. */
export interface SummedSource {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
}

/** All that a model of sums was made of. */
export interface AnsweredQuestions {
  readonly source: SummedSource;
  /** In the order in which they were asked. */
  readonly answers: readonly Answer[];
}
