import {
  add,
  atan,
  div,
  type Expression,
  exp,
  expm1,
  logistic,
  logNormalCdf,
  mul,
  neg,
  sqrt,
  square,
} from '../../src/engine/autodiff/index.ts';
import { normalQuantile } from '../../src/engine/elementary/distributions.ts';
import { sincos } from '../../src/engine/elementary/sincos.ts';
import { log, log1p } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { countedSum, countOf } from '../design/counted.ts';
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

/** A variable that is not seen, of which outcomes say where it lies. */
export interface Latent {
  readonly variance: number;
  /** What it is, for a table's foot. */
  readonly words: string;
}

/** One row of the table of links: what does not depend on the family. */
export interface Link {
  /** The mean, of one trial where there are trials, as an expression of eta; null where it is not known. */
  readonly inverse: ((eta: Expression) => Expression) | null;
  /** Where eta lies, by the outcome. Throws InputError for an outcome that says nothing of it. */
  readonly locate: (outcome: Outcome) => Place;
  /** Where a threshold lies, by whether outcomes stay below it, as 0 and 1; left out where there are none. */
  readonly locateThreshold?: (staysBelow: Outcome) => number;
  readonly ratio: Ratio | null;
  /** Of yes or no and of ordered categories: the variable, around eta, that is cut at 0 or at thresholds; left out where it has no variance. */
  readonly latent?: Latent;
  /** E mu over eta ~ Normal(eta, variance), where there is a formula; null where there is no such mean; left out for others. */
  readonly average?: ((eta: Expression, variance: Expression) => Expression) | null;
}

/** Of a link that no row tells more about. */
export const unknownLink: Link = {
  inverse: null,
  locate: () => ({ location: 0, unit: 1 }),
  ratio: null,
};

/** Under the log link of counts. */
export const rateRatio: Ratio = { title: 'RR', words: 'rate ratio' };
/** Under the log link of a chance. */
export const riskRatio: Ratio = { title: 'RR', words: 'risk ratio' };
/** Under the complementary log-log link of whether an event came: of the rates at which it comes, if those are proportional. */
export const hazardRatio: Ratio = { title: 'HR', words: 'hazard ratio' };

const known = {
  identity: {
    inverse: (eta) => eta,
    locate: (outcome) => {
      const { each, counts } = ofOneTrial(outcome);
      return { location: meanOf(each, counts), unit: spreadOf(each, counts) };
    },
    ratio: null,
    average: (eta) => eta,
  },
  log: {
    inverse: exp,
    locate: (outcome) => {
      const trials = trialsOf(outcome);
      return {
        location: log((Math.max(0, total(outcome.y, outcome.counts)) + 0.5) / (trials + 0.5)),
        unit: 1,
      };
    },
    ratio: { title: 'ratio', words: 'ratio of means' },
    average: (eta, variance) => exp(add(eta, mul(0.5, variance))),
  },
  logit: {
    inverse: logistic,
    locate: (outcome) => {
      const successes = total(outcome.y, outcome.counts);
      return { location: log((successes + 0.5) / (trialsOf(outcome) - successes + 0.5)), unit: 1 };
    },
    ratio: { title: 'OR', words: 'odds ratio' },
    latent: { variance: (Math.PI * Math.PI) / 3, words: 'variance pi^2/3 of the logistic distribution' },
  },
  probit: {
    inverse: (eta) => exp(logNormalCdf(eta)),
    locate: (outcome) => ({ location: normalQuantile(chanceOf(outcome)), unit: 1 }),
    ratio: null,
    latent: { variance: 1, words: 'variance 1 of the standard normal distribution' },
    average: (eta, variance) => exp(logNormalCdf(div(eta, sqrt(add(1, variance))))),
  },
  cauchit: {
    inverse: (eta) => add(0.5, mul(1 / Math.PI, atan(eta))),
    locate: (outcome) => {
      const { sin, cos } = sincos(Math.PI * (chanceOf(outcome) - 0.5));
      return { location: sin / cos, unit: 1 };
    },
    ratio: null,
  },
  cloglog: {
    inverse: (eta) => neg(expm1(neg(exp(eta)))),
    locate: (outcome) => ({ location: log(-log1p(-chanceOf(outcome))), unit: 1 }),
    ratio: null,
    latent: { variance: (Math.PI * Math.PI) / 6, words: 'variance pi^2/6 of the extreme-value distribution' },
  },
  sqrt: {
    inverse: square,
    locate: (outcome) => byMean(outcome, (mean) => [Math.sqrt(mean), 0.5 / Math.sqrt(mean)]),
    ratio: null,
    average: (eta, variance) => add(square(eta), variance),
  },
  inverse: {
    inverse: (eta) => div(1, eta),
    locate: (outcome) => byMean(outcome, (mean) => [1 / mean, 1 / (mean * mean)]),
    ratio: null,
    average: null,
  },
  '1/mu^2': {
    inverse: (eta) => div(1, sqrt(eta)),
    locate: (outcome) => byMean(outcome, (mean) => [1 / (mean * mean), 2 / (mean * mean * mean)]),
    ratio: null,
    average: null,
  },
} satisfies Record<string, Link>;

