import type { ResidualSyntax } from '../residual/parse.ts';
import type { ContrastSpec } from './contrastSpec.ts';
import type { NamedMatrix } from './matrixSpec.ts';
import type { Recipe } from './recipe.ts';

/** Drop rows that lack a value, with a note; or refuse them. */
export type MissingRule = 'drop' | 'error';

export const missingRules: readonly MissingRule[] = ['drop', 'error'];

/** How columns are to be read, where the table alone does not say. */
export interface DesignOptions {
  /**
   * Columns to treat as factors, whatever they hold: their levels in order, reference first, or 'sorted' by code
   * point. They win over what the table declares. An outcome declared with two levels counts the second as 1.
   */
  readonly factors?: Readonly<Record<string, readonly string[] | 'sorted'>>;
  /** The outcome is of ordered categories: a factor's levels count from 1. */
  readonly ordered?: boolean;
  /** The outcome is one of these levels of a factor, which count from 1 in this order. */
  readonly categories?: readonly string[];
  /** What the outcome's linear predictor is called; `mu` if left out. */
  readonly predictor?: string;
  /** What becomes of rows with missing values; 'drop' if left out. */
  readonly missing?: MissingRule;
  /** How factors are coded, by column; by dummies without the first level where nothing is said. */
  readonly contrasts?: Readonly<Record<string, ContrastSpec>>;
  /** Matrices that `gr(g, cov = A)` and `gr(g, prec = Q)` name. */
  readonly cov?: Readonly<Record<string, NamedMatrix>>;
  /** Most levels a factor may have as a predictor, default 500; groups may have any number. */
  readonly maxLevels?: number;
  /** Most fixed-effect columns, default 2,000: interactions of factors multiply quickly. */
  readonly maxColumns?: number;
  /** Told how many rows and fixed-effect columns there are before the columns are made; what it throws is passed on. */
  readonly admit?: (rows: number, columns: number) => void;
  /**
   * What is known of the rows already, where a table stands for them: encodings, which are then not learned from it, and the fixed-effect
   * columns that depend on others, which are then not looked for.
   */
  readonly learned?: Pick<Recipe, 'variables' | 'leftOut'>;
  /** How residuals vary together, whose columns are read as the formula's are; null or left out for independent ones. */
  readonly residual?: ResidualSyntax | null;
}
