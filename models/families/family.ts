import type { Expression } from '../../src/engine/autodiff/index.ts';
import type { Support } from '../priors/support.ts';

/** What the outcome must look like; the check that belongs to it is in `response.ts`. */
export type ResponseKind = 'real' | 'binary' | 'count' | 'successes';

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

export interface FamilyParameter {
  readonly name: string;
  readonly support: Support;
  /** True for a scale of the outcome (sigma): its default prior then follows the outcome's sd. */
  readonly scalesWithOutcome?: boolean;
}

/** log p(y | eta, parameters) of one row, normalised; its derivatives come from the graph. */
export type RowLogDensity = (row: RowVariables, parameters: FamilyParameters) => Expression;

/**
 * One row of the table of families. A user's own family is the same kind of object.
 * `links` maps each allowed link to the density in terms of eta, so that it can be written without overflow.
 */
export interface Family {
  readonly name: string;
  readonly response: ResponseKind;
  readonly parameters: readonly FamilyParameter[];
  readonly links: Readonly<Record<string, RowLogDensity>>;
  readonly defaultLink: string;
  /** How the outcome is written in equations, such as `Normal(mu_ij, sigma^2)`. */
  readonly notation: string;
}
