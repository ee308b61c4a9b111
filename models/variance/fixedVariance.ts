import type { RowDraws } from '../predict/index.ts';

/** Rows that are written at a time. */
const block = 64;

/** Mean over rows, and variance among them with the divisor rows - 1, of each draw, chain after chain. */
export interface OverRows {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Of values at rows, by Welford's recursion; memory is that of a block of rows. A single row varies by nothing. */
export function overRows(values: RowDraws): OverRows {
  const count = values.chains * values.draws;
  const mean = new Float64Array(count);
  const squares = new Float64Array(count);
  const buffer = new Float64Array(block * count);
  for (let from = 0; from < values.rows; from += block) {
    const to = Math.min(values.rows, from + block);
    values.fill(from, to, buffer);
    for (let row = from; row < to; row++) {
      const at = (row - from) * count;
      for (let d = 0; d < count; d++) {
        const step = buffer[at + d] - mean[d];
        mean[d] += step / (row + 1);
        squares[d] += step * (buffer[at + d] - mean[d]);
      }
    }
  }
  const divisor = Math.max(1, values.rows - 1);
  return { mean, variance: squares.map((sum) => sum / divisor) };
}

/** The mean over rows of the squares of values, draw by draw. */
export function meanSquares(values: RowDraws): Float64Array {
  const { mean, variance } = overRows(values);
  const { rows } = values;
  return mean.map((m, d) => m * m + (variance[d] * (rows - 1)) / rows);
}
