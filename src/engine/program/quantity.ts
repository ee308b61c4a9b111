import type { Support } from './support.ts';

/**
 * What a reported number is. Whatever treats coefficients, sds or group effects in a way of their own asks this, never
 * how the number is called: a user's own parameters may be called anything.
 * `predictor` is the linear predictor that it belongs to, `mu` for that of the mean.
 */
export type Quantity = Told & {
  /** Its prior is a constant, or it is made of what is constant: it is not estimated. */
  readonly fixed?: true;
};

type Told =
  /** Of the fixed effects, at the predictors' zero. */
  | { readonly kind: 'intercept'; readonly predictor: string }
  /** Between two ordered categories, numbered from 1, at the predictors' zero; it stands in the intercept's place. */
  | {
      readonly kind: 'threshold';
      readonly predictor: string;
      readonly number: number;
      /** Of which rows, where thresholds differ. */
      readonly stratum?: string;
    }
  | { readonly kind: 'coefficient'; readonly predictor: string; readonly coef: string }
  /** Of a monotonic effect, `mo(x)`: of one step from level to level, on average. */
  | { readonly kind: 'monotone'; readonly predictor: string; readonly coef: string }
  /** Of a step in a monotonic effect, numbered from 1; all of an effect sum to 1. */
  | { readonly kind: 'share'; readonly predictor: string; readonly coef: string; readonly number: number }
  /** Sd over the levels of a grouping factor: of a coefficient, or of all of a block that share it, `ar1(t)`. */
  | { readonly kind: 'sd'; readonly predictor: string; readonly group: string; readonly coef: string }
  | {
      readonly kind: 'correlation';
      readonly predictor: string;
      /** Of the second coefficient, where that enters another linear predictor. */
      readonly other?: string;
      readonly group: string;
      readonly coefs: readonly [string, string];
    }
  /** A correlation that the coefficients of a block share: of neighbours, of any two, or of those `lag` apart. */
  | {
      readonly kind: 'commonCorrelation';
      readonly predictor: string;
      readonly group: string;
      readonly block: string;
      readonly lag: number | null;
    }
  | {
      readonly kind: 'groupEffect';
      readonly predictor: string;
      readonly group: string;
      readonly level: string;
      readonly coef: string;
    }
  /** What coefficients of a linear predictor share by their prior: a scale, or what they explain. */
  | {
      readonly kind: 'shrinkage';
      readonly predictor: string;
      readonly parameter: string;
      readonly support: Support;
    }
  /** The family's own, such as a residual sd. */
  | { readonly kind: 'auxiliary'; readonly parameter: string; readonly support: Support }
  /** Of the residuals of a stratum or time point. */
  | { readonly kind: 'residualSd'; readonly level: string }
  /** That the correlations of residuals within a block are made of. */
  | { readonly kind: 'residualCorrelation'; readonly parameter: string; readonly support: Support }
  /** Of the residuals at two time points. */
  | { readonly kind: 'residualPair'; readonly points: readonly [string, string] }
  /** The outcome of a row of the table, from 1, that has none. */
  | { readonly kind: 'missingOutcome'; readonly row: number }
  /** Of a log density that no formula made. */
  | { readonly kind: 'own'; readonly parameter: string; readonly support: Support };

/** The linear predictor of the mean. */
export const mainPredictor = 'mu';

/** How a quantity is called: as in brms, where the mean's predictor goes without saying. */
export function quantityName(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'intercept':
      return `b_${coefficientLabel(quantity.predictor, 'Intercept')}`;
    case 'threshold':
      return `b_${coefficientLabel(quantity.predictor, 'Intercept')}[${[...ofStratum(quantity), quantity.number].join(',')}]`;
    case 'coefficient':
      return `b_${coefficientLabel(quantity.predictor, quantity.coef)}`;
    case 'monotone':
      return `bsp_${coefficientLabel(quantity.predictor, quantity.coef)}`;
    case 'share':
      return `simo_${coefficientLabel(quantity.predictor, quantity.coef)}1[${quantity.number}]`;
    case 'sd':
      return `sd_${quantity.group}__${coefficientLabel(quantity.predictor, quantity.coef)}`;
    case 'correlation': {
      const { group, coefs, predictor, other = predictor } = quantity;
      return `cor_${group}__${coefficientLabel(predictor, coefs[0])}__${coefficientLabel(other, coefs[1])}`;
    }
    case 'commonCorrelation': {
      const { predictor, group, block, lag } = quantity;
      return `cor_${group}__${coefficientLabel(predictor, block)}${lag === null ? '' : `[${lag}]`}`;
    }
    case 'groupEffect': {
      const { predictor, group, level, coef } = quantity;
      return `r_${predictor === mainPredictor ? group : `${group}__${predictor}`}[${level},${coef}]`;
    }
    case 'shrinkage':
      return coefficientLabel(quantity.predictor, quantity.parameter);
    case 'residualSd':
      return `sigma_${quantity.level}`;
    case 'residualPair':
      return `cor_resid__${quantity.points.join('__')}`;
    case 'missingOutcome':
      return `Ymi[${quantity.row}]`;
    case 'auxiliary':
    case 'residualCorrelation':
    case 'own':
      return quantity.parameter;
  }
}

