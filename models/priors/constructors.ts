import { type Expression, variable, variablesOf } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { massBetween } from './cdf.ts';
import { describePrior, isScalar, type Prior, type WholePrior } from './prior.ts';
import type { Support } from './support.ts';

function positive(prior: string, argument: string, value: number): number {
  if (!(value > 0 && Number.isFinite(value)))
    throw new InputError(`prior: ${prior} needs a positive, finite ${argument}, got ${value}`, { value });
  return value;
}

function finite(prior: string, argument: string, value: number): number {
  if (!Number.isFinite(value))
    throw new InputError(`prior: ${prior} needs a finite ${argument}, got ${value}`, { value });
  return value;
}

/** Normal, by mean and sd. */
export const normal = (mean: number, sd: number): Prior => ({
  kind: 'normal',
  mean: finite('normal', 'mean', mean),
  sd: positive('normal', 'sd', sd),
});

/** Student's t, by degrees of freedom, location and scale. */
export const studentT = (df: number, location: number, scale: number): Prior => ({
  kind: 'studentT',
  df: positive('student_t', 'df', df),
  location: finite('student_t', 'location', location),
  scale: positive('student_t', 'scale', scale),
});

/** Cauchy, by location and scale. */
export const cauchy = (location: number, scale: number): Prior => ({
  kind: 'cauchy',
  location: finite('cauchy', 'location', location),
  scale: positive('cauchy', 'scale', scale),
});

/** Normal around 0 cut to positive values, by the sd before the cut. */
export const halfNormal = (sd: number): Prior => ({
  kind: 'halfNormal',
  sd: positive('half_normal', 'sd', sd),
});

/** Student's t around 0 cut to positive values, by degrees of freedom and scale. */
export const halfStudentT = (df: number, scale: number): Prior => ({
  kind: 'halfStudentT',
  df: positive('half_student_t', 'df', df),
  scale: positive('half_student_t', 'scale', scale),
});

/** Cauchy around 0 cut to positive values, by its scale. */
export const halfCauchy = (scale: number): Prior => ({
  kind: 'halfCauchy',
  scale: positive('half_cauchy', 'scale', scale),
});

/** Mean 1 / rate. */
export const exponential = (rate: number): Prior => ({
  kind: 'exponential',
  rate: positive('exponential', 'rate', rate),
});

/** Mean shape / rate. */
export const gamma = (shape: number, rate: number): Prior => ({
  kind: 'gamma',
  shape: positive('gamma', 'shape', shape),
  rate: positive('gamma', 'rate', rate),
});

/** Mean scale / (shape - 1) for shape > 1. */
export const invGamma = (shape: number, scale: number): Prior => ({
  kind: 'invGamma',
  shape: positive('inv_gamma', 'shape', shape),
  scale: positive('inv_gamma', 'scale', scale),
});

/** Between 0 and 1, with mean a / (a + b). */
export const beta = (a: number, b: number): Prior => ({
  kind: 'beta',
  a: positive('beta', 'a', a),
  b: positive('beta', 'b', b),
});

/** Of a positive value whose log is normal, by the mean and sd of the log. */
export const logNormal = (mean: number, sd: number): Prior => ({
  kind: 'logNormal',
  mean: finite('lognormal', 'mean of the log', mean),
  sd: positive('lognormal', 'sd of the log', sd),
});

/** Less than this share of a prior between the bounds, and it is another prior that is meant. */
const leastMass = 1e-6;

/**
 * A prior cut to the values between two bounds, and normalised there; leave a bound out (or infinite) for none.
 * Throws InputError for bounds that leave nothing or next to nothing, and for a prior that cannot be cut.
 * @example truncated(normal(0, 5), 0) // normal(0, 5) on positive values
 */
export function truncated(
  prior: Prior,
  lower = Number.NEGATIVE_INFINITY,
  upper = Number.POSITIVE_INFINITY,
): Prior {
  if (!isWhole(prior))
    throw new InputError(
      `prior: ${describePrior(prior)} cannot be truncated; truncate one such as normal(0, 5)`,
    );
  if (!(lower < upper))
    throw new InputError(`prior: truncated needs lower < upper, got ${lower} and ${upper}`);
  const made: Prior = { kind: 'truncated', of: prior, lower, upper };
  const mass = massBetween(prior, lower, upper);
  if (mass >= leastMass) return made;
  throw new InputError(
    `prior: ${describePrior(made)} leaves ${mass === 0 ? 'nothing' : `${mass.toPrecision(2)} of it`}; choose other bounds or another prior`,
  );
}

function isWhole(prior: Prior): prior is WholePrior {
  const kinds: readonly Prior['kind'][] = ['flat', 'constant', 'custom', 'truncated'];
  return isScalar(prior) && !kinds.includes(prior.kind);
}

/** Constant between two bounds. */
export function uniform(lower: number, upper: number): Prior {
  finite('uniform', 'lower bound', lower);
  finite('uniform', 'upper bound', upper);
  if (!(lower < upper))
    throw new InputError(`prior: uniform needs lower < upper, got uniform(${lower}, ${upper})`);
  return { kind: 'uniform', lower, upper };
}

/** Correlation matrices with density proportional to det(R)^(eta - 1); eta = 1 is uniform. */
export const lkj = (eta: number): Extract<Prior, { kind: 'lkj' }> => ({
  kind: 'lkj',
  eta: positive('lkj', 'eta', eta),
});

/**
 * Inverse-Wishart distribution of the covariance of a random term's coefficients, density proportional to
 * |G|^(-(df + k + 1) / 2) exp(-tr(S G^-1) / 2), mean S / (df - k - 1); `scale` is S, or a number times the identity. Of k
 * coefficients; proper for df > k - 1. Throws InputError for a scale that is not symmetric and positive definite.
 * @example glmm('y ~ x + (x | g)', table, { priors: { cov_g: invWishart(4, [[1, 0], [0, 0.2]]) } })
 */
export function invWishart(df: number, scale: number | readonly (readonly number[])[]): Prior {
  positive('inv_wishart', 'df', df);
  if (typeof scale === 'number')
    return { kind: 'invWishart', df, scale: positive('inv_wishart', 'scale', scale) };
  const k = scale.length;
  const entries = Float64Array.from(scale.flat());
  const isSymmetric = entries.every((x, e) => x === entries[(e % k) * k + Math.floor(e / k)]);
  if (k === 0 || entries.length !== k * k || scale.some((row) => row.length !== k) || !isSymmetric)
    throw new InputError('prior: inv_wishart needs a square, symmetric scale such as [[1, 0], [0, 2]]');
  if (cholesky(entries, k) === null)
    throw new InputError('prior: the scale of inv_wishart must be positive definite');
  return { kind: 'invWishart', df, scale };
}

/** Constant density wherever the parameter may lie: improper, the user's own risk. */
export const flat = (): Prior => ({ kind: 'flat' });

/** Fixes the parameter at a value: it is not estimated. */
export const constant = (value: number): Prior => ({
  kind: 'constant',
  value: finite('constant', 'value', value),
});

/**
 * A prior of the user's own: its log density as an expression of the value.
 * @example customPrior('laplace(1)', { kind: 'real' }, (x) => neg(abs(x)))
 */
export function customPrior(
  name: string,
  support: Support,
  logDensity: (x: Expression) => Expression,
): Prior {
  const expression = logDensity(variable('x'));
  const strangers = [...variablesOf(expression)].filter((v) => v !== 'x');
  if (strangers.length > 0)
    throw new InputError(`prior: ${name} may read its value only, but reads "${strangers[0]}"`);
  return { kind: 'custom', name, support, logDensity: expression };
}
