import { sharedInt32 } from '../../sharedArrays.ts';
import { runningSums } from './indices.ts';
import { type OrderedTree, orderedTree, treeWork } from './orderedTree.ts';
import { type Panels, panelsOf } from './panels.ts';
import { type BlockPattern, valueCount } from './pattern.ts';
import { supernodes } from './supernodes.ts';
import { type SparseWork, workOf } from './work.ts';

/** An order of elimination and all that follows from it. Plain data in shared memory. */
export interface SparseAnalysis extends SparseWork {
  readonly pattern: BlockPattern;
  readonly panels: Panels;
  /** Of each of the matrix's rows, its number in the order of elimination. */
  readonly place: Int32Array;
  /** For each number on the pattern: where it lies among the panels'. */
  readonly target: Int32Array;
}

/**
 * Finds an order of elimination with little fill, and from it where the factor's numbers lie. Nodes in `last` come at the
 * end in any case, in this order. Throws RangeError if the factor has more than 250 million numbers.
 */
export function analyse(pattern: BlockPattern, last: readonly number[] = []): SparseAnalysis {
  const tree = treeOf(pattern, last);
  const runs = supernodes(tree.parent, tree.counts, tree.sizes);
  const columnAt = runningSums(tree.sizes);
  const panels = panelsOf(tree, runs, columnAt);
  return {
    ...workOf(runs.width, runs.below, panels.length),
    pattern,
    panels,
    place: rowPlaces(pattern, tree, columnAt),
    target: targetsOf(pattern, tree, columnAt, panels),
  };
}

/**
 * The counted work of `analyse(pattern, last)` before columns are joined, in memory near the pattern's own however dense
 * the factor is.
 */
export function sparseWork(pattern: BlockPattern, last: readonly number[] = []): SparseWork {
  return treeWork(treeOf(pattern, last));
}

/** Orders that have been found, while their patterns live: whoever counts the work first and then does it asks twice. */
const trees = new WeakMap<BlockPattern, OrderedTree>();

function treeOf(pattern: BlockPattern, last: readonly number[]): OrderedTree {
  if (last.length > 0) return orderedTree(pattern, last);
  const tree = trees.get(pattern) ?? orderedTree(pattern, last);
  trees.set(pattern, tree);
  return tree;
}

/** For each node of the pattern its first row in the order of elimination. */
function firstRows({ sizes }: BlockPattern, { nodes, order }: OrderedTree, columnAt: Int32Array): Int32Array {
  const firstRow = new Int32Array(sizes.length);
  for (let k = 0; k < order.length; k++) firstRow[nodes[order[k]]] = columnAt[k];
  return firstRow;
}

function rowPlaces(pattern: BlockPattern, tree: OrderedTree, columnAt: Int32Array): Int32Array {
  const firstRow = firstRows(pattern, tree, columnAt);
  const place = sharedInt32(columnAt[columnAt.length - 1]);
  let at = 0;
  for (let i = 0; i < pattern.sizes.length; i++)
    for (let a = 0; a < pattern.sizes[i]; a++) place[at++] = firstRow[i] + a;
  return place;
}

/** Where each number of the pattern lies in the factor's panels. */
function targetsOf(
  pattern: BlockPattern,
  tree: OrderedTree,
  columnAt: Int32Array,
  { first, lead, at, rowAt, rowEnd, rows, panelOf }: Panels,
): Int32Array {
  const { sizes, start, column, offset } = pattern;
  const firstRow = firstRows(pattern, tree, columnAt);
  const target = sharedInt32(valueCount(pattern));
  for (let i = 0; i < sizes.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++) {
      const j = column[e];
      const [m, n] = [sizes[i], sizes[j]];
      if (m === 0 || n === 0) continue;
      const isTurned = firstRow[i] < firstRow[j];
      const low = isTurned ? firstRow[i] : firstRow[j];
      const high = isTurned ? firstRow[j] : firstRow[i];
      const p = panelOf[low];
      const row = placeAmong(rows, rowAt[p], rowEnd[p], high);
      const origin = at[p] + (row - rowAt[p]) * lead[p] + low - first[p];
      // transposed where the order of elimination has the column's node later
      const down = isTurned ? 1 : lead[p];
      const right = isTurned ? lead[p] : 1;
      for (let v = offset[e], r = 0; r < m; r++)
        for (let c = 0; c < n; c++, v++) target[v] = origin + r * down + c * right;
    }
  return target;
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
