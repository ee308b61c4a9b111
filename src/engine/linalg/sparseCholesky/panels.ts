import { sharedInt32 } from '../../sharedArrays.ts';
import type { OrderedTree } from './orderedTree.ts';
import { shared } from './pattern.ts';
import type { Supernodes } from './supernodes.ts';

/**
 * Where the factor's numbers lie. Rows are numbered in the order of elimination. The factor consists of panels: columns
 * `first[p]` to `first[p + 1] - 1` with all their rows, `rows[rowAt[p] .. rowEnd[p] - 1]`, of which the first are the
 * columns themselves; row-major from `at[p]` on, `lead[p]` numbers a row. Panels of one supernode share their rows' end.
 */
export interface Panels {
  readonly first: Int32Array;
  readonly lead: Int32Array;
  readonly at: Int32Array;
  readonly rowAt: Int32Array;
  readonly rowEnd: Int32Array;
  readonly rows: Int32Array;
  /** The panel of each column. */
  readonly panelOf: Int32Array;
  /** Numbers in all panels. */
  readonly length: number;
  /** Most rows of a panel, and most numbers. */
  readonly mostRows: number;
  readonly mostNumbers: number;
  /** Enough numbers are in panels that kernels are good for. */
  readonly isLarge: boolean;
}

/** Columns of a panel, unless a node has more. */
const mostColumns = 64;

/** Numbers of a factor: with an inverse beside it they fit in the 4 GiB that WebAssembly can address. */
const mostLength = 250_000_000;

/** Numbers in panels that are not narrow from which kernels are worth making. */
const largeNumbers = 2000;

/** Panels narrower than this are stored as they are; others have rows of even length, for vectors of two. */
export const narrow = 4;

/** Cuts supernodes into panels; `columnAt[k]` is the first row and column of place k. Throws RangeError above 250 million numbers. */
export function panelsOf(tree: OrderedTree, runs: Supernodes, columnAt: Int32Array): Panels {
  const { rows, rowAt: supernodeRow } = supernodeRows(tree, runs, columnAt);
  const places = tree.sizes.length;
  const [first, lead, at] = [new Int32Array(places + 1), new Int32Array(places), new Int32Array(places)];
  const [rowAt, rowEnd] = [new Int32Array(places), new Int32Array(places)];
  let [count, length, mostRows, mostNumbers, inWide] = [0, 0, 0, 0, 0];
  for (let s = 0; s < runs.width.length; s++) {
    const start = columnAt[runs.first[s]];
    for (let k = runs.first[s]; k < runs.first[s + 1]; count++) {
      const from = columnAt[k];
      k++;
      while (k < runs.first[s + 1] && columnAt[k + 1] - from <= mostColumns) k++;
      const width = columnAt[k] - from;
      first[count] = from;
      lead[count] = width < narrow ? width : width + (width & 1);
      at[count] = length;
      rowAt[count] = supernodeRow[s] + from - start;
      rowEnd[count] = supernodeRow[s + 1];
      const numbers = (rowEnd[count] - rowAt[count]) * lead[count];
      if (width >= narrow) inWide += numbers;
      mostRows = Math.max(mostRows, rowEnd[count] - rowAt[count]);
      mostNumbers = Math.max(mostNumbers, numbers);
      length += numbers;
      if (length > mostLength)
        throw new RangeError(`sparse Cholesky: a factor of more than ${mostLength} numbers is too large`);
    }
  }
  first[count] = columnAt[places];
  const panelOf = sharedInt32(columnAt[places]);
  for (let p = 0; p < count; p++) panelOf.fill(p, first[p], first[p + 1]);
  return {
    first: shared(first.subarray(0, count + 1)),
    lead: shared(lead.subarray(0, count)),
    at: shared(at.subarray(0, count)),
    rowAt: shared(rowAt.subarray(0, count)),
    rowEnd: shared(rowEnd.subarray(0, count)),
    rows,
    panelOf,
    length,
    mostRows,
    mostNumbers,
    isLarge: inWide >= largeNumbers,
  };
}

/** Rows of each supernode, ascending: a row belongs to the supernodes of its subtree of the elimination tree. */
function supernodeRows(
  { graph, order, place, parent, sizes }: OrderedTree,
  { first, width, below }: Supernodes,
  columnAt: Int32Array,
): { rows: Int32Array; rowAt: Int32Array } {
  const count = width.length;
  const rowAt = new Int32Array(count + 1);
  const of = new Int32Array(sizes.length);
  for (let s = 0; s < count; s++) {
    rowAt[s + 1] = rowAt[s] + width[s] + below[s];
    of.fill(s, first[s], first[s + 1]);
  }
  const rows = sharedInt32(rowAt[count]);
  const next = rowAt.slice();
  const seen = new Int32Array(count).fill(-1);
  for (let k = 0; k < sizes.length; k++) {
    const own = of[k];
    const add = (s: number): void => {
      seen[s] = k;
      for (let row = columnAt[k]; row < columnAt[k + 1]; row++) rows[next[s]++] = row;
    };
    for (let e = graph.start[order[k]]; e < graph.start[order[k] + 1]; e++) {
      const j = place[graph.neighbours[e]];
      if (j > k) continue;
      for (let s = of[j]; s !== own && seen[s] !== k; s = of[parent[first[s + 1] - 1]]) add(s);
    }
    add(own);
  }
  return { rows, rowAt };
}
