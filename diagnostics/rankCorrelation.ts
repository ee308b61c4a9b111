import { meanOf } from './moments.ts';
import { rank } from './ranks.ts';
import { pool } from './shape.ts';

/**
 * Correlation of the rank-normalised draws of two quantities, -1 to 1: whether one rises with the other, on any scale.
 * Shape: `first[c][i]` and `second[c][i]` are of iteration i of chain c. Odd values: NaN if a draw is non-finite or all of one
 * quantity are equal; of an odd number of iterations the middle one is left out. Throws RangeError if they differ in shape.
 */
export function rankCorrelation(
  first: readonly ArrayLike<number>[],
  second: readonly ArrayLike<number>[],
): number {
  const [a, b] = [pool(first), pool(second)];
  if (a.length !== b.length || a.values.length !== b.values.length)
    throw new RangeError(
      `diagnostics: a correlation needs as many draws of both, got ${a.values.length} and ${b.values.length}`,
    );
  const [x, y] = [rank(a)?.scores.values, rank(b)?.scores.values];
  if (x === undefined || y === undefined) return Number.NaN;
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}
