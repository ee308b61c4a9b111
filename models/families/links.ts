import { type Expression, exp, logistic } from '../../src/engine/autodiff/index.ts';
import { log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Outcome } from './responses.ts';

/** What exp(coefficient) means, for a table's head and in words. */
export interface Ratio {
  readonly title: string;
  readonly words: string;
}

/** Where the linear predictor lies, for default priors and for putting parameters on a scale of about one. */
export interface Place {
  /** A rough value of the intercept at the predictors' means. */
  readonly location: number;
  /** A rough sd of the linear predictor. */
  readonly unit: number;
}

/** One row of the table of links: what does not depend on the family. */
export interface Link {
  /** The mean, of one trial where there are trials, as an expression of eta; null where it is not known. */
  readonly inverse: ((eta: Expression) => Expression) | null;
  /** Where eta lies, by the outcome. Throws InputError for an outcome that says nothing of it. */
  readonly locate: (outcome: Outcome) => Place;
  readonly ratio: Ratio | null;
}

/** Of a link that no row tells more about. */
export const unknownLink: Link = {
  inverse: null,
  locate: () => ({ location: 0, unit: 1 }),
  ratio: null,
};

/** Under the log link of counts. */
export const rateRatio: Ratio = { title: 'RR', words: 'rate ratio' };

const known = {
  identity: {
    inverse: (eta) => eta,
    locate: ({ y }) => ({ location: total(y) / y.length, unit: spreadOf(y) }),
    ratio: null,
  },
  log: {
    inverse: exp,
    locate: ({ y }) => ({ location: log((Math.max(0, total(y)) + 0.5) / (y.length + 0.5)), unit: 1 }),
    ratio: { title: 'ratio', words: 'ratio of means' },
  },
  logit: {
    inverse: logistic,
    locate: ({ y, trials }) => {
      const successes = total(y);
      const all = trials === null ? y.length : total(trials);
      return { location: log((successes + 0.5) / (all - successes + 0.5)), unit: 1 };
    },
    ratio: { title: 'OR', words: 'odds ratio' },
  },
} satisfies Record<string, Link>;

/** The links poolwise knows, by name. */
export const links: Readonly<Record<string, Link>> = known;

/** A link poolwise knows, or one of a family of the user's own. */
export type LinkName = keyof typeof known | (string & {});

/** Standard deviation of an outcome. Throws InputError where it does not vary. */
export function spreadOf(y: Float64Array): number {
  const mean = total(y) / y.length;
  const sd = Math.sqrt(total(y.map((value) => (value - mean) * (value - mean))) / Math.max(1, y.length - 1));
  if (sd > 0) return sd;
  throw y.every((value) => value === y[0])
    ? new InputError(`data: every value of the outcome is ${y[0]}; there is nothing to model`)
    : new InputError(
        `data: the outcome varies too little to tell, as ${y[0]} does; multiply it by a constant`,
      );
}

export function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
