import { InputError } from '../../src/engine/errors.ts';
import type { Frame } from './frame.ts';

/** The mean, corrected once for the rounding of its own sum. */
export function meanOf(values: Float64Array): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const rough = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += values[i] - rough;
  return rough + rest / n;
}

/** Standard deviation with n - 1, as R's sd(). */
function sdOf(values: Float64Array, mean: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) * (values[i] - mean);
  return Math.sqrt(sum / (values.length - 1));
}

/** From the values in ascending order, so that the order of rows changes no bit. */
function learn(fn: 'scale' | 'center', text: string, column: Float64Array): { mean: number; sd: number } {
  const values = column.slice().sort();
  const mean = meanOf(values);
  if (fn === 'center') return { mean, sd: 1 };
  const sd = sdOf(values, mean);
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
  const { mean, sd } = known?.kind === 'standardized' ? known : learn(fn, text, values);
  frame.variables.set(text, { kind: 'standardized', mean, sd });
  return values.map((x) => (x - mean) / sd);
}
