import {
  abs,
  add,
  type Expression,
  exp,
  expm1,
  lgamma,
  log,
  log1p,
  log1pexp,
  mul,
  neg,
  select,
  sub,
} from '../../src/engine/autodiff/index.ts';
import { betaCdf } from '../../src/engine/elementary/incompleteBeta.ts';
import { logRise } from './gammaRatios.ts';
import type { Mean } from './means.ts';

/** The log density of counts without some or all of their zeros is made of these. */
export interface CountParts {
  /** log p(y) */
  readonly log: Expression;
  /** log p(0) */
  readonly logZero: Expression;
}

export function poissonParts(y: Expression, { mu, logMu }: Mean): CountParts {
  return { log: sub(sub(mul(y, logMu), mu), lgamma(add(y, 1))), logZero: neg(mu) };
}

/** NB2, variance mu + mu^2 / shape. */
export function negbinomialParts(y: Expression, { logMu }: Mean, shape: Expression): CountParts {
  // of failures and successes in its trials, -log(1 + exp(d)) and -log(1 + exp(-d)): the larger is about |d|, and nothing
  // cancels where the mean is so large that the shape is lost beside it
  const d = sub(logMu, log(shape));
  const least = log1p(exp(neg(abs(d))));
  const [failure, success] = [add(select(d, 0, 0, d), least), add(select(d, 0, neg(d), 0), least)];
  const ways = sub(add(mul(y, log(shape)), logRise(shape, y)), lgamma(add(y, 1)));
  return {
    log: sub(ways, add(mul(shape, failure), mul(y, success))),
    logZero: neg(mul(shape, failure)),
  };
}

/** Given log p(0), the log chance of anything else; a chance of less than 1e-300 counts as that. */
export function logOther(logZero: Expression): Expression {
  const size = neg(logZero);
  return log(neg(expm1(neg(select(size, 1e-300, 1e-300, size)))));
}

/** A chance `zi` of a zero that comes before anything is counted, and counts that may be 0 as well. */
export function zeroInflated(y: Expression, zi: Expression, parts: CountParts): Expression {
  const logRest = log1p(neg(zi));
  const zero = add(log(zi), log1pexp(add(sub(logRest, log(zi)), parts.logZero)));
  return select(y, 0.5, zero, add(logRest, parts.log));
}

/** A chance `hu` of 0, and outcomes that are never 0 with the log density given, which must be finite at a y of 0 too. */
export function hurdle(y: Expression, hu: Expression, others: Expression): Expression {
  return select(0, y, add(log1p(neg(hu)), others), log(hu));
}

/** Pr(Y <= y), NB2. */
export function negbinomialCdf(y: number, mu: number, shape: number): number {
  if (y < 0 || y === Number.POSITIVE_INFINITY) return y < 0 ? 0 : 1;
  const all = shape + mu;
  return betaCdf(shape / all, shape, Math.floor(y) + 1, mu / all);
}

/** A distribution function without what it has up to 0. */
export function cutAtZero(y: number, cdf: (y: number) => number): number {
  const zero = cdf(0);
  return y < 1 ? 0 : (cdf(y) - zero) / (1 - zero);
}

/** The variance of what is 0 with chance `zero`, else of this mean and variance. */
export function varianceWithZeros(zero: number, mean: number, variance: number): number {
  return (1 - zero) * (variance + zero * mean * mean);
}
