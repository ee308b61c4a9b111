import { InputError } from '../../src/engine/errors.ts';
import { type Counts, countedSum, countOf, inAscendingOrder } from './counted.ts';
import type { Frame } from './frame.ts';

/** The mean, corrected once for the rounding of its own sum. */
export function meanOf(values: Float64Array, counts: Counts = null): number {
  const n = countOf(values.length, counts);
  const rough = countedSum(values, counts, (x) => x) / n;
  return rough + countedSum(values, counts, (x) => x - rough) / n;
}

/** Standard deviation with n - 1, as R's sd(). */
function sdOf(values: Float64Array, counts: Counts, mean: number): number {
  const squares = countedSum(values, counts, (x) => (x - mean) * (x - mean));
  return Math.sqrt(squares / (countOf(values.length, counts) - 1));
}

/** From the values in ascending order, so that the order of rows changes no bit. */
function learn(
  fn: 'scale' | 'center',
  text: string,
  column: Float64Array,
  each: Counts,
): { mean: number; sd: number } {
  const { values, counts } = inAscendingOrder(column, each);
  const mean = meanOf(values, counts);
  if (fn === 'center') return { mean, sd: 1 };
  const sd = sdOf(values, counts, mean);
  if (sd > 0 && !values.every((x) => x === values[0])) return { mean, sd };
  throw new InputError(`data: ${text} divides by the sd, but all its values are ${values[0]}`, {
    term: text,
  });
}

/** `scale(x)` and `center(x)`, with the mean and sd the model was made with. */
export function standardize(
  frame: Frame,
  fn: 'scale' | 'center',
  text: string,
  values: Float64Array,
): Float64Array {
  const known = frame.variables.get(text);
  const { mean, sd } = known?.kind === 'standardized' ? known : learn(fn, text, values, frame.counts);
  frame.variables.set(text, { kind: 'standardized', mean, sd });
  return values.map((x) => (x - mean) / sd);
}
