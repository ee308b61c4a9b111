import { columnCounts, eliminationTree, orderOf, postorder } from './eliminationTree.ts';
import { type Graph, graphOf, subgraph } from './graph.ts';
import { marked, picked, placesIn } from './indices.ts';
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
  const isFree = new Uint8Array(sizes.length);
  for (let i = 0; i < sizes.length; i++) isFree[i] = sizes[i] > 0 ? 1 : 0;
  const nodes = marked(isFree);
  const held = Int32Array.from(new Set(last)).filter((i) => sizes[i] > 0);
  for (const i of held) isFree[i] = 0;
  const free = marked(isFree);
  const graph = graphOf(pattern, nodes);
  const number = placesIn(nodes, sizes.length);
  const freeGraph = held.length === 0 ? graph : subgraph(graph, picked(number, free), graph.weights);
  const treeWith = (early: Uint8Array | null): OrderedTree => {
    const start = new Int32Array(nodes.length);
    start.set(
      picked(number, picked(free, fillReducingOrder(freeGraph, { alone: freeGraph.weights, early }))),
    );
    start.set(picked(number, held), free.length);
    const tree = treeOf(graph, start, free.length);
    return { ...tree, graph, nodes, sizes: picked(graph.weights, tree.order) };
  };
  const tree = treeWith(null);
  const work = treeWork(tree);
  if (work.nonzeros < muchFill * valueCount(pattern)) return tree;
  const other = treeWith(longestRun(freeGraph));
  return treeWork(other).multiplications < work.multiplications ? other : tree;
}

/** The work of a factor in which no columns are joined. */
export function treeWork({ counts, sizes }: Pick<OrderedTree, 'counts' | 'sizes'>): SparseWork {
  const below = new Float64Array(counts.length);
  let numbers = 0;
  for (let k = 0; k < sizes.length; k++) {
    below[k] = counts[k] - sizes[k];
    numbers += counts[k] * sizes[k];
  }
  return workOf(sizes, below, numbers);
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
  const counts = countsOf(graph, start, before);
  const by = postorder(before, end, counts);
  const out = new Float64Array(counts.length);
  for (let k = 0; k < by.length; k++) out[k] = counts[by[k]];
  return { ...reordered(start, before, by), counts: out };
}

/** Rows of the factor in and below each place's columns. */
function countsOf(graph: Graph, start: Int32Array, parent: Int32Array): Float64Array {
  const by = postorder(parent, start.length, null);
  const whole = reordered(start, parent, by);
  const counted = columnCounts(graph, whole, whole.parent);
  const counts = new Float64Array(start.length);
  for (let k = 0; k < by.length; k++) counts[by[k]] = counted[k];
  return counts;
}

/** An order with its parents after a reordering of its places. */
function reordered(order: Int32Array, parent: Int32Array, by: Int32Array): Omit<Tree, 'counts'> {
  const next = placesIn(by, by.length);
  const after = picked(parent, by);
  for (let k = 0; k < after.length; k++) if (after[k] !== -1) after[k] = next[after[k]];
  return { ...orderOf(picked(order, by)), parent: after };
}
