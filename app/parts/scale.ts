/** Maps values of an axis to pixels, with round places for its numbers. */
export interface AxisScale {
  readonly ticks: readonly number[];
  /** Digits after the point that tell ticks apart. */
  readonly decimals: number;
  place(value: number): number;
}

/** Steps between numbers of an axis, of a power of ten. */
const steps = [1, 2, 5, 10];

/** From `low` to `high`, at pixels from `start` to `end`, with about so many numbers. All alike: one in the middle. */
export function axisScale(
  low: number,
  high: number,
  [start, end]: readonly [number, number],
  about = 5,
): AxisScale {
  const range = high > low ? high - low : Math.abs(low) || 1;
  const [from, to] = high > low ? [low, high] : [low - range / 2, low + range / 2];
  const power = 10 ** Math.floor(Math.log10(range / about));
  const step = power * (steps.find((one) => range / (one * power) <= about) ?? 10);
  const first = Math.ceil(from / step);
  const ticks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
  return {
    ticks,
    decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
    place: (value) => start + ((value - from) / (to - from)) * (end - start),
  };
}

/** Least and largest finite value of some lists; 0 and 1 where there is none. */
export function rangeOf(lists: readonly ArrayLike<number>[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      if (!Number.isFinite(list[i])) continue;
      low = Math.min(low, list[i]);
      high = Math.max(high, list[i]);
    }
  return low <= high ? [low, high] : [0, 1];
}
