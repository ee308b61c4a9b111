import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';

/** A sparse matrix by rows: row r has `values[start[r] .. start[r + 1]]` in the columns `column`, ascending. Plain data. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly values: Float64Array;
}

/** Entries of one row, by their columns, ascending. */
export type SparseRow = readonly (readonly [column: number, value: number])[];

/** Lays rows out in memory that threads share. */
export function sparseRows(columns: number, rows: readonly SparseRow[]): SparseRows {
  const count = rows.reduce((n, row) => n + row.length, 0);
  const start = sharedInt32(rows.length + 1);
  const [column, values] = [sharedInt32(count), sharedFloat64(count)];
  let at = 0;
  rows.forEach((row, r) => {
    for (const [c, value] of row) {
      column[at] = c;
      values[at++] = value;
    }
    start[r + 1] = at;
  });
  return { rows: rows.length, columns, start, column, values };
}

/** One row of a sparse matrix. */
export function sparseRow({ start, column, values }: SparseRows, r: number): SparseRow {
  return Array.from({ length: start[r + 1] - start[r] }, (_, e) => [
    column[start[r] + e],
    values[start[r] + e],
  ]);
}

/** The entries of a row-major matrix that are not 0. */
export function sparseOf(matrix: Float64Array, columns: number): SparseRows {
  const rows = Array.from({ length: matrix.length / columns }, (_, r) =>
    [...matrix.subarray(r * columns, (r + 1) * columns)].flatMap((value, c): [number, number][] =>
      value === 0 ? [] : [[c, value]],
    ),
  );
  return sparseRows(columns, rows);
}

/** out_r = sum_c M_rc x_c, where x and out hold k numbers a column and a row. */
export function timesBlocks(
  { rows, start, column, values }: SparseRows,
  k: number,
  x: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let r = 0; r < rows; r++)
    for (let e = start[r]; e < start[r + 1]; e++)
      for (let c = 0; c < k; c++) out[r * k + c] += values[e] * x[column[e] * k + c];
}

/** out_c = sum_r M_rc x_r, where x and out hold k numbers a row and a column. */
export function transposedTimesBlocks(
  { rows, start, column, values }: SparseRows,
  k: number,
  x: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let r = 0; r < rows; r++)
    for (let e = start[r]; e < start[r + 1]; e++)
      for (let c = 0; c < k; c++) out[column[e] * k + c] += values[e] * x[r * k + c];
}

/** X Y. */
export function sparseProduct(x: SparseRows, y: SparseRows): SparseRows {
  const rows = Array.from({ length: x.rows }, (_, r) => {
    const sums = new Map<number, number>();
    for (let e = x.start[r]; e < x.start[r + 1]; e++)
      for (let f = y.start[x.column[e]]; f < y.start[x.column[e] + 1]; f++)
        sums.set(y.column[f], (sums.get(y.column[f]) ?? 0) + x.values[e] * y.values[f]);
    return [...sums].sort(([a], [b]) => a - b);
  });
  return sparseRows(y.columns, rows);
}