/** The links poolwise knows, by name. */
export const links: Readonly<Record<string, Link>> = known;

/** A link poolwise knows, or one of a family of the user's own. */
export type LinkName = keyof typeof known | (string & {});

function trialsOf({ y, trials, counts }: Outcome): number {
  return trials === null ? countOf(y.length, counts) : total(trials, counts);
}

/** Proportions where there are trials; rows without any are left out. */
function ofOneTrial({ y, trials, counts }: Outcome): {
  readonly each: Float64Array;
  readonly counts: Float64Array | undefined;
} {
  if (trials === null) return { each: y, counts };
  return {
    each: y.map((successes, i) => successes / trials[i]).filter((_, i) => trials[i] > 0),
    counts: counts?.filter((_, i) => trials[i] > 0),
  };
}

/** A chance of the whole, strictly between 0 and 1. */
function chanceOf(outcome: Outcome): number {
  return (total(outcome.y, outcome.counts) + 0.5) / (trialsOf(outcome) + 1);
}

/** By the outcome's mean and sd, to first order: `of` gives the link of the mean and the size of its slope there. */
function byMean(outcome: Outcome, of: (mean: number) => readonly [number, number]): Place {
  const { each, counts } = ofOneTrial(outcome);
  const mean = meanOf(each, counts);
  const [location, slope] = of(mean);
  const unit = spreadOf(each, counts) * slope;
  if (Number.isFinite(location) && Number.isFinite(unit) && unit > 0) return { location, unit };
  throw new InputError(
    `data: the mean of the outcome is ${mean}, of which this link makes no predictor; try another link`,
  );
}

/** Standard deviation; NaN of no values. */
export function spread(y: Float64Array, counts?: Float64Array): number {
  const mean = meanOf(y, counts);
  const squares = y.map((value) => (value - mean) * (value - mean));
  return Math.sqrt(total(squares, counts) / Math.max(1, countOf(y.length, counts) - 1));
}

const meanOf = (y: Float64Array, counts: Float64Array | undefined): number =>
  total(y, counts) / countOf(y.length, counts);

/** Standard deviation of an outcome. Throws InputError where it does not vary. */
export function spreadOf(y: Float64Array, counts?: Float64Array): number {
  const sd = spread(y, counts);
  if (sd > 0) return sd;
  throw y.every((value) => value === y[0])
    ? new InputError(`data: every value of the outcome is ${y[0]}; there is nothing to model`)
    : new InputError(
        `data: the outcome varies too little to tell, as ${y[0]} does; multiply it by a constant`,
      );
}

/** The sum, each as often as it counts. */
export function total(values: Float64Array, counts?: Float64Array): number {
  return countedSum(values, counts ?? null, (value) => value);
}
