import { exp } from '../elementary.ts';
import type { Rng } from '../rng.ts';
import { binomial } from './binomial.ts';
import { gamma } from './gamma.ts';

/** Below this mean, arrivals are counted one by one. */
const SMALL = 10;

/**
 * A Poisson variate of mean lambda >= 0. Time grows as log lambda. Infinity for an infinite mean, NaN for one that is
 * NaN or negative.
 * Exact: the n-th arrival of a unit-rate process comes at a gamma(n) time. If that is before lambda, n arrivals are in
 * and the rest is Poisson again; if after, the n - 1 earlier arrivals fall uniformly, a binomial.
 * Source: Ahrens & Dieter 1974, as for binomial; small means by Knuth, TAOCP 2, §3.4.1 (products of uniforms).
 */
export function poisson(rng: Rng, lambda: number): number {
  if (!(lambda >= 0 && lambda < Infinity)) return lambda > 0 ? lambda : NaN;
  let arrivals = 0;
  let time = lambda;
  while (time >= SMALL) {
    const n = Math.floor((7 * time) / 8);
    const nth = gamma(rng, n);
    if (nth > time) return arrivals + binomial(rng, n - 1, time / nth);
    arrivals += n;
    time -= nth;
  }
  return arrivals + countArrivals(rng, time);
}

function countArrivals(rng: Rng, lambda: number): number {
  const none = exp(-lambda);
  let count = 0;
  for (let product = rng.uniform(); product > none; product *= rng.uniform()) count++;
  return count;
}