const ofStratum = ({ stratum }: { readonly stratum?: string }): string[] =>
  stratum === undefined ? [] : [stratum];

/** A coefficient with its linear predictor: `Days`, and `sigma_Days` of another than the mean's. */
export function coefficientLabel(predictor: string, coef: string): string {
  return predictor === mainPredictor ? coef : `${predictor}_${coef}`;
}

/** A quantity in words, as they stand in a sentence: `the sd of Days over Subject`. */
export function quantityWords(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'intercept':
      return `the intercept${ofPredictor(quantity)}`;
    case 'threshold':
      return `threshold ${[...ofStratum(quantity), quantity.number].join(' ')}${ofPredictor(quantity)}`;
    case 'coefficient':
      return `the coefficient of ${quantity.coef}${ofPredictor(quantity)}`;
    case 'monotone':
      return `the monotonic effect ${quantity.coef}${ofPredictor(quantity)}`;
    case 'share':
      return `the share of step ${quantity.number} in ${quantity.coef}${ofPredictor(quantity)}`;
    case 'sd':
      return `the sd of ${quantity.coef} over ${quantity.group}${ofPredictor(quantity)}`;
    case 'correlation':
      return `the correlation of ${correlatedWords(quantity)} over ${quantity.group}`;
    case 'commonCorrelation':
      return `the correlation of ${quantity.block} over ${quantity.group}${ofPredictor(quantity)}`;
    case 'groupEffect':
      return `the effect of ${quantity.group} ${quantity.level}${quantity.coef === 'Intercept' ? '' : ` on ${quantity.coef}`}${ofPredictor(quantity)}`;
    case 'shrinkage':
      return `${quantity.parameter} of the coefficients' prior${ofPredictor(quantity)}`;
    case 'auxiliary':
      return `the family's own ${quantity.parameter}`;
    case 'residualSd':
      return `the residual sd at ${quantity.level}`;
    case 'residualCorrelation':
      return `the residuals' correlation ${quantity.parameter}`;
    case 'residualPair':
      return `the correlation of residuals at ${quantity.points.join(' and ')}`;
    case 'missingOutcome':
      return `the missing outcome of row ${quantity.row}`;
    case 'own':
      return `the parameter ${quantity.parameter}`;
  }
}

function correlatedWords(quantity: Extract<Quantity, { kind: 'correlation' }>): string {
  const { coefs, predictor, other = predictor } = quantity;
  return `${coefs[0]}${ofPredictor({ predictor })} and ${coefs[1]}${ofPredictor({ predictor: other })}`;
}

function ofPredictor({ predictor }: { readonly predictor: string }): string {
  return predictor === mainPredictor ? '' : ` in ${predictor}`;
}

/** Where a quantity may lie by what it is; a prior may narrow it further. */
export function naturalSupport(quantity: Quantity): Support {
  switch (quantity.kind) {
    case 'intercept':
    case 'threshold':
    case 'coefficient':
    case 'monotone':
    case 'groupEffect':
    case 'missingOutcome':
      return { kind: 'real' };
    case 'share':
      return { kind: 'interval', lower: 0, upper: 1 };
    case 'sd':
    case 'residualSd':
      return { kind: 'positive' };
    case 'correlation':
    case 'commonCorrelation':
    case 'residualPair':
      return { kind: 'interval', lower: -1, upper: 1 };
    case 'shrinkage':
    case 'auxiliary':
    case 'residualCorrelation':
    case 'own':
      return quantity.support;
  }
}

/** Of two coefficients, or of all of a block. */
export function isCorrelation({ kind }: Quantity): boolean {
  return kind === 'correlation' || kind === 'commonCorrelation';
}

/** A population coefficient, the intercept or thresholds and monotonic effects among them. */
export function isCoefficient({ kind }: Quantity): boolean {
  return kind === 'intercept' || kind === 'threshold' || kind === 'coefficient' || kind === 'monotone';
}

/** Not estimated: a constant by construction. */
export function isFixed({ fixed }: Quantity): boolean {
  return fixed === true;
}

/** Of one level of a grouping factor, not of the population. */
export function isGroupEffect({ kind }: Quantity): boolean {
  return kind === 'groupEffect';
}

/** Of one level or row, not of the population. */
export function isIndividual({ kind }: Quantity): boolean {
  return kind === 'groupEffect' || kind === 'missingOutcome';
}

/** An outcome that its row lacks: drawn from what all others are. */
export function isMissingOutcome({ kind }: Quantity): boolean {
  return kind === 'missingOutcome';
}
