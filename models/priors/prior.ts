import type { Expression } from '../../src/engine/autodiff/index.ts';
import { describeShrinkage, type Horseshoe, type R2d2, type ShrinkagePrior } from './shrinkage.ts';
import { endsOf, type Support, supportBetween } from './support.ts';

/** A prior distribution as data. The functions in `constructors.ts` make them and check their arguments. */
export type Prior =
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'studentT'; readonly df: number; readonly location: number; readonly scale: number }
  | { readonly kind: 'cauchy'; readonly location: number; readonly scale: number }
  | { readonly kind: 'halfNormal'; readonly sd: number }
  | { readonly kind: 'halfStudentT'; readonly df: number; readonly scale: number }
  | { readonly kind: 'halfCauchy'; readonly scale: number }
  | { readonly kind: 'exponential'; readonly rate: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly rate: number }
  | { readonly kind: 'invGamma'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'beta'; readonly a: number; readonly b: number }
  | { readonly kind: 'logNormal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'uniform'; readonly lower: number; readonly upper: number }
  /** A prior cut to what lies between two bounds, either of which may be infinite. */
  | { readonly kind: 'truncated'; readonly of: WholePrior; readonly lower: number; readonly upper: number }
  | { readonly kind: 'lkj'; readonly eta: number }
  /** Of a whole covariance; `scale` is S, square, or a number times the identity. */
  | {
      readonly kind: 'invWishart';
      readonly df: number;
      readonly scale: number | readonly (readonly number[])[];
    }
  | Horseshoe
  | R2d2
  | { readonly kind: 'flat' }
  /** The parameter is this number, and not estimated. */
  | { readonly kind: 'constant'; readonly value: number }
  /** A user's own: log density (up to a constant) as an expression in the variable `x`. */
  | {
      readonly kind: 'custom';
      readonly name: string;
      readonly support: Support;
      readonly logDensity: Expression;
    };

/** A scalar prior, as the parameters that are single numbers have it. */
export type ScalarPrior = Exclude<Prior, { kind: 'lkj' | 'invWishart' } | ShrinkagePrior>;

/** Of a correlation that coefficients share. */
export type CorrelationPrior = Exclude<Prior, { kind: 'invWishart' } | ShrinkagePrior>;

/** Of a term's whole covariance. */
export type CovariancePrior = Extract<Prior, { kind: 'invWishart' }>;

/** Whether a prior is one that coefficients share. */
export function isShrinkage(prior: Prior): prior is ShrinkagePrior {
  return prior.kind === 'horseshoe' || prior.kind === 'R2D2';
}

/** Whether a prior is one of a single number. */
export function isScalar(prior: Prior): prior is ScalarPrior {
  return prior.kind !== 'lkj' && prior.kind !== 'invWishart' && !isShrinkage(prior);
}

/** A prior that can be cut: its cumulative distribution function is known. */
export type WholePrior = Exclude<ScalarPrior, { kind: 'flat' | 'constant' | 'custom' | 'truncated' }>;

/** As the user would write it on the command line. */
export function describePrior(prior: Prior): string {
  switch (prior.kind) {
    case 'normal':
      return `normal(${prior.mean}, ${prior.sd})`;
    case 'studentT':
      return `student_t(${prior.df}, ${prior.location}, ${prior.scale})`;
    case 'cauchy':
      return `cauchy(${prior.location}, ${prior.scale})`;
    case 'halfNormal':
      return `half_normal(${prior.sd})`;
    case 'halfStudentT':
      return `half_student_t(${prior.df}, 0, ${prior.scale})`;
    case 'halfCauchy':
      return `half_cauchy(${prior.scale})`;
    case 'exponential':
      return `exponential(${prior.rate})`;
    case 'gamma':
      return `gamma(${prior.shape}, ${prior.rate})`;
    case 'invGamma':
      return `inv_gamma(${prior.shape}, ${prior.scale})`;
    case 'beta':
      return `beta(${prior.a}, ${prior.b})`;
    case 'logNormal':
      return `lognormal(${prior.mean}, ${prior.sd})`;
    case 'truncated':
      return `truncated(${describePrior(prior.of)}, ${boundText(prior.lower)}, ${boundText(prior.upper)})`;
    case 'uniform':
      return `uniform(${prior.lower}, ${prior.upper})`;
    case 'lkj':
      return `lkj(${prior.eta})`;
    case 'invWishart':
      return `inv_wishart(${prior.df}, ${scaleText(prior.scale)})`;
    case 'horseshoe':
    case 'R2D2':
      return describeShrinkage(prior);
    case 'flat':
      return 'flat()';
    case 'constant':
      return `constant(${prior.value})`;
    case 'custom':
      return prior.name;
  }
}

/** `2`, or `[[1, 0], [0, 2]]`. */
function scaleText(scale: CovariancePrior['scale']): string {
  return typeof scale === 'number'
    ? String(scale)
    : `[${scale.map((row) => `[${row.join(', ')}]`).join(', ')}]`;
}

/** As R writes it. */
function boundText(bound: number): string {
  return Number.isFinite(bound) ? String(bound) : bound > 0 ? 'Inf' : '-Inf';
}

/**
 * Where the prior puts its mass; null for lkj and inv_wishart (of matrices), shrinkage priors (of coefficients together) and flat
 * (wherever the parameter may lie).
 */
export function supportOf(prior: Prior): Support | null {
  switch (prior.kind) {
    case 'normal':
    case 'studentT':
    case 'cauchy':
      return { kind: 'real' };
    case 'halfNormal':
    case 'halfStudentT':
    case 'halfCauchy':
    case 'exponential':
    case 'gamma':
    case 'invGamma':
    case 'logNormal':
      return { kind: 'positive' };
    case 'beta':
      return { kind: 'interval', lower: 0, upper: 1 };
    case 'truncated': {
      const { lower, upper } = endsOf(supportOf(prior.of) ?? { kind: 'real' });
      return supportBetween(Math.max(lower, prior.lower), Math.min(upper, prior.upper));
    }
    case 'uniform':
      return { kind: 'interval', lower: prior.lower, upper: prior.upper };
    case 'constant':
      return { kind: 'interval', lower: prior.value, upper: prior.value };
    case 'custom':
      return prior.support;
    case 'lkj':
    case 'invWishart':
    case 'horseshoe':
    case 'R2D2':
    case 'flat':
      return null;
  }
}
