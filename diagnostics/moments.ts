import { pool } from './shape.ts';

/**
 * Mean of all draws.
 * Unit: the quantity's own. NaN if there are no draws or one is NaN; infinite if a draw is.
 * Throws RangeError if the chains differ in length.
 */
export function mean(chains: readonly ArrayLike<number>[]): number {
  return meanOf(pool(chains).values);
}

/**
 * Standard deviation of all draws around their common mean (divisor S - 1).
 * Unit: the quantity's own. 0 if all draws are equal; NaN with fewer than two draws or a non-finite one.
 * Throws RangeError if the chains differ in length.
 */
export function sd(chains: readonly ArrayLike<number>[]): number {
  return Math.sqrt(varianceOf(pool(chains).values));
}

/** Mean, with a second pass that takes away the first one's rounding error; NaN if empty. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const first = sum / values.length;
  if (!Number.isFinite(first)) return first;
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i] - first;
  return first + rest / values.length;
}

/** Mean and variance of values from two passes; as `meanOf` and `varianceOf` but for rounding. */
export function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const first = sum / n;
  if (!Number.isFinite(first)) return { mean: first, variance: Number.NaN };
  let rest = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const distance = values[i] - first;
    rest += distance;
    squares += distance * distance;
  }
  const variance = n < 2 ? Number.NaN : Math.max(0, squares - (rest * rest) / n) / (n - 1);
  return { mean: first + rest / n, variance };
}

/** Variance around the mean, divisor n - 1; NaN for fewer than two values. */
export function varianceOf(values: Float64Array): number {
  return varianceAround(values, meanOf(values));
}

/** The same where the mean is known. */
export function varianceAround(values: Float64Array, centre: number): number {
  if (values.length < 2) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return sum / (values.length - 1);
}
