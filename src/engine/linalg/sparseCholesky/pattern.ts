import { sharedInt32 } from '../../sharedArrays.ts';

/** Where a symmetric matrix of blocks may be non-zero. Node i has `sizes[i]` rows. Lower triangle by rows of blocks. Plain data. */
export interface BlockPattern {
  readonly sizes: Int32Array;
  /** Node i meets nodes `column[start[i]] < ... < column[start[i + 1] - 1] = i`, itself last. */
  readonly start: Int32Array;
  readonly column: Int32Array;
  /**
   * Block e, `sizes[i] x sizes[column[e]]` row-major, has its numbers from `offset[e]` on; `offset[column.length]` is
   * their count. A diagonal block holds both triangles, only the lower is read.
   */
  readonly offset: Int32Array;
}

/** Sets of nodes that meet each other, such as the nodes of a row of data: set r is `nodes[start[r] .. start[r + 1] - 1]`. */
export interface Cliques {
  readonly start: Int32Array;
  /** In any order; a node may stand in a set twice. */
  readonly nodes: Int32Array;
}

/** Numbers that a matrix on the pattern has. */
export function valueCount({ offset }: BlockPattern): number {
  return offset[offset.length - 1];
}

/** Rows of the matrix. */
export function rowCount({ sizes }: BlockPattern): number {
  let rows = 0;
  for (const size of sizes) rows += size;
  return rows;
}

/** The pattern in which node i meets the nodes `rowsOfColumns[i]`, in any order; those that are not below i are left out. */
export function blockPattern(sizes: Int32Array, rowsOfColumns: readonly Iterable<number>[]): BlockPattern {
  const lists = rowsOfColumns.map((row, i) => [...new Set(row)].filter((j) => j < i).sort((a, b) => a - b));
  const start = sharedInt32(sizes.length + 1);
  const column = sharedInt32(lists.reduce((sum, list) => sum + list.length + 1, 0));
  lists.forEach((list, i) => {
    column.set(list, start[i]);
    start[i + 1] = start[i] + list.length + 1;
    column[start[i + 1] - 1] = i;
  });
  return withOffsets(sizes, start, column);
}

/** The pattern in which the nodes of each set meet each other. Takes time in proportion to the pairs within sets. */
export function cliquePattern(sizes: Int32Array, cliques: Cliques): BlockPattern {
  const higher = higherNodes(sizes.length, cliques);
  const start = new Int32Array(sizes.length + 1).fill(1).fill(0, 0, 1);
  eachPair(higher, (i) => {
    start[i + 1]++;
  });
  for (let i = 0; i < sizes.length; i++) start[i + 1] += start[i];
  const column = sharedInt32(start[sizes.length]);
  const next = start.slice();
  eachPair(higher, (i, j) => {
    column[next[i]++] = j;
  });
  for (let i = 0; i < sizes.length; i++) column[next[i]] = i;
  return withOffsets(sizes, start, column);
}

/** For each node the higher ones that it meets, as often as it does. */
function higherNodes(count: number, { start, nodes }: Cliques): Cliques {
  const first = new Int32Array(count + 1);
  const each = (use: (low: number, high: number) => void): void => {
    for (let r = 0; r + 1 < start.length; r++)
      for (let e = start[r]; e < start[r + 1]; e++)
        for (let f = start[r]; f < start[r + 1]; f++) if (nodes[f] < nodes[e]) use(nodes[f], nodes[e]);
  };
  each((low) => {
    first[low + 1]++;
  });
  for (let i = 0; i < count; i++) first[i + 1] += first[i];
  const higher = new Int32Array(first[count]);
  const next = first.slice();
  each((low, high) => {
    higher[next[low]++] = high;
  });
  return { start: first, nodes: higher };
}

/** Each different pair once, in the order of the lower node. */
function eachPair({ start, nodes }: Cliques, use: (high: number, low: number) => void): void {
  const seen = new Int32Array(start.length).fill(-1);
  for (let j = 0; j + 1 < start.length; j++)
    for (let e = start[j]; e < start[j + 1]; e++) {
      if (seen[nodes[e]] === j) continue;
      seen[nodes[e]] = j;
      use(nodes[e], j);
    }
}

function withOffsets(sizes: Int32Array, start: Int32Array, column: Int32Array): BlockPattern {
  const offset = sharedInt32(column.length + 1);
  let at = 0;
  for (let i = 0; i < sizes.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++) {
      offset[e] = at;
      at += sizes[i] * sizes[column[e]];
    }
  if (at > 2 ** 31 - 1) throw new RangeError(`sparse Cholesky: a matrix of ${at} numbers is too large`);
  offset[column.length] = at;
  return { sizes: shared(sizes), start: shared(start), column, offset };
}

/** The same integers in memory that threads share. */
export function shared(values: Int32Array): Int32Array {
  const copy = sharedInt32(values.length);
  copy.set(values);
  return copy;
}
