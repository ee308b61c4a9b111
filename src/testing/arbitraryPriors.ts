import * as make from '../../models/priors/constructors.ts';
import type { PriorTable } from '../../models/priors/declared.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { classPredictor, covarianceKeys } from '../../models/priors/priorKeys.ts';
import type { Support } from '../../models/priors/support.ts';
import type { Program } from '../engine/program/program.ts';
import { naturalSupport, type Quantity } from '../engine/program/quantity.ts';

/** What `declaredPriors` declares. */
export interface DeclaredPriorChoice {
  /** For classes of parameters rather than for each by itself. */
  readonly byClass: boolean;
  /** Whether unstructured covariances have a prior as a whole. */
  readonly whole: boolean;
  readonly sd: Prior;
  readonly b: Prior;
}

/** A proper prior for everything that a program reports and that has one. */
export function declaredPriors({ reported }: Program, choice: DeclaredPriorChoice): PriorTable {
  const entries = reported.flatMap(({ quantity, priorKeys }): [string, Prior][] => {
    const key = choice.byClass ? priorKeys.at(-1) : priorKeys[0];
    return key === undefined ? [] : [[key, priorFor(quantity, choice)]];
  });
  return Object.fromEntries(entries);
}

/** Inverse-Wishart priors for the classes of all unstructured terms. */
export function wholePriors({ reported }: Pick<Program, 'reported'>): PriorTable {
  const entries = reported.flatMap(({ quantity, priorKeys }): [string, Prior][] => {
    if (quantity.kind !== 'correlation' || priorKeys.length === 0) return [];
    const predictors = [classPredictor(quantity)];
    return covarianceKeys({ group: quantity.group, predictors })
      .slice(-1)
      .map((key) => [key, make.invWishart(5, 0.5)]);
  });
  return Object.fromEntries(entries);
}

function priorFor(quantity: Quantity, { sd, b }: DeclaredPriorChoice): Prior {
  switch (quantity.kind) {
    case 'intercept':
    case 'threshold':
      return make.normal(0.2, 1);
    case 'coefficient':
    case 'monotone':
      return b;
    case 'sd':
      return sd;
    case 'correlation':
    case 'commonCorrelation':
    case 'residualPair':
      return make.lkj(2);
    case 'share':
    case 'shrinkage':
    case 'groupEffect':
    case 'missingOutcome':
    case 'auxiliary':
    case 'residualSd':
    case 'residualCorrelation':
    case 'own':
      return properPrior(naturalSupport(quantity));
  }
}

function properPrior(support: Support): Prior {
  switch (support.kind) {
    case 'positive':
      return make.halfNormal(1);
    case 'real':
      return make.normal(0, 1);
    case 'above':
      return make.truncated(make.normal(support.lower, 1), support.lower);
    case 'below':
      return make.truncated(make.normal(support.upper, 1), Number.NEGATIVE_INFINITY, support.upper);
    case 'interval':
      return make.uniform(support.lower, support.upper);
  }
}
