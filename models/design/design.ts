import type { SparseRows } from '../../src/engine/linalg/sparse.ts';
import type { Point } from '../covariance/structure.ts';
import type { CovarianceKind } from '../covariance/structures.ts';
import type { PredictorFormula } from '../formula/index.ts';
import type { Note } from '../notes.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import type { ResidualShape } from '../residual/structure.ts';
import { countOf } from './counted.ts';
import type { KnownCovariance } from './known.ts';
import type { Recipe } from './recipe.ts';

/** Fixed-effect columns, without the intercept, on the user's scale. */
export interface FixedDesign {
  readonly intercept: boolean;
  /** brms spelling: `Age`, `Sexmale`, `Sexmale:Age`; a call keeps its text, `log(Age)`. */
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Whose columns are among them: their coefficients share a sign. */
  readonly monotone: readonly MonotoneDesign[];
  /** How many rows each row stands for; left out for one each. */
  readonly counts?: Float64Array;
}

/** `mo(x)`: column number `first + i` is 1 where x is above level i, counted from 0, and 0 elsewhere. */
export interface MonotoneDesign {
  /** brms spelling, `mox`. */
  readonly name: string;
  /** `mo(x)`. */
  readonly text: string;
  readonly first: number;
  /** One fewer than levels. */
  readonly steps: number;
}

/** One random-effects term: rows grouped by a factor, `k = coefs.length` coefficients a level. */
export interface GroupDesign {
  /** The linear predictor that it belongs to, `mu` for the mean's. */
  readonly predictor: string;
  /** Shared with the terms that it has one covariance with, `(x |p| g)`; null for one by itself. */
  readonly id: string | null;
  /** Name of the grouping factor, `DID` or `hospital:ward`. */
  readonly group: string;
  /** Levels in order; only levels that occur in the kept rows. */
  readonly levels: readonly string[];
  /** `index[i]` is the level of row i; the number of its set where rows belong to several levels. */
  readonly index: Int32Array;
  /** How rows belong to several levels; left out where a row has one. */
  readonly members?: Members;
  /** How levels vary together; left out where they are independent. */
  readonly known?: KnownCovariance;
  /** `Intercept` first where there is one; else as FixedDesign.names. */
  readonly coefs: readonly string[];
  /** One column a coefficient, length rows; all ones for the intercept. */
  readonly columns: readonly Float64Array[];
  /** Of what bends of a smooth, `s(x)`: no grouping factor, one level. */
  readonly smooth?: string;
  /** What parameters are called that the coefficients share: `ar1(t)`, `homdiag(1+x)`. */
  readonly block: string;
  /** Where the coefficients are, for a structure of distances. */
  readonly places?: readonly Point[];
  /** Each class of levels has a covariance of its own; null where all have one. */
  readonly classes: GroupClasses | null;
  /** How the coefficients of a level vary together: a row of models/covariance. */
  readonly covariance: CovarianceKind;
  /** As a fixed design's. */
  readonly counts?: Float64Array;
}

/** Levels of a grouping factor in classes, `gr(g, by = f)`. */
export interface GroupClasses {
  /** `fA`: the factor and its level. */
  readonly names: readonly string[];
  /** Class of each level. */
  readonly of: Int32Array;
}

/** A random term of the model: a predictor's own, or all those of one id. */
export type TermDesign = TermOf<GroupDesign>;

/** What the term of some predictors' own is. */
export type TermOf<G extends GroupDesign> = Omit<G, 'predictor' | 'id'> & {
  /** The linear predictor that each coefficient enters, one predictor after the other. */
  readonly predictors: readonly string[];
};

/** Rows that belong to several levels of a group. */
export interface Members {
  /** The different sets of levels, with the weight of each. */
  readonly sets: SparseRows;
  /** Whose levels, and how much of each: `g1 and g2, weights w1 and w2 over their sum`. */
  readonly words: string;
}

