import { checkProbability, quantileOfSorted } from './quantile.ts';
import { pool } from './shape.ts';

/** Two ends of an interval, in the quantity's own unit. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Ways to cut an interval out of draws. */
export type IntervalKind = 'equal-tailed' | 'hdi';

/**
 * The interval that leaves out as much at either end, together 1 - level.
 * Shape: `chains[c][i]`; `level` in [0, 1]. Unit: the quantity's own.
 * Odd values: NaN at both ends if there are no draws or one is NaN; a point if all are equal.
 * Throws RangeError if the chains differ in length or level is no probability.
 * Source: quantiles of Hyndman & Fan 1996, definition 7; equals bayestestR::eti.
 */
export function equalTailed(chains: readonly ArrayLike<number>[], level: number): Interval {
  checkProbability(level);
  return equalTailedOfSorted(pool(chains).values.sort(), level);
}

/** The same of draws already ascending, NaN last. */
function equalTailedOfSorted(sorted: Float64Array, level: number): Interval {
  return {
    lower: quantileOfSorted(sorted, (1 - level) / 2),
    upper: quantileOfSorted(sorted, (1 + level) / 2),
  };
}

/**
 * The shortest interval that holds a share `level` of the draws: the highest-density one where there is one mode. Where there are
 * several, the highest-density region may be several intervals, and this one covers the valleys between them. It does not
 * go with a transformation: of exp(x) it is not exp of that of x, as an equal-tailed interval is.
 * Shape: `chains[c][i]`; `level` in [0, 1]. Unit: the quantity's own. Its ends are draws, ceil(level S) places apart.
 * Odd values: of equally short ones side by side the middle, else the rightmost; all draws at level 1; NaN at both ends if
 * there are no draws or one is NaN, or infinite ones leave no finite width; a point if all are equal.
 * Throws RangeError if the chains differ in length or level is no probability.
 * Source: Chen & Shao 1999, Journal of Computational and Graphical Statistics 8:69; equals bayestestR::hdi (0.13), which has nothing at level 1.
 */
export function highestDensity(chains: readonly ArrayLike<number>[], level: number): Interval {
  checkProbability(level);
  return highestDensityOfSorted(pool(chains).values.sort(), level);
}

/** The same of draws already ascending, NaN last. */
export function highestDensityOfSorted(sorted: Float64Array, level: number): Interval {
  const last = sorted.length - 1;
  if (last < 0 || Number.isNaN(sorted[last])) return { lower: Number.NaN, upper: Number.NaN };
  // exact arithmetic's ceil: 0.55 * 100 is 55 and a bit by rounding
  const apart = Math.min(last, Math.ceil(level * sorted.length - 1e-9));
  const start = shortestStart(sorted, apart);
  return start < 0
    ? { lower: Number.NaN, upper: Number.NaN }
    : { lower: sorted[start], upper: sorted[start + apart] };
}

/** Where the shortest stretch of `apart` places starts: of ties in one run its middle, else the last; -1 where none is finite. */
function shortestStart(sorted: Float64Array, apart: number): number {
  let shortest = Infinity;
  let first = -1;
  let last = -1;
  let ties = 0;
  for (let i = 0; i + apart < sorted.length; i++) {
    const width = sorted[i + apart] - sorted[i];
    if (width < shortest) {
      shortest = width;
      first = i;
      ties = 0;
    }
    if (width === shortest) {
      last = i;
      ties++;
    }
  }
  if (shortest === Infinity) return -1;
  return last - first + 1 === ties ? Math.floor((first + last) / 2) : last;
}

/** The interval of a kind; as `equalTailed` and `highestDensity`, of draws already ascending. */
export function intervalOfSorted(sorted: Float64Array, level: number, kind: IntervalKind): Interval {
  return kind === 'hdi' ? highestDensityOfSorted(sorted, level) : equalTailedOfSorted(sorted, level);
}
