import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import {
  type CorrelationPrior,
  type CovariancePrior,
  describePrior,
  isScalar,
  isShrinkage,
  type Prior,
  type ScalarPrior,
  supportOf,
} from './prior.ts';
import { covarianceKeys, priorKeys } from './priorKeys.ts';
import type { ShrinkagePrior } from './shrinkage.ts';
import { describeSupport, isWithin, type Support } from './support.ts';

/** Priors by parameter or class, read and checked: see `readPriorTable`. */
export type DeclaredPriors = Readonly<Record<string, Prior>>;

/** One row of the table printed before sampling. */
export interface ResolvedPrior {
  /** The class or parameter it was declared for; the parameter itself for a default. */
  readonly parameter: string;
  readonly prior: Prior;
  readonly isDefault: boolean;
  /** Of a group's intercept: the prior is for its value at the predictors' means, not at their zero as reported. */
  readonly atMeans?: true;
}

/** Looks priors up, most specific key first, and remembers what was asked for. */
export interface PriorLookup {
  /**
   * The prior of one scalar parameter.
   * @param keys from the most specific to the class, such as `['sd_DID__Age', 'sd_DID', 'sd']`
   */
  scalar(keys: readonly string[], support: Support, fallback: Prior): ScalarPrior;
  /** The prior of a coefficient of a class that may share one: one of its own, or the class's. */
  coefficient(keys: readonly string[], fallback: Prior): ScalarPrior | ShrinkagePrior;
  /** The scalar prior that was declared under the first of the keys that has one; nothing is remembered. */
  written(keys: readonly string[]): ScalarPrior | null;
  /** The same of a whole covariance. */
  declaredCovariance(keys: readonly string[]): CovariancePrior | null;
  /** The LKJ shape of a correlation matrix. */
  correlation(keys: readonly string[], fallback: Prior): number;
  /** The prior of a correlation that coefficients share: an lkj, or a scalar one. */
  commonCorrelation(keys: readonly string[], bounds: Support, fallback: Prior): CorrelationPrior;
  /** The prior of a whole covariance; null without. It takes the place of those under the keys in `parts`. */
  covariance(keys: readonly string[], parts: readonly string[]): CovariancePrior | null;
  /** The table so far, and InputError if a declared key was never looked up. */
  finish(): ResolvedPrior[];
}

/** `defaults` take the place of those that are scaled to the data, by the parameter's own name. */
export function createPriorLookup(declared: DeclaredPriors, defaults: DeclaredPriors = {}): PriorLookup {
  const resolved: ResolvedPrior[] = [];
  const known = new Set<string>();
  const covariances = new Set<string>();
  const used = new Set<string>();
  const find = (keys: readonly string[], fallback: Prior): { key: string; prior: Prior } => {
    for (const key of keys) known.add(key);
    const key = keys.find((k) => Object.hasOwn(declared, k));
    const prior = key === undefined ? (defaults[keys[0]] ?? fallback) : declared[key];
    const parameter = key ?? keys[0];
    if (!used.has(parameter)) resolved.push({ parameter, prior, isDefault: key === undefined });
    used.add(parameter);
    return { key: parameter, prior };
  };
  return {
    scalar(keys, support, fallback) {
      const { key, prior } = find(keys, fallback);
      return singleNumber(key, prior, support);
    },
    coefficient(keys, fallback) {
      const { key, prior } = find(keys, fallback);
      if (isShrinkage(prior) && key === keys[keys.length - 1]) return prior;
      return singleNumber(key, prior, { kind: 'real' });
    },
    written(keys) {
      const key = keys.find((k) => Object.hasOwn(declared, k));
      const prior = key === undefined ? undefined : declared[key];
      return prior === undefined || !isScalar(prior) ? null : prior;
    },
    declaredCovariance(keys) {
      const key = keys.find((k) => Object.hasOwn(declared, k));
      const prior = key === undefined ? undefined : declared[key];
      return prior?.kind === 'invWishart' ? prior : null;
    },
    correlation(keys, fallback) {
      const { key, prior } = find(keys, fallback);
      if (prior.kind !== 'lkj')
        throw new InputError(`prior: ${key} takes lkj(eta), got ${describePrior(prior)}; try lkj(2)`, {
          parameter: key,
        });
      return prior.eta;
    },
    commonCorrelation(keys, bounds, fallback) {
      const { key, prior } = find(keys, fallback);
      return prior.kind === 'lkj' ? prior : singleNumber(key, prior, bounds);
    },
    covariance(keys, parts) {
      const key = keys.find((k) => Object.hasOwn(declared, k));
      const prior = key === undefined ? undefined : declared[key];
      for (const one of keys) {
        known.add(one);
        covariances.add(one);
      }
      if (key === undefined || prior === undefined) return null;
      if (prior.kind !== 'invWishart')
        throw new InputError(
          `prior: ${key} takes inv_wishart(df, S), got ${describePrior(prior)}; sds and correlations have priors of their own, as ${parts[0]}`,
          { parameter: key },
        );
      for (const one of parts) known.add(one);
      if (!used.has(key)) resolved.push({ parameter: key, prior, isDefault: false });
      used.add(key);
      return prior;
    },
    finish() {
      for (const key of Object.keys(declared)) {
        if (used.has(key)) continue;
        if (declared[key].kind === 'invWishart' && !known.has(key))
          throw new InputError(
            covariances.size > 0
              ? `prior: the model has no covariance "${key}" (have: ${listed([...covariances])})${didYouMean(key, covariances)}`
              : `prior: "${key}" would be of the covariance of a term such as (x | g), of two coefficients or more without a structure, and the model has none by that name; give sds and correlations priors of their own`,
            { parameter: key },
          );
        if (known.has(key))
          throw new InputError(
            `prior: every parameter that "${key}" would cover has a prior of its own; remove it`,
            { parameter: key },
          );
        throw new InputError(
          `prior: the model has no parameter or class "${key}" (have: ${listed([...known])})${didYouMean(key, known)}`,
          { parameter: key },
        );
      }
      return resolved;
    },
  };
}

