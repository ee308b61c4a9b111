/** Arithmetic such as `0.3 * 10` misses whole numbers by rounding; further off than this, relatively, it is no count. */
export const ROUNDING = 1e-8;

const MOST_DECIMALS = 15;

/** Successes that proportions stand for, or the index of the first value that stands for no or more than one count. */
export type Counted =
  | { readonly kind: 'counts'; readonly counts: Float64Array }
  | { readonly kind: 'no count'; readonly at: number }
  | { readonly kind: 'several counts'; readonly at: number; readonly decimals: number };

/** Decimals that every value can be written with, 15 at most. */
function decimalsOf(values: Float64Array): number {
  for (let decimals = 0; decimals < MOST_DECIMALS; decimals++)
    if (values.every((value) => Number(value.toFixed(decimals)) === value)) return decimals;
  return MOST_DECIMALS;
}

/** Whether values are proportions rather than counts: from 0 to 1, and not all whole. */
export function areProportions(values: Float64Array): boolean {
  return (
    values.every((value) => value >= 0 && value <= 1) && values.some((value) => !Number.isInteger(value))
  );
}

/**
 * Successes from proportions that may be rounded to the decimals they have: the one whole number of `trials` within half
 * a unit of the last decimal. With few decimals and many trials there are several, and none is guessed.
 */
export function countsOf(proportions: Float64Array, trials: Float64Array): Counted {
  const decimals = decimalsOf(proportions);
  const unit = Number(`1e-${decimals}`);
  const counts = new Float64Array(trials.length);
  for (let i = 0; i < counts.length; i++) {
    const exact = proportions[i] * trials[i];
    counts[i] = Math.round(exact);
    const slack = Math.max(0.5 * unit * trials[i], ROUNDING * counts[i]) * (1 + ROUNDING);
    if (trials[i] * unit >= 1 && decimals < MOST_DECIMALS) return { kind: 'several counts', at: i, decimals };
    if (Math.abs(exact - counts[i]) > slack + ROUNDING) return { kind: 'no count', at: i };
  }
  return { kind: 'counts', counts };
}
