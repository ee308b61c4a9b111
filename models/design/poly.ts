import { type Counts, inAscendingOrder } from './counted.ts';
import { meanOf } from './standardize.ts';

/**
 * Monic polynomials orthogonal over the values of x: p0 = 1, p1 = x - alpha[0],
 * p(k+1) = (x - alpha[k]) pk - norm2[k] / norm2[k-1] p(k-1), where norm2[k] sums pk^2 over the values.
 */
export interface Recurrence {
  /** Length degree. */
  readonly alpha: readonly number[];
  /** Length degree + 1; norm2[0] is the number of values. */
  readonly norm2: readonly number[];
}

/** (x - alpha) current - ratio previous, row by row. */
function nextPolynomial(
  x: Float64Array,
  alpha: number,
  current: Float64Array,
  ratio: number,
  previous: Float64Array,
): Float64Array {
  return x.map((value, i) => (value - alpha) * current[i] - ratio * previous[i]);
}

/** Sums of p^2 and of x p^2. */
function moments(
  x: Float64Array,
  counts: Counts,
  p: Float64Array,
  center: number,
): { norm2: number; alpha: number } {
  let norm2 = 0;
  let weighted = 0;
  for (let i = 0; i < x.length; i++) {
    const square = counts === null ? p[i] * p[i] : counts[i] * p[i] * p[i];
    norm2 += square;
    weighted += (x[i] - center) * square;
  }
  return { norm2, alpha: center + weighted / norm2 };
}

/**
 * The recurrence that makes polynomials up to `degree` orthogonal over a column.
 * Needs more than `degree` distinct values. Source: Stieltjes' procedure; R's poly() reaches the same coefficients
 * by QR (its attribute "coefs" holds alpha, and norm2 after a leading 1).
 */
export function learnPoly(column: Float64Array, degree: number, each: Counts = null): Recurrence {
  const { values: x, counts } = inAscendingOrder(column, each);
  const center = meanOf(x, counts);
  const alpha: number[] = [];
  const norm2: number[] = [];
  let previous: Float64Array = new Float64Array(x.length);
  let current: Float64Array = new Float64Array(x.length).fill(1);
  for (let k = 0; k <= degree; k++) {
    const found = moments(x, counts, current, center);
    norm2.push(found.norm2);
    if (k === degree) break;
    alpha.push(found.alpha);
    const ratio = k === 0 ? 0 : norm2[k] / norm2[k - 1];
    [previous, current] = [current, nextPolynomial(x, found.alpha, current, ratio, previous)];
  }
  return { alpha, norm2 };
}

/** Columns 1 to degree at the values `x`, each of length one over the values the recurrence was learned on. */
export function applyPoly(x: Float64Array, { alpha, norm2 }: Recurrence): Float64Array[] {
  const columns: Float64Array[] = [];
  let previous: Float64Array = new Float64Array(x.length);
  let current: Float64Array = new Float64Array(x.length).fill(1);
  for (let k = 0; k < alpha.length; k++) {
    const ratio = k === 0 ? 0 : norm2[k] / norm2[k - 1];
    [previous, current] = [current, nextPolynomial(x, alpha[k], current, ratio, previous)];
    const length = Math.sqrt(norm2[k + 1]);
    columns.push(current.map((value) => value / length));
  }
  return columns;
}
