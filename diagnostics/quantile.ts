import { pool } from './shape.ts';

/**
 * Quantile of all draws by linear interpolation between order statistics.
 * Shape: `chains[c][i]`; `p` in [0, 1]. Unit: the quantity's own.
 * Odd values: infinite draws take their place at the ends; NaN if there are no draws or one is NaN.
 * Throws RangeError if the chains differ in length or p is outside [0, 1].
 * Source: Hyndman & Fan 1996, definition 7, R's default.
 */
export function quantile(chains: readonly ArrayLike<number>[], p: number): number {
  checkProbability(p);
  return quantileOfSorted(pool(chains).values.sort(), p);
}

/** The same for values already ascending, NaN last (the order `Float64Array.sort` leaves). */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const last = sorted.length - 1;
  if (last < 0 || Number.isNaN(sorted[last])) return Number.NaN;
  const place = last * p;
  const below = Math.floor(place);
  const share = place - below;
  const low = sorted[below];
  const high = sorted[Math.ceil(place)];
  return low === high ? low : (1 - share) * low + share * high;
}

/** Throws RangeError unless p is a probability. */
export function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`diagnostics: a probability must lie in [0, 1], got ${p}`);
}
