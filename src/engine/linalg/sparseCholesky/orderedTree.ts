import { columnCounts, eliminationTree, orderOf, postorder } from './eliminationTree.ts';
import type { Graph } from './minimumDegree.ts';
import { fillReducingOrder } from './ordering.ts';
import { type BlockPattern, valueCount } from './pattern.ts';
import { type SparseWork, workOf } from './work.ts';

/** The nodes that have rows, numbered in their order, and how they are eliminated. Parents, counts, sizes are by places. */
export interface OrderedTree {
  readonly graph: Graph;
  /** The pattern's node of each of the graph's. */
  readonly nodes: Int32Array;
  /** The graph's nodes by places, and their places. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  readonly parent: Int32Array;
  /** Rows of the factor in and below each node's columns. */
  readonly counts: Float64Array;
  readonly sizes: Int32Array;
}

/** A tree is compared with another order where its factor has more numbers than the matrix by this factor. */
const muchFill = 1.5;

/**
 * Orders the nodes for little fill, those in `last` at the end, subtree after subtree of the others. Where minimum degree
 * leaves much fill, as in two factors crossed at random, the longest run of nodes that do not meet may do better
 * when it is eliminated first; the order with fewer multiplications is taken.
 */
export function orderedTree(pattern: BlockPattern, last: readonly number[]): OrderedTree {
  const { sizes } = pattern;
  const held = Int32Array.from(new Set(last)).filter((i) => sizes[i] > 0);
  const nodes = Int32Array.from(sizes.keys()).filter((i) => sizes[i] > 0);
  const free = held.length === 0 ? nodes : without(nodes, held);
  const graph = graphOf(pattern, nodes);
  const number = numbering(sizes.length, nodes);
  const freeGraph = held.length === 0 ? graph : graphOf(pattern, free);
  const treeWith = (early: Uint8Array | null): OrderedTree => {
    const start = new Int32Array(nodes.length);
    fillReducingOrder(freeGraph, early).forEach((a, k) => {
      start[k] = number[free[a]];
    });
    held.forEach((i, k) => {
      start[free.length + k] = number[i];
    });
    const tree = treeOf(graph, start, free.length);
    return { ...tree, graph, nodes, sizes: tree.order.map((a) => graph.weights[a]) };
  };
  const tree = treeWith(null);
  const work = treeWork(tree);
  if (work.nonzeros < muchFill * valueCount(pattern)) return tree;
  const other = treeWith(longestRun(freeGraph));
  return treeWork(other).multiplications < work.multiplications ? other : tree;
}

/** The work of a factor in which no columns are joined. */
export function treeWork({ counts, sizes }: Pick<OrderedTree, 'counts' | 'sizes'>): SparseWork {
  const below = counts.map((rows, k) => rows - sizes[k]);
  let numbers = 0;
  for (let k = 0; k < sizes.length; k++) numbers += counts[k] * sizes[k];
  return workOf(sizes, below, numbers);
}

function without(nodes: Int32Array, some: Int32Array): Int32Array {
  const gone = new Set(some);
  return nodes.filter((i) => !gone.has(i));
}

/** 1 for the nodes of the heaviest run of neighbouring numbers of which no two meet: a factor's levels, most often. */
function longestRun({ start, neighbours, weights }: Graph): Uint8Array {
  let [from, rows] = [0, 0];
  let best = { from: 0, end: 0, rows: 0 };
  for (let i = 0; i < weights.length; i++) {
    let meets = false;
    for (let e = start[i]; e < start[i + 1]; e++) meets ||= neighbours[e] < i && neighbours[e] >= from;
    if (meets) [from, rows] = [i, 0];
    rows += weights[i];
    if (rows > best.rows) best = { from, end: i + 1, rows };
  }
  return new Uint8Array(weights.length).fill(1, best.from, best.end);
}

type Tree = Pick<OrderedTree, 'order' | 'place' | 'parent' | 'counts'>;

/** Reorders the first `end` places subtree after subtree, which leaves the fill as it is. */
function treeOf(graph: Graph, start: Int32Array, end: number): Tree {
  const before = eliminationTree(graph, orderOf(start));
  const whole = reordered(start, before, postorder(before, start.length, new Float64Array(start.length)));
  const counted = columnCounts(graph, whole, whole.parent);
  const counts = counted.slice();
  whole.order.forEach((a, k) => {
    counts[a] = counted[k];
  });
  const byPlace = Float64Array.from(start, (a) => counts[a]);
  const final = reordered(start, before, postorder(before, end, byPlace));
  return { ...final, counts: Float64Array.from(final.order, (a) => counts[a]) };
}

/** An order with its parents after a reordering of its places. */
function reordered(order: Int32Array, parent: Int32Array, by: Int32Array): Omit<Tree, 'counts'> {
  const next = orderOf(by);
  return {
    ...orderOf(by.map((k) => order[k])),
    parent: by.map((k) => (parent[k] === -1 ? -1 : next.place[parent[k]])),
  };
}

/** The graph of some of a pattern's nodes, numbered in their order. */
function graphOf({ sizes, start, column }: BlockPattern, nodes: Int32Array): Graph {
  const number = numbering(sizes.length, nodes);
  const first = new Int32Array(nodes.length + 1);
  const each = (use: (a: number, b: number) => void): void => {
    for (let a = 0; a < nodes.length; a++)
      for (let e = start[nodes[a]]; e < start[nodes[a] + 1] - 1; e++) {
        const b = number[column[e]];
        if (b !== -1) use(a, b);
      }
  };
  each((a, b) => {
    first[a + 1]++;
    first[b + 1]++;
  });
  for (let a = 0; a < nodes.length; a++) first[a + 1] += first[a];
  const neighbours = new Int32Array(first[nodes.length]);
  const next = first.slice();
  each((a, b) => {
    neighbours[next[a]++] = b;
    neighbours[next[b]++] = a;
  });
  return { start: first, neighbours, weights: nodes.map((i) => sizes[i]) };
}

/** For each of `count` nodes its number among `nodes`, -1 if it is not there. */
function numbering(count: number, nodes: Int32Array): Int32Array {
  const number = new Int32Array(count).fill(-1);
  nodes.forEach((i, a) => {
    number[i] = a;
  });
  return number;
}
