import { highestDensityOfSorted } from './intervals.ts';
import { pool } from './shape.ts';

/**
 * The share of draws on the side of zero that more of them are on: from 1/2, "cannot tell the sign", to 1, "all agree".
 * Draws of exactly zero are on neither side, so it can be less than 1/2 where there are some.
 * Shape: `chains[c][i]`. Odd values: infinite draws have a sign; 0 if all draws are 0; NaN if there are none or one is NaN.
 * Throws RangeError if the chains differ in length.
 * Source: Makowski et al. 2019, Frontiers in Psychology 10:2767; equals bayestestR::p_direction (method direct, 0.13).
 */
export function probabilityOfDirection(chains: readonly ArrayLike<number>[]): number {
  const { values } = pool(chains);
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN;
  return Math.max(
    shareWhere(values, (x) => x > 0),
    shareWhere(values, (x) => x < 0),
  );
}

/**
 * The share of draws in the region of practical equivalence from `low` to `high`, its ends included.
 * Shape: `chains[c][i]`. `level`: of the draws in the highest-density interval of that level, as Kruschke (2018) has it; of all
 * draws if left out. `low` and `high` are in the quantity's unit, `-Infinity` and `Infinity` among them.
 * Odd values: NaN if there are no draws or one is NaN; 0 or 1 if all are equal.
 * Throws RangeError if the chains differ in length, if not low <= high, or if level is no probability.
 * Source: Kruschke 2018, Advances in Methods and Practices in Psychological Science 1:270; equals bayestestR::rope (0.13) with
 * `ci = level, ci_method = "HDI"`, and with `ci = 1` where level is left out.
 */
export function rope(chains: readonly ArrayLike<number>[], low: number, high: number, level = 1): number {
  if (!(low <= high)) throw new RangeError(`diagnostics: a region needs low <= high, got ${low} and ${high}`);
  if (!(level > 0 && level <= 1)) {
    throw new RangeError(`diagnostics: a level must lie above 0 and be at most 1, got ${level}`);
  }
  const sorted = pool(chains).values.sort();
  const { lower, upper } = highestDensityOfSorted(sorted, level);
  const considered = level === 1 ? sorted : sorted.filter((x) => x >= lower && x <= upper);
  if (considered.length === 0 || considered.some(Number.isNaN)) return Number.NaN;
  return shareWhere(considered, (x) => x >= low && x <= high);
}

function shareWhere(values: Float64Array, holds: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (holds(values[i])) count++;
  return count / values.length;
}
