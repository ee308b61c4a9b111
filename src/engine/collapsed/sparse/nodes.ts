import { type BlockPattern, cliquePattern, shared } from '../../linalg/sparseCholesky/pattern.ts';
import { sharedInt32 } from '../../sharedArrays.ts';
import type { StatisticsShape } from '../statistics.ts';

/** The border's columns by nodes: a level of a term each, and last the columns of X and then y, which is column `border`. */
export interface BorderNodes {
  /** Node of every column, first column and number of columns of every node. */
  readonly of: Int32Array;
  readonly first: Int32Array;
  readonly sizes: Int32Array;
}

export function borderNodes({ borderTerms, linearStart, border }: StatisticsShape): BorderNodes {
  const count = borderTerms.reduce((n, { levels }) => n + levels, 1);
  const [of, first, sizes] = [new Int32Array(border + 1), new Int32Array(count), new Int32Array(count)];
  let node = 0;
  const add = (at: number, size: number): void => {
    first[node] = at;
    sizes[node] = size;
    of.fill(node++, at, at + size);
  };
  for (const { start, k, levels } of borderTerms) for (let l = 0; l < levels; l++) add(start + l * k, k);
  add(linearStart, border + 1 - linearStart);
  return { of, first, sizes };
}

/** Sets of columns that meet: `column[from[g] .. from[g + 1]]`, ascending. */
export interface Meetings {
  readonly from: Int32Array;
  readonly column: Int32Array;
}

/** The pattern of the pairs of nodes that meet, every node meeting the last. Cost: pairs of nodes of every set. */
export function meetingPattern({ of, sizes }: BorderNodes, { from, column }: Meetings): BlockPattern {
  const last = sizes.length - 1;
  const sets = from.length - 1;
  const start = new Int32Array(sets + last + 2);
  const nodes = new Int32Array(column.length + 2 * last + 1);
  let at = 0;
  for (let g = 0; g < sets; g++) {
    for (let a = from[g]; a < from[g + 1]; a++) {
      const node = of[column[a]];
      if (node === last || (at > start[g] && nodes[at - 1] === node)) continue;
      nodes[at++] = node;
    }
    start[g + 1] = at;
  }
  for (let i = 0; i < last; i++) {
    nodes[at++] = i;
    nodes[at++] = last;
    start[sets + i + 1] = at;
  }
  nodes[at++] = last;
  start[sets + last + 1] = at;
  return cliquePattern(sizes, { start, nodes: nodes.subarray(0, at) });
}

/** The same meetings where the last node has another size. */
export function withLastSize({ sizes: all, start, column }: BlockPattern, size: number): BlockPattern {
  const last = all.length - 1;
  const sizes = shared(all);
  sizes[last] = size;
  const offset = sharedInt32(column.length + 1);
  for (let i = 0; i <= last; i++)
    for (let e = start[i]; e < start[i + 1]; e++) offset[e + 1] = offset[e] + sizes[i] * sizes[column[e]];
  return { sizes, start, column, offset };
}

/** Where the number of columns a >= b stands. */
export function placeFinder(pattern: BlockPattern, nodes: BorderNodes): (a: number, b: number) => number {
  const { start, column, offset } = pattern;
  const { of, first, sizes } = nodes;
  const last = sizes.length - 1;
  let [i, j, block] = [-1, -1, -1];
  const find = (): number => {
    if (i === last) return start[last] + j;
    let [low, high] = [start[i], start[i + 1] - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (column[middle] < j) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (a, b) => {
    if (of[a] !== i || of[b] !== j) {
      i = of[a];
      j = of[b];
      block = find();
    }
    return offset[block] + (a - first[i]) * sizes[j] + b - first[j];
  };
}
