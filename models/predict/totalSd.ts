import { momentsOf } from './moments.ts';
import type { RowsAt } from './rowsAt.ts';
import type { RowWriter } from './rowWriter.ts';
import { type Made, madeOf, ofRow } from './scales.ts';

/**
 * The sd of an outcome of any group: Var y = E(Var(y | b) + (E(y | b) - c)^2) - (E y - c)^2, whatever c is; some mean, so that little
 * cancels.
 * @param writerOf writes what is averaged over groups
 */
export function totalSdWriter(rows: RowsAt, count: number, writerOf: (made: Made) => RowWriter): RowWriter {
  const { mean, variance } = momentsOf(rows.model);
  const means = writerOf(madeOf(rows, 'mean'));
  const averages = new Float64Array(count);
  if (rows.rows > 0) means.write(0, averages);
  const centre = averages[0];
  const squares = writerOf(
    ofRow((row) => {
      const from = mean(row) - centre;
      return variance(row) + from * from;
    }),
  );
  return {
    categories: null,
    write(row, out) {
      squares.write(row, out);
      means.write(row, averages);
      for (let d = 0; d < count; d++) {
        const from = averages[d] - centre;
        out[d] = Math.sqrt(Math.max(0, out[d] - from * from));
      }
    },
  };
}
