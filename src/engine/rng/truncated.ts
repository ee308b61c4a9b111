import { exp, expm1, log, log1p } from '../elementary.ts';
import type { Rng } from '../rng.ts';
import { gamma } from './gamma.ts';
import { poisson } from './poisson.ts';

/**
 * A Poisson variate of mean lambda > 0, given that it is not 0.
 * Exact: the first arrival of a process in a unit of time, given that there is one, and the others after it.
 */
export function positivePoisson(rng: Rng, lambda: number): number {
  if (!(lambda > 0)) return NaN;
  const first = -log1p(rng.uniform() * expm1(-lambda));
  return 1 + poisson(rng, Math.max(0, lambda - first));
}

/** A negative binomial variate of mean mu and shape r (variance mu + mu^2 / r): a Poisson variate of a gamma mean. */
export function negativeBinomial(rng: Rng, mu: number, shape: number): number {
  return poisson(rng, mu * (gamma(rng, shape) / shape));
}

/** Where fewer than this are 0, a negative binomial that is 0 is drawn again. */
const MOST_ZEROS = 0.9;

/**
 * A negative binomial variate of mean mu > 0 and shape r > 0, given that it is not 0.
 * Exact: drawn again while it is 0, or, where that would take long, as the sum of a positive Poisson number of
 * logarithmic variates (Johnson, Kemp & Kotz 2005, "Univariate discrete distributions", section 5.3).
 */
export function positiveNegativeBinomial(rng: Rng, mu: number, shape: number): number {
  const clusters = shape * log1p(mu / shape);
  if (!(clusters > 0)) return NaN;
  if (exp(-clusters) < MOST_ZEROS)
    for (;;) {
      const y = negativeBinomial(rng, mu, shape);
      if (y !== 0) return y;
    }
  let sum = 0;
  for (let k = positivePoisson(rng, clusters); k > 0; k--) sum += logarithmic(rng, log1p(mu / shape));
  return sum;
}

/**
 * A logarithmic variate whose parameter p has -log(1 - p) = `size`: geometric with a random parameter.
 * Source: Kemp 1981, "Efficient generation of logarithmically distributed pseudo-random variables", algorithm LS.
 */
function logarithmic(rng: Rng, size: number): number {
  const q = -expm1(-size * rng.uniform());
  return 1 + Math.floor(log(rng.uniform()) / log(q));
}