function singleNumber(key: string, prior: Prior, support: Support): ScalarPrior {
  if (isScalar(prior)) {
    checkWithin(key, prior, support);
    return prior;
  }
  const instead = support.kind === 'positive' ? 'half_normal(5)' : 'normal(0, 5)';
  throw new InputError(`prior: ${key} is a single number, ${meantFor(prior)}; try ${instead}`, {
    parameter: key,
  });
}

/** What a prior of more than one number is for. */
function meantFor(prior: Exclude<Prior, ScalarPrior>): string {
  if (prior.kind === 'lkj') return 'lkj is for correlations';
  if (prior.kind === 'invWishart') return 'inv_wishart is for cov, a whole covariance';
  return `${describePrior(prior)} is what all coefficients of a class share, such as b`;
}

function checkWithin(key: string, prior: Prior, support: Support): void {
  const own = supportOf(prior);
  if (own === null || isWithin(own, support)) return;
  throw new InputError(
    `prior: ${key} needs a prior on ${describeSupport(support)}, got ${describePrior(prior)}${suggestion(prior, support)}`,
    { parameter: key },
  );
}

function suggestion(prior: Prior, support: Support): string {
  if (support.kind === 'interval') {
    const own = supportOf(prior)?.kind ?? 'real';
    return own === 'real'
      ? `; try truncated(${describePrior(prior)}, ${support.lower}, ${support.upper})`
      : `; try uniform(${Math.max(support.lower, 0)}, ${support.upper})`;
  }
  if (support.kind === 'above') return `; try truncated(gamma(2, 0.1), ${support.lower}, Inf)`;
  if (support.kind !== 'positive') return '';
  if (prior.kind === 'normal' && prior.mean === 0) return `; try half_normal(${prior.sd})`;
  if (prior.kind === 'studentT' && prior.location === 0)
    return `; try half_student_t(${prior.df}, 0, ${prior.scale})`;
  if (prior.kind === 'cauchy' && prior.location === 0) return `; try half_cauchy(${prior.scale})`;
  if (prior.kind === 'normal' || prior.kind === 'studentT')
    return `; try truncated(${describePrior(prior)}, 0, Inf)`;
  if (prior.kind === 'uniform') return `; try uniform(0, ${prior.upper > 0 ? prior.upper : 10})`;
  return '; try half_normal(5)';
}

/** At most ten names. */
function listed(names: readonly string[]): string {
  return names.length <= 10 ? names.join(', ') : `${names.slice(0, 10).join(', ')}, ...`;
}

/** Priors that were declared and are no defaults; null where there is none. */
export interface WrittenPriors {
  /** Of a quantity or a class of it, if that is one of a single number. */
  scalar(quantity: Quantity): ScalarPrior | null;
  /** Of a term's whole covariance. */
  covariance(term: {
    readonly group: string;
    readonly predictors: readonly string[];
  }): CovariancePrior | null;
}

/** As a table has them. */
export function writtenIn(table: readonly ResolvedPrior[]): WrittenPriors {
  return {
    scalar(quantity) {
      const row = rowOf(table, quantity);
      return row === null || row.isDefault || !isScalar(row.prior) ? null : row.prior;
    },
    covariance(term) {
      const keys = covarianceKeys(term);
      const found = keys.flatMap((key) => table.find(({ parameter }) => parameter === key)?.prior ?? []);
      return found[0]?.kind === 'invWishart' ? found[0] : null;
    },
  };
}

/** The row of a table that a quantity's prior stands in; null where it has none. */
export function rowOf(table: readonly ResolvedPrior[], quantity: Quantity): ResolvedPrior | null {
  for (const key of priorKeys(quantity)) {
    const row = table.find(({ parameter }) => parameter === key);
    if (row !== undefined) return row;
  }
  return null;
}
