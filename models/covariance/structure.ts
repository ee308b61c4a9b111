import type { Expression } from '../../src/engine/autodiff/index.ts';
import type { ReportedQuantity } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type { CorrelationPrior, CovariancePrior, Prior, ScalarPrior } from '../priors/prior.ts';
import type { Constrained, Support } from '../priors/support.ts';
import type { Basis } from './basis.ts';

/** A random term as its structure sees it: k coefficients a level, with covariance G. */
export interface CovarianceTerm {
  readonly group: string;
  readonly coefs: readonly string[];
  /** The linear predictor that each coefficient enters; one predictor after the other. */
  readonly predictors: readonly string[];
  /** What parameters are called that the coefficients share: `ar1(t)`. */
  readonly block: string;
  readonly basis: Basis;
}

/** All that a term's parameters are named after. */
export type NamedTerm = Omit<CovarianceTerm, 'basis'>;

/** Where a coefficient is, in one dimension or more. */
export type Point = readonly number[];

/** A reported parameter and where it is read off G: sqrt(G_ii) for a sd, the correlation of i and j. */
export interface CovarianceParameter {
  readonly quantity: Extract<Quantity, { kind: 'sd' | 'correlation' | 'commonCorrelation' }>;
  readonly of: readonly [i: number, j?: number];
  /** The quantity whose prior it shares, where that is declared under other names than its own. */
  readonly prior?: Quantity;
  /** A correlation to this power is reported: that of places one apart, read off places 1 / root apart. */
  readonly root?: number;
  /** What is reported of a correlation, where that is another one. */
  readonly read?: (correlation: number) => number;
}

/** What a structure builds its part of a log density with. */
export interface CovarianceBuilder {
  /** Scale of a linear predictor. */
  unit(predictor: string): number;
  /** The prior that was declared, else the default; goes into the printed table. */
  prior(quantity: Quantity, fallback: Prior): ScalarPrior;
  /** The shape of an LKJ prior, likewise. */
  lkj(quantity: Quantity, fallback: Prior): number;
  /** The prior of a correlation that coefficients share: an lkj, or one on values within the bounds. */
  correlation(quantity: Quantity, bounds: Support, fallback: Prior): CorrelationPrior;
  /** The prior of a term's whole covariance; null where its sds and correlations have priors of their own. */
  whole(term: NamedTerm, parameters: readonly CovarianceParameter[]): CovariancePrior | null;
  /** A new parameter of about `unit` in a prior's support; the log Jacobian of its transform is the caller's to count. */
  constrained(support: Support, unit: number): Constrained;
  /** A new coordinate, unbounded. */
  free(): Expression;
  /** Adds to the log prior. */
  count(logPrior: Expression): void;
}

/** The covariance of a term as expressions in alpha. */
export interface CovarianceLayout {
  /** L of the internal columns, k x k row-major, zeros above the diagonal. */
  readonly factor: readonly Expression[];
  /** The parameters' values on the user's scale, in their order. */
  readonly values: readonly Pick<ReportedQuantity, 'expression' | 'support' | 'rises'>[];
}

/** A term with the priors that were resolved for it. */
export interface CovariancePriors {
  scalar(quantity: Quantity): ScalarPrior;
  lkj(quantity: Quantity): number;
  correlation(quantity: Quantity): CorrelationPrior;
  /** Null where sds and correlations have priors of their own. */
  whole(term: NamedTerm): CovariancePrior | null;
}

/**
 * How the coefficients of a level vary together: one row, and all that the rest of the house asks of it.
 * Matrices are k x k, row-major.
 */
export interface CovarianceStructure {
  /** As formulas spell it. */
  readonly kind: string;
  /**
   * What the coefficients are: those of the terms before the bar as coded; the same, but of one factor by itself one a level;
   * or of one column one for each time from the first to the last, or one for each place that occurs; or of several columns one
   * for each point that occurs.
   */
  readonly coefficients: 'block' | 'levels' | 'times' | 'places' | 'points';
  /** The structure over these places, ascending, or points, where distances matter. */
  readonly over?: (places: readonly Point[]) => CovarianceStructure;
  /** Most coefficients that its factor is worth waiting for; null where that is for the number of columns to say. */
  readonly most: number | null;
  /**
   * What may be done to the columns without leaving the model: every linear map of them; a scale for each; or nothing but
   * one scale for all.
   */
  readonly closedUnder: 'everyMap' | 'rescaling' | 'oneScale';
  /** What is reported, in order. */
  parameters(term: NamedTerm): readonly CovarianceParameter[];
  layOut(term: CovarianceTerm, builder: CovarianceBuilder): CovarianceLayout;
  /** A draw from the priors: F with b = F z on the user's columns, z standard normal. */
  draw(rng: Rng, term: CovarianceTerm, priors: CovariancePriors): Float64Array;
  /** G on the user's columns from the parameters' values, in their order. */
  covariance(coefs: number, values: ArrayLike<number>): Float64Array;
  /** Log prior density of the parameters at G, up to a constant: written apart from `layOut`, which it checks. */
  logPrior(term: CovarianceTerm, priors: CovariancePriors): (g: Float64Array) => number;
  /** The same as the density of what priors were declared for, without the Jacobian from there; left out where that is constant. */
  readonly declaredLogPrior?: (term: CovarianceTerm, priors: CovariancePriors) => (g: Float64Array) => number;
  /** G in words, after "G k x k". */
  words(coefs: number): string;
}
