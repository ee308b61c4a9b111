import { sharedInt32 } from '../../sharedArrays.ts';
import { type OrderedTree, orderedTree } from './orderedTree.ts';
import { type Panels, panelsOf } from './panels.ts';
import type { BlockPattern } from './pattern.ts';
import { supernodes } from './supernodes.ts';
import { type SparseWork, workOf } from './work.ts';

/** An order of elimination and all that follows from it. Plain data in shared memory. */
export interface SparseAnalysis extends SparseWork {
  readonly pattern: BlockPattern;
  readonly panels: Panels;
  /** Of each of the matrix's rows, its number in the order of elimination. */
  readonly place: Int32Array;
  /** For each block of the pattern: where it starts among the panels' numbers. */
  readonly target: Int32Array;
  /** Numbers there from one of its rows to the next; negative, less 1, if the block lies there transposed. */
  readonly stride: Int32Array;
}

/**
 * Finds an order of elimination with little fill, and from it where the factor's numbers lie. Nodes in `last` come at the
 * end in any case, in this order. Throws RangeError if the factor has more than 2^31 numbers.
 */
export function analyse(pattern: BlockPattern, last: readonly number[] = []): SparseAnalysis {
  const tree = orderedTree(pattern, last);
  const runs = supernodes(tree.parent, tree.counts, tree.sizes);
  const columnAt = runningSums(tree.sizes);
  const panels = panelsOf(tree, runs, columnAt);
  return {
    ...workOf(runs.width, runs.below, panels.length),
    pattern,
    panels,
    place: rowPlaces(pattern, tree, columnAt),
    ...targetsOf(pattern, tree, columnAt, panels),
  };
}

/**
 * The counted work of `analyse(pattern, last)` before columns are joined, in memory near the pattern's own however dense
 * the factor is.
 */
export function sparseWork(pattern: BlockPattern, last: readonly number[] = []): SparseWork {
  const { counts, sizes } = orderedTree(pattern, last);
  const below = counts.map((rows, k) => rows - sizes[k]);
  return workOf(
    sizes,
    below,
    counts.reduce((sum, rows, k) => sum + rows * sizes[k], 0),
  );
}

function runningSums(sizes: Int32Array): Int32Array {
  const sums = new Int32Array(sizes.length + 1);
  for (let k = 0; k < sizes.length; k++) sums[k + 1] = sums[k] + sizes[k];
  return sums;
}

/** For each node of the pattern its first row in the order of elimination. */
function firstRows({ sizes }: BlockPattern, { nodes, order }: OrderedTree, columnAt: Int32Array): Int32Array {
  const firstRow = new Int32Array(sizes.length);
  order.forEach((a, k) => {
    firstRow[nodes[a]] = columnAt[k];
  });
  return firstRow;
}

function rowPlaces(pattern: BlockPattern, tree: OrderedTree, columnAt: Int32Array): Int32Array {
  const firstRow = firstRows(pattern, tree, columnAt);
  const place = sharedInt32(columnAt[columnAt.length - 1]);
  let at = 0;
  pattern.sizes.forEach((size, i) => {
    for (let a = 0; a < size; a++) place[at++] = firstRow[i] + a;
  });
  return place;
}

/** Where each block of the pattern lies in the factor's panels. */
function targetsOf(
  pattern: BlockPattern,
  tree: OrderedTree,
  columnAt: Int32Array,
  { first, lead, at, rowAt, rowEnd, rows, panelOf }: Panels,
): { target: Int32Array; stride: Int32Array } {
  const { sizes, start, column } = pattern;
  const firstRow = firstRows(pattern, tree, columnAt);
  const target = sharedInt32(column.length);
  const stride = sharedInt32(column.length);
  for (let i = 0; i < sizes.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++) {
      if (sizes[i] === 0 || sizes[column[e]] === 0) continue;
      const [a, b] = [firstRow[i], firstRow[column[e]]];
      const [low, high] = a < b ? [a, b] : [b, a];
      const p = panelOf[low];
      const row = placeAmong(rows, rowAt[p], rowEnd[p], high);
      target[e] = at[p] + (row - rowAt[p]) * lead[p] + low - first[p];
      stride[e] = a < b ? -1 - lead[p] : lead[p];
    }
  return { target, stride };
}

/** Where `row` stands among ascending rows from `from` up to `end`, where it does. */
function placeAmong(rows: Int32Array, from: number, end: number, row: number): number {
  let [low, high] = [from, end - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
