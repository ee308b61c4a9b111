import { log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { describePrior, type Prior } from '../priors/prior.ts';

/** A scalar prior, as the parameters that are single numbers have it. */
export type ScalarPrior = Exclude<Prior, { kind: 'lkj' }>;

/**
 * An exact draw of a scalar prior. Throws InputError for flat(), which has no draws, and for a prior of the user's own,
 * of which only the density is known.
 */
export function drawPrior(rng: Rng, prior: ScalarPrior): number {
  switch (prior.kind) {
    case 'normal':
      return prior.mean + prior.sd * rng.normal();
    case 'studentT':
      return prior.location + prior.scale * studentT(rng, prior.df);
    case 'cauchy':
      return prior.location + prior.scale * studentT(rng, 1);
    case 'halfNormal':
      return prior.sd * Math.abs(rng.normal());
    case 'halfStudentT':
      return prior.scale * Math.abs(studentT(rng, prior.df));
    case 'halfCauchy':
      return prior.scale * Math.abs(studentT(rng, 1));
    case 'exponential':
      return -log(rng.uniform()) / prior.rate;
    case 'gamma':
      return gamma(rng, prior.shape) / prior.rate;
    case 'invGamma':
      return prior.scale / gamma(rng, prior.shape);
    case 'uniform':
      return prior.lower + (prior.upper - prior.lower) * rng.uniform();
    case 'flat':
    case 'custom':
      throw new InputError(
        `simulate: ${describePrior(prior)} cannot be drawn from; give a proper prior that poolwise knows by name`,
      );
  }
}

/** A normal over the root of an independent chi-square a degree of freedom. */
function studentT(rng: Rng, df: number): number {
  return rng.normal() / Math.sqrt((2 * gamma(rng, df / 2)) / df);
}

/**
 * The lower Cholesky factor, k x k row-major, of a correlation matrix drawn from LKJ(eta): independent partial
 * correlations of the C-vine, that of rows i > j given the rows before j being 2 Beta(a, a) - 1 with
 * a = eta + (k - 2 - j) / 2. Source: Lewandowski, Kurowicka & Joe 2009, section 2.4.
 */
export function drawCorrelationFactor(rng: Rng, k: number, eta: number): Float64Array {
  const factor = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    let left = 1; // squared length of the row that is not yet placed
    for (let j = 0; j < i; j++) {
      const partial = symmetricBeta(rng, eta + (k - 2 - j) / 2);
      factor[i * k + j] = partial * Math.sqrt(left);
      left *= 1 - partial * partial;
    }
    factor[i * k + i] = Math.sqrt(left);
  }
  return factor;
}

/** 2 Beta(shape, shape) - 1. */
function symmetricBeta(rng: Rng, shape: number): number {
  const up = gamma(rng, shape);
  const down = gamma(rng, shape);
  return (up - down) / (up + down);
}
