import type { Expression } from '../../src/engine/autodiff/index.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type { Prior } from '../priors/prior.ts';
import type { Support } from '../priors/support.ts';
import type { Link } from './links.ts';
import type { ResponseCheck, ResponseKind } from './responses.ts';

/** The variables a family's log density may read, besides its own parameters. */
export interface RowVariables {
  /** The outcome; the number of successes for 'successes'. */
  readonly y: Expression;
  /** The linear predictor, offset included. */
  readonly eta: Expression;
  /** Number of trials; 1 where the outcome is no count of successes. */
  readonly trials: Expression;
}

/** A family's own parameters, such as sigma, on their natural scale. */
export type FamilyParameters = Readonly<Record<string, Expression>>;

/** A parameter of a family besides the mean, such as sigma. */
export interface FamilyParameter {
  readonly name: string;
  readonly support: Support;
  /** True for a scale of the outcome (sigma): its default prior then follows the outcome's sd. */
  readonly scalesWithOutcome?: boolean;
  /** True for the residual's scale (sigma), in whose unit shrinkage priors of coefficients are. */
  readonly residualScale?: boolean;
  /**
   * Its default prior, by the unit it is measured in: the outcome's sd where it scales with that, else 1. Left out: half
   * Student's t for positive ones, Student's t for real ones, uniform between bounds.
   */
  readonly prior?: (unit: number) => Prior;
}

/** log p(y | eta, parameters) of one row, normalised; its derivatives come from the graph. */
export type RowLogDensity = (row: RowVariables, parameters: FamilyParameters) => Expression;

/** The logarithms of what lies on either side of an outcome, as expressions: what a censored outcome needs. */
export interface Tails {
  /** log Pr(Y <= y). */
  readonly below: RowLogDensity;
  /** log Pr(Y > y). */
  readonly above: RowLogDensity;
}

/**
 * An increasing function of the outcome that is normal around eta, with an sd that is a parameter of the family: its residuals
 * may have any covariance.
 */
export interface NormalScale {
  /** Its word, before the outcome's. */
  readonly text: string;
  readonly of: (y: number) => number;
  readonly back: (x: number) => number;
  /** log of the slope of `of` at y. */
  readonly logSlope: (y: number) => number;
  /** Of `of` y in the place of y. */
  readonly density: RowLogDensity;
}

/** The distribution of one row's outcome, in numbers. */
export interface RowDistribution {
  /** What the link's inverse makes of eta: the mean, of one trial where there are trials, or what the family has instead. */
  readonly mu: number;
  /** 1 where the outcome is no count of successes. */
  readonly trials: number;
  /** The row's stratum, from 0, where thresholds differ by one. */
  readonly stratum?: number;
  /** The family's own, by name. */
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * Of an outcome of ordered categories: parameters that take the intercept's place, of which the density reads the differences
 * to eta alone.
 */
export interface Thresholds {
  /** The first stands between categories 1 and 2. */
  readonly names: readonly string[];
  /** Where rows of several strata have thresholds of their own: those of each, by its label; left out where all have the same. */
  readonly strata?: readonly { readonly label: string; readonly names: readonly string[] }[];
  /** Whether they must ascend, within a stratum. */
  readonly ordered: boolean;
  /** What threshold k, from 1, is asked of an outcome: whether it stays below; null where it is not asked. */
  readonly staysBelow: (y: number, k: number) => boolean | null;
}

/** What an outcome of a row does, where it is not said of mu alone. */
export interface RowFunctions {
  /** An outcome of one row; without it nothing can be simulated, bootstrap included. Only `rng` may be random. */
  readonly draw?: (rng: Rng, row: RowDistribution) => number;
  /** The mean of one row's outcome where that is not mu (times the trials); NaN where there is none. */
  readonly mean?: (row: RowDistribution) => number;
  /** The variance of one row's outcome; infinite where there is none. */
  readonly variance?: (row: RowDistribution) => number;
  /** Pr(Y <= y) of one row. */
  readonly cdf?: (y: number, row: RowDistribution) => number;
  /** Of outcomes that are categories: the chances of 1, 2, ..., all together 1. */
  readonly chances?: (row: RowDistribution) => readonly number[];
}

/** A density under a link of which poolwise knows nothing, or not what it should; what is left out is as for its name. */
export type LinkDensity = {
  readonly density: RowLogDensity;
  /** What a censored outcome needs; left out, none can be. */
  readonly tails?: Tails;
  /** Where residuals may have a covariance, though the outcome is not normal itself. */
  readonly normal?: NormalScale;
} & Partial<Link> &
  RowFunctions;

/**
 * One row of the table of families: all that poolwise asks of one. A user's own family is the same kind of object.
 * What can be done exactly with it (`Capabilities`) is read from its density, not declared here. What outcomes do may depend on
 * the link in more than mu: a link's own `draw`, `mean` and `cdf` win.
 */
export interface Family extends RowFunctions {
  readonly name: string;
  /** What outcomes it takes: a kind poolwise knows, or a check of its own. */
  readonly response: ResponseKind | ResponseCheck;
  readonly parameters: readonly FamilyParameter[];
  /** Each allowed link with the density in terms of eta, so that it can be written without overflow. */
  readonly links: Readonly<Record<string, RowLogDensity | LinkDensity>>;
  readonly defaultLink: string;
  /** How the outcome is written in equations, such as `Normal(mu_ij, sigma^2)`. */
  readonly notation: string;
  /** As brms knows it, of the same parameters: its name there, and what stands beside the outcome. None where brms has no such family. */
  readonly brms?: { readonly family: string; readonly addition?: string };
  /** What linear predictors are of, where not of mu: `logit(Pr(Y_ij <= k)) = threshold_k - eta_ij`, by the link's name. */
  readonly predicted?: (link: string) => readonly string[];
  /**
   * What the linear predictor of eta is called where not `mu`, and parameters that have the outcome's formula unless they have
   * one of their own.
   */
  readonly predictors?: { readonly main: string; readonly alike: readonly string[] };
  /** Parameters that take the intercept's place; left out for most. */
  readonly thresholds?: Thresholds;
  /**
   * The family of outcomes with these categories, in order, where what it has depends on them; a row of the table is itself
   * that of three.
   */
  readonly ofCategories?: (labels: readonly string[]) => Family;
}
