import type { Rng } from '../rng.ts';
import { gamma } from './gamma.ts';

/** 1 with probability p, else 0. Draws one uniform whatever p is, so streams keep step. A p of NaN gives 0. */
export function bernoulli(rng: Rng, p: number): 0 | 1 {
  return rng.uniform() < p ? 1 : 0;
}

/** Up to this many trials are drawn one by one. */
const FEW = 16;

/**
 * The number of successes in n trials of probability p; n whole, 0 <= p <= 1. Time grows as log n.
 * NaN if p is not a chance.
 * Exact: the k-th smallest of n uniforms is Beta(k, n + 1 - k), and tells whether at least k of them are below p. What
 * remains is a binomial of about half the size.
 * Source: Ahrens & Dieter 1974, "Computer methods for sampling from gamma, beta, Poisson and binomial distributions".
 */
export function binomial(rng: Rng, n: number, p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  let successes = 0;
  let trials = n;
  let chance = p;
  while (trials > FEW) {
    const k = Math.floor(trials / 2) + 1;
    const below = gamma(rng, k);
    const cut = below / (below + gamma(rng, trials + 1 - k));
    if (cut <= chance) {
      successes += k;
      trials -= k;
      chance = (chance - cut) / (1 - cut);
    } else {
      trials = k - 1;
      chance /= cut;
    }
  }
  for (let i = 0; i < trials; i++) successes += bernoulli(rng, chance);
  return successes;
}