/** Where the rows of a design stand in a residual structure. */
export interface ResidualDesign extends ResidualShape {
  readonly syntax: ResidualSyntax;
  /** Block of each row; null where every row is one. */
  readonly block: Int32Array | null;
  /** What blocks are called: levels of their group. */
  readonly blocks: readonly string[];
  /** Time, or number of the time point or stratum, of each row; zeros for structures without. */
  readonly place: Float64Array;
}

/** The linear predictor of one of the family's own parameters, at the rows of the design. */
export interface ParameterDesign {
  readonly parameter: string;
  readonly terms: PredictorFormula;
  readonly fixed: FixedDesign;
  readonly groups: readonly GroupDesign[];
  /** As a design's. */
  readonly offset: Float64Array | null;
  readonly recipe: Recipe;
}

/** What is known of each value: itself, or that the outcome lies above it, below it, or between it and another. */
export interface Censoring {
  /** A place in `censoringKinds`, one a row. */
  readonly codes: Float64Array;
  /** Upper ends of intervals; for other rows some number above the value. */
  readonly upper: Float64Array;
}

/** Known residual sds. */
export interface StandardErrors {
  /** Positive, one a row. */
  readonly values: Float64Array;
  /** Whether the family's own residual sd is there too: variances add. */
  readonly withSigma: boolean;
}

/** Categories, numbered from 1. */
export interface Categories {
  /** As many as the formula asks for; null where it does not. */
  readonly count: number | null;
  /** Levels of a factor; null for numbers. */
  readonly labels: readonly string[] | null;
  /** By what thresholds differ; null where they do not. */
  readonly strata: Strata | null;
}

/** Rows in classes that have thresholds of their own. */
export interface Strata {
  /** The column. */
  readonly name: string;
  readonly labels: readonly string[];
  /** Class of each row, from 0. */
  readonly codes: Float64Array;
}

/** Kinds of censoring, by their codes. */
export const censoringKinds = ['none', 'right', 'left', 'interval'] as const;
export type CensoringKind = (typeof censoringKinds)[number];

/** The outcome column of a design: values, or counts of successes among trials. */
export type Response =
  | {
      readonly kind: 'values';
      readonly name: string;
      readonly values: Float64Array;
      /** How each value is censored; null where none can be. */
      readonly censoring: Censoring | null;
      /** Null where none are known. */
      readonly standardErrors: StandardErrors | null;
      /** Of categories. */
      readonly categories?: Categories;
    }
  | {
      readonly kind: 'counts';
      readonly name: string;
      readonly successes: Float64Array;
      readonly trials: Float64Array;
    };

/** Table + terms, incomplete rows gone: what a model is made of. All columns have length `rows`. */
export interface Design {
  readonly formula: string;
  readonly source: string;
  readonly rows: number;
  /** 1-based row numbers (data rows, header not counted) left out because a value the formula needs is missing. */
  readonly dropped: readonly number[];
  readonly response: Response;
  /** What the outcome's linear predictor is called, `mu` for most. */
  readonly predictor: string;
  readonly fixed: FixedDesign;
  readonly groups: readonly GroupDesign[];
  /** Where rows stand in a residual structure; null where residuals are independent. */
  readonly residual: ResidualDesign | null;
  /** Linear predictors of the family's own parameters. */
  readonly further: readonly ParameterDesign[];
  /** Sum of the offset terms, or null when there are none. */
  readonly offset: Float64Array | null;
  /** As a fixed design's: equal rows of the source that were merged before they were read. */
  readonly counts?: Float64Array;
  /** As the table's: rows left out for missing values before they were read. */
  readonly incomplete?: number;
  /** `rowNumbers[i]` is the 1-based row of the table that design row i came from. */
  readonly rowNumbers: Int32Array;
  /** What was settled without asking: how the table was read, and how its columns were taken. */
  readonly notes: readonly Note[];
}

/** How many rows were left out for missing values. */
export function droppedCount({ dropped, incomplete = 0 }: Pick<Design, 'dropped' | 'incomplete'>): number {
  return dropped.length + incomplete;
}

/** The rows of the source that a design is of: its own, or those that were merged into them. */
export function rowCount({ rows, counts }: Pick<Design, 'rows' | 'counts'>): number {
  return Math.round(countOf(rows, counts));
}
