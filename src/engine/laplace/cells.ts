import type { SparseRows } from '../linalg/sparse.ts';

/** The different pairs of places that rows have: one of a group of terms, one of another (or the same). */
export interface Cells {
  /** For each row, the number of its cell. */
  readonly of: Int32Array;
  /** Cells of place q of the second group are `start[q]` up to `start[q + 1] - 1`. */
  readonly start: Int32Array;
  /** The place of the first group that each cell has. */
  readonly first: Int32Array;
}

/** How rows fall into places: levels, or, where those are mixed, what rows have of them. */
export interface RowPlaces {
  readonly levels: number;
  readonly index: Int32Array;
  readonly mixing?: SparseRows | undefined;
}

export function placeCountOf({ levels, mixing }: RowPlaces): number {
  return mixing === undefined ? levels : mixing.rows;
}

/** Rows by their place, one place after the other. */
export function rowsByPlace(group: RowPlaces): { readonly start: Int32Array; readonly rows: Int32Array } {
  const { index } = group;
  const start = new Int32Array(placeCountOf(group) + 1);
  for (const place of index) start[place + 1]++;
  for (let p = 1; p < start.length; p++) start[p] += start[p - 1];
  const next = start.slice();
  const rows = new Int32Array(index.length);
  for (let i = 0; i < index.length; i++) rows[next[index[i]]++] = i;
  return { start, rows };
}

/** The cells of two groups, in the order of the second's places and then of their first rows. */
export function cellsOf(one: RowPlaces, other: RowPlaces, sorted: ReturnType<typeof rowsByPlace>): Cells {
  const count = placeCountOf(other);
  const of = new Int32Array(one.index.length);
  const start = new Int32Array(count + 1);
  const seenAt = new Int32Array(placeCountOf(one)).fill(-1);
  const cell = new Int32Array(placeCountOf(one));
  const first = new Int32Array(one.index.length);
  let cells = 0;
  for (let q = 0; q < count; q++) {
    for (let r = sorted.start[q]; r < sorted.start[q + 1]; r++) {
      const row = sorted.rows[r];
      const p = one.index[row];
      if (seenAt[p] !== q) {
        seenAt[p] = q;
        cell[p] = cells;
        first[cells++] = p;
      }
      of[row] = cell[p];
    }
    start[q + 1] = cells;
  }
  return { of, start, first: first.slice(0, cells) };
}
