import type { BlockPattern } from '../linalg/sparseCholesky/pattern.ts';
import type { Cells } from './cells.ts';
import { membersOf, type NodeGroup } from './nodePattern.ts';

/** Where the rows of two groups of terms go, the second's nodes being rows of blocks and the first's columns. */
export interface Meeting {
  readonly first: number;
  readonly second: number;
  /**
   * For each row, where the one block that it goes to begins among the pattern's numbers, or, where levels are mixed, the
   * number of its cell.
   */
  readonly at: Int32Array;
  /** Where levels are mixed: the blocks of the cells. */
  readonly mixed: MixedCells | null;
}

/** Cells that go to several blocks. */
export interface MixedCells {
  readonly count: number;
  /** Calls back with the begin of every block in the lower triangle that a cell goes to, and its share of it. */
  each(cell: number, visit: (offset: number, share: number, isDiagonal: boolean) => void): void;
}

export function meetings(
  groups: readonly NodeGroup[],
  pattern: BlockPattern,
  cells: readonly (readonly Cells[])[],
): Meeting[] {
  return groups.flatMap((two, second) =>
    groups.slice(0, second + 1).map((one, first): Meeting => {
      const own = cells[second][first];
      if (one.mixing !== undefined || two.mixing !== undefined)
        return { first, second, at: own.of, mixed: mixedCells(one, two, pattern, own) };
      const offsets = blocksOfCells(one, two, pattern, own);
      return { first, second, at: own.of.map((cell) => offsets[cell]), mixed: null };
    }),
  );
}

/** Where the block of each cell begins. */
function blocksOfCells(one: NodeGroup, two: NodeGroup, pattern: BlockPattern, cells: Cells): Int32Array {
  const { start, column, offset } = pattern;
  const blockOf = new Int32Array(pattern.sizes.length);
  const offsets = new Int32Array(cells.first.length);
  for (let q = 0; q < two.levels; q++) {
    const row = two.node + q;
    for (let e = start[row]; e < start[row + 1]; e++) blockOf[column[e]] = e;
    for (let c = cells.start[q]; c < cells.start[q + 1]; c++)
      offsets[c] = offset[blockOf[one.node + cells.first[c]]];
  }
  return offsets;
}

function mixedCells(one: NodeGroup, two: NodeGroup, pattern: BlockPattern, cells: Cells): MixedCells {
  const [left, right] = [membersOf(one), membersOf(two)];
  const count = cells.first.length;
  const second = new Int32Array(count);
  for (let q = 0; q + 1 < cells.start.length; q++) second.fill(q, cells.start[q], cells.start[q + 1]);
  return {
    count,
    each(cell, visit) {
      const [p, q] = [cells.first[cell], second[cell]];
      for (let f = right.start[q]; f < right.start[q + 1]; f++) {
        const row = two.node + right.column[f];
        const end = pattern.start[row + 1];
        let block = pattern.start[row];
        for (let e = left.start[p]; e < left.start[p + 1]; e++) {
          const wanted = one.node + left.column[e];
          if (wanted > row) break;
          block = blockFrom(pattern.column, block, end, wanted);
          visit(pattern.offset[block], left.values[e] * right.values[f], wanted === row);
          block++;
        }
      }
    },
  };
}

/** Where a column stands among ascending ones, which is at `from` or later; next to it as a rule. */
function blockFrom(column: Int32Array, from: number, end: number, wanted: number): number {
  if (column[from] === wanted) return from;
  let [low, high] = [from, end];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (column[middle] <= wanted) low = middle;
    else high = middle;
  }
  return low;
}
