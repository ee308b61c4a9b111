import { exp, logistic } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { bernoulli, binomial } from '../../src/engine/rng/binomial.ts';
import { poisson } from '../../src/engine/rng/poisson.ts';
import type { Rng } from '../../src/engine/rng.ts';

/** Counts beyond this are not whole numbers any more. */
export const mostCounts = 2 ** 53;

/** What the outcome of a row needs besides its linear predictor. */
export interface RowDistribution {
  /** As the user calls it, for messages. */
  readonly name: string;
  /** A built-in family's name, or 'custom'. */
  readonly kind: string;
  /** Residual sd of the gaussian family. */
  readonly sigma: number;
  /** Of the binomial family; null for one each. */
  readonly trials: Float64Array | null;
}

/**
 * One outcome a row; successes for the binomial family. Poisson means are cut at 2^53.
 * Throws InputError for a family that cannot be drawn from.
 */
export function drawRows(
  rng: Rng,
  { name, kind, sigma, trials }: RowDistribution,
  eta: Float64Array,
): Float64Array {
  switch (kind) {
    case 'gaussian':
      return eta.map((mean) => mean + sigma * rng.normal());
    case 'bernoulli':
      return eta.map((e) => bernoulli(rng, logistic(e)));
    case 'binomial':
      return eta.map((e, i) => binomial(rng, trials === null ? 1 : trials[i], logistic(e)));
    case 'poisson':
      return eta.map((e) => poisson(rng, Math.min(exp(e), mostCounts)));
    default:
      throw new InputError(`simulate: the family ${name} is not one that poolwise can draw from`);
  }
}
