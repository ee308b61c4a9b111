/**
 * B-splines of one order over knots, each end repeated `order` times.
 * Source: de Boor 1978, chapter X; the recursions as R's splines::splineDesign has them.
 */

/** Index of the knot interval that x lies in; beyond the ends that of the nearest, the last closed on the right. */
function intervalOf(knots: readonly number[], order: number, x: number): number {
  let i = order - 1;
  while (i < knots.length - order - 1 && x >= knots[i + 1]) i++;
  return i;
}

/**
 * All B-splines of `order` at x, or their first or second derivatives: the polynomials of the nearest interval for x beyond the ends.
 */
export function bsplineRow(
  knots: readonly number[],
  order: number,
  x: number,
  derivative: 0 | 1 | 2 = 0,
): Float64Array {
  const i = intervalOf(knots, order, x);
  // of the lower order that derivatives start from: 1 in the interval, then up one order at a time
  const row = new Float64Array(knots.length - 1);
  row[i] = 1;
  for (let k = 2; k <= order - derivative; k++)
    for (let j = i - k + 1; j <= i; j++) {
      const left = j < i - k + 2 ? 0 : ((x - knots[j]) / (knots[j + k - 1] - knots[j])) * row[j];
      const right = j === i ? 0 : ((knots[j + k] - x) / (knots[j + k] - knots[j + 1])) * row[j + 1];
      row[j] = left + right;
    }
  for (let k = order - derivative + 1; k <= order; k++)
    for (let j = i - k + 1; j <= i; j++) {
      const left = j < i - k + 2 ? 0 : row[j] / (knots[j + k - 1] - knots[j]);
      const right = j === i ? 0 : row[j + 1] / (knots[j + k] - knots[j + 1]);
      row[j] = (k - 1) * (left - right);
    }
  return row.subarray(0, knots.length - order);
}
