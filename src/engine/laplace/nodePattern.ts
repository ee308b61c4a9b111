import type { SparseRows } from '../linalg/sparse.ts';
import type { BlockPattern } from '../linalg/sparseCholesky/pattern.ts';
import { sharedInt32 } from '../sharedArrays.ts';
import { type Cells, cellsOf, placeCountOf, type RowPlaces, rowsByPlace } from './cells.ts';

/** A group of terms as nodes of a pattern. */
export interface NodeGroup extends RowPlaces {
  /** Rows and columns of a node. */
  readonly size: number;
  /** Number of its first node. */
  readonly node: number;
}

/** The nodes that rows have together, and for groups g <= h their cells, `cells[h][g]`. */
export interface NodePattern {
  readonly pattern: BlockPattern;
  readonly cells: readonly (readonly Cells[])[];
}

export function nodePattern(groups: readonly NodeGroup[]): NodePattern {
  const nodes = groups.reduce((n, { levels }) => n + levels, 0);
  const sizes = sharedInt32(nodes);
  for (const { node, levels, size } of groups) sizes.fill(size, node, node + levels);
  const cells = groups.map((other, h) => {
    const sorted = rowsByPlace(other);
    return groups.slice(0, h + 1).map((one) => cellsOf(one, other, sorted));
  });
  const start = sharedInt32(nodes + 1);
  const columns: number[] = [];
  groups.forEach((other, h) => {
    const holders = placesOfLevels(other);
    const finders = groups.slice(0, h + 1).map((one, g) => levelFinder(one, other, holders, cells[h][g]));
    for (let m = 0; m < other.levels; m++) {
      for (const find of finders) find(m, columns);
      columns.push(other.node + m);
      start[other.node + m + 1] = columns.length;
    }
  });
  const column = sharedInt32(columns.length);
  column.set(columns);
  return { pattern: { sizes, start, column, offset: offsetsOf(sizes, start, column) }, cells };
}

function offsetsOf(sizes: Int32Array, start: Int32Array, column: Int32Array): Int32Array {
  const offset = sharedInt32(column.length + 1);
  for (let i = 0; i < sizes.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++) offset[e + 1] = offset[e] + sizes[i] * sizes[column[e]];
  return offset;
}

/** What a place has of each level; of its own level all, where levels are not mixed. */
export function membersOf({ levels, mixing }: RowPlaces): Pick<SparseRows, 'start' | 'column' | 'values'> {
  if (mixing !== undefined) return mixing;
  return {
    start: Int32Array.from({ length: levels + 1 }, (_, j) => j),
    column: Int32Array.from({ length: levels }, (_, j) => j),
    values: new Float64Array(levels).fill(1),
  };
}

/** The places that have something of each level. */
function placesOfLevels(group: RowPlaces): { readonly start: Int32Array; readonly place: Int32Array } {
  const { start: from, column } = membersOf(group);
  const start = new Int32Array(group.levels + 1);
  for (const level of column) start[level + 1]++;
  for (let j = 0; j < group.levels; j++) start[j + 1] += start[j];
  const next = start.slice();
  const place = new Int32Array(column.length);
  for (let p = 0; p < placeCountOf(group); p++)
    for (let e = from[p]; e < from[p + 1]; e++) place[next[column[e]]++] = p;
  return { start, place };
}

/** Appends the nodes of one group that level m of the other meets, ascending; of its own group those before it. */
function levelFinder(
  one: NodeGroup,
  other: NodeGroup,
  holders: ReturnType<typeof placesOfLevels>,
  cells: Cells,
): (m: number, columns: number[]) => void {
  const own = one === other;
  if (own && one.mixing === undefined) return () => undefined;
  const { start, column } = membersOf(one);
  const seenAt = new Int32Array(one.levels).fill(-1);
  return (m, columns) => {
    const most = own ? m : one.levels;
    const found: number[] = [];
    for (let q = holders.start[m]; q < holders.start[m + 1] && found.length < most; q++)
      for (let c = cells.start[holders.place[q]]; c < cells.start[holders.place[q] + 1]; c++)
        for (let e = start[cells.first[c]]; e < start[cells.first[c] + 1] && column[e] < most; e++) {
          if (seenAt[column[e]] === m) continue;
          seenAt[column[e]] = m;
          found.push(column[e]);
        }
    found.sort((a, b) => a - b);
    for (const level of found) columns.push(one.node + level);
  };
}
