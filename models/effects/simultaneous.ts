import type { Interval } from '../../diagnostics/intervals.ts';

/**
 * Intervals of several quantities that hold all at once for a share `level` of the draws, or just above: each quantity's draws are
 * ranked, a draw counts as far out as the most extreme of its ranks on either side, and the intervals end at the ranks that the
 * share `level` of draws does not pass.
 * Shape: `quantities[q][s]` is draw s of quantity q. Of one quantity it is its equal-tailed interval, at draws.
 * Odd values: equal draws take the ranks of their places; NaN at both ends where a draw is NaN.
 * Source: Besag, Green, Higdon & Mengersen 1995, Statistical Science 10:3; it is the quantile-based band of Montiel Olea &
 * Plagborg-Moller 2019, Journal of Applied Econometrics 34:1, at draws.
 */
export function simultaneousIntervals(quantities: readonly Float64Array[], level: number): Interval[] {
  const count = quantities[0]?.length ?? 0;
  const extreme = new Float64Array(count);
  const sorted = quantities.map((values) => raiseExtremes(values, extreme));
  // exact arithmetic's ceil: 0.55 * 100 is 55 and a bit by rounding
  const place = Math.min(count, Math.max(1, Math.ceil(level * count - 1e-9)));
  const rank = extreme.sort()[place - 1];
  return sorted.map((values) =>
    Number.isNaN(values[count - 1])
      ? { lower: Number.NaN, upper: Number.NaN }
      : { lower: values[count - rank], upper: values[rank - 1] },
  );
}

/** Raises each draw's most extreme rank, from either end, by those in one quantity; returns its draws sorted. */
function raiseExtremes(values: Float64Array, extreme: Float64Array): Float64Array {
  const count = values.length;
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  order.forEach((draw, i) => {
    extreme[draw] = Math.max(extreme[draw], i + 1, count - i);
  });
  return Float64Array.from(order, (draw) => values[draw]);
}
