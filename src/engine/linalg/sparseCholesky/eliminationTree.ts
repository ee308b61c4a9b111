import type { Graph } from './graph.ts';
import { placesIn, upTo } from './indices.ts';

/** An order of nodes: `order[k]` is the k-th, `place` its inverse. */
export interface Order {
  readonly order: Int32Array;
  readonly place: Int32Array;
}

export function orderOf(order: Int32Array): Order {
  return { order, place: placesIn(order, order.length) };
}

/**
 * The elimination tree by places: `parent[k]` is the first place after k that is non-zero in the factor's column k, -1 for
 * a root. Source: Liu 1986, with path compression.
 */
export function eliminationTree({ start, neighbours }: Graph, { order, place }: Order): Int32Array {
  const parent = new Int32Array(order.length).fill(-1);
  const ancestor = new Int32Array(order.length).fill(-1);
  for (let k = 0; k < order.length; k++)
    for (let e = start[order[k]]; e < start[order[k] + 1]; e++) {
      let r = place[neighbours[e]];
      if (r >= k) continue;
      while (ancestor[r] !== -1 && ancestor[r] !== k) {
        const up = ancestor[r];
        ancestor[r] = k;
        r = up;
      }
      if (ancestor[r] === -1) {
        ancestor[r] = k;
        parent[r] = k;
      }
    }
  return parent;
}

/**
 * Places from 0 to `end - 1`, every subtree in one run and children before parents; of the children of a node the one
 * with most in `weight` (the last, without weights) comes last, the others as they stood. Places from `end` on stay.
 */
export function postorder(parent: Int32Array, end: number, weight: Float64Array | null): Int32Array {
  const count = parent.length;
  const [child, sibling] = [new Int32Array(end).fill(-1), new Int32Array(end).fill(-1)];
  const heaviest = new Int32Array(end).fill(-1);
  for (let k = 0; k < end; k++) {
    const p = parent[k];
    if (p < 0 || p >= end) continue;
    if (heaviest[p] === -1 || weight === null || weight[k] >= weight[heaviest[p]]) heaviest[p] = k;
  }
  // lists are read from the head: the heaviest is put in first of all
  for (let k = 0; k < end; k++)
    if (parent[k] >= 0 && parent[k] < end && heaviest[parent[k]] === k) child[parent[k]] = k;
  for (let k = end - 1; k >= 0; k--) {
    const p = parent[k];
    if (p < 0 || p >= end || heaviest[p] === k) continue;
    sibling[k] = child[p];
    child[p] = k;
  }
  const out = new Int32Array(count);
  const stack = new Int32Array(end);
  let at = 0;
  for (let root = 0; root < end; root++) {
    if (parent[root] >= 0 && parent[root] < end) continue;
    let top = 0;
    stack[0] = root;
    while (top >= 0) {
      const k = stack[top];
      if (child[k] === -1) {
        out[at++] = k;
        top--;
      } else {
        stack[++top] = child[k];
        child[k] = sibling[child[k]];
      }
    }
  }
  for (; at < count; at++) out[at] = at;
  return out;
}

/**
 * Rows of the factor below and in each node's block of columns, by places, in time near the number of edges, for an
 * order in which children come before their parents (not necessarily subtree after subtree).
 * Source: Gilbert, Ng & Peyton 1994, Figure 3, with weights; leaves of row subtrees as in Davis 2006, section 4.4.
 */
export function columnCounts(graph: Graph, { order, place }: Order, parent: Int32Array): Float64Array {
  const { start, neighbours, weights } = graph;
  const count = order.length;
  const first = firstDescendants(parent);
  const counts = new Float64Array(count);
  const [ancestor, maxFirst, lastLeaf] = [
    upTo(count),
    new Int32Array(count).fill(-1),
    new Int32Array(count).fill(-1),
  ];
  for (let k = 0; k < count; k++) {
    // row k's subtree ends in k, with a leaf in k if there is none below
    const own = weights[order[k]];
    if (first[k] === k) counts[k] += own;
    if (parent[k] !== -1) counts[parent[k]] -= own;
    for (let e = start[order[k]]; e < start[order[k] + 1]; e++) {
      const i = place[neighbours[e]];
      if (i <= k || first[k] <= maxFirst[i]) continue;
      maxFirst[i] = first[k];
      const rows = weights[order[i]];
      counts[k] += rows;
      const before = lastLeaf[i];
      lastLeaf[i] = k;
      if (before !== -1) counts[lowestCommon(ancestor, before)] -= rows;
    }
    if (parent[k] !== -1) ancestor[k] = parent[k];
  }
  for (let k = 0; k < count; k++) if (parent[k] !== -1) counts[parent[k]] += counts[k];
  return counts;
}

/** The first place in the subtree of each place, in a postorder. */
function firstDescendants(parent: Int32Array): Int32Array {
  const first = upTo(parent.length);
  for (let k = 0; k < parent.length; k++)
    if (parent[k] !== -1) first[parent[k]] = Math.min(first[parent[k]], first[k]);
  return first;
}

/** The root of the part that is done of the tree that holds k; shortens the path there. */
function lowestCommon(ancestor: Int32Array, k: number): number {
  let root = k;
  while (ancestor[root] !== root) root = ancestor[root];
  for (let i = k; i !== root; ) {
    const up = ancestor[i];
    ancestor[i] = root;
    i = up;
  }
  return root;
}
