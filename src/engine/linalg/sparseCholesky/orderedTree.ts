import { columnCounts, eliminationTree, orderOf, postorder } from './eliminationTree.ts';
import { type Graph, minimumDegree } from './minimumDegree.ts';
import type { BlockPattern } from './pattern.ts';

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

/** Orders the nodes for little fill, those in `last` at the end, subtree after subtree of the others. */
export function orderedTree(pattern: BlockPattern, last: readonly number[]): OrderedTree {
  const { sizes } = pattern;
  const held = new Set(last);
  const nodes = Int32Array.from(sizes.keys()).filter((i) => sizes[i] > 0);
  const free = held.size === 0 ? nodes : nodes.filter((i) => !held.has(i));
  const graph = graphOf(pattern, nodes);
  const number = numbering(sizes.length, nodes);
  const start = new Int32Array(nodes.length);
  minimumDegree(free === nodes ? graph : graphOf(pattern, free)).forEach((a, k) => {
    start[k] = number[free[a]];
  });
  let at = free.length;
  for (const i of held) if (sizes[i] > 0) start[at++] = number[i];
  const tree = treeOf(graph, start, free.length);
  return { ...tree, graph, nodes, sizes: tree.order.map((a) => graph.weights[a]) };
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
