import type { Graph } from './graph.ts';
import { upTo } from './indices.ts';

/** How nodes differ beside the graph. */
export interface Preference {
  /** What a node weighs when it is chosen before any of its neighbours: a node may stand for several that do not meet. */
  readonly alone: Int32Array;
  /** 1 for nodes that come before all others; null for none. */
  readonly early: Uint8Array | null;
}

/**
 * An order of elimination with little fill: approximate minimum degree on the quotient graph, with aggressive
 * absorption, mass elimination and indistinguishable nodes found by hashing. Ties go to the node whose degree was found
 * last, so that the order depends on the graph alone.
 * Source: Amestoy, Davis & Duff 1996, Algorithm 2 and section 4.
 */
export function minimumDegree(graph: Graph, preference: Preference): Int32Array {
  const q = quotientGraph(graph, preference);
  const { count } = q;
  while (q.eliminated < q.total) {
    const p = takeLeast(q);
    formElement(q, p);
    countOutside(q, p);
    updateNodes(q, p);
    mergeAlike(q, p);
    finishElement(q, p);
  }
  const order = new Int32Array(count);
  let at = 0;
  for (let k = 0; k < q.pivotCount; k++)
    for (let i = q.pivots[k]; i !== -1; i = q.nextMember[i]) order[at++] = i;
  return order;
}

/**
 * A node's list holds its elements first, then the nodes it meets otherwise; an element's the nodes that it joins. A
 * node that is merged into another or eliminated weighs 0; one in the element at work has its weight negated.
 */
interface QuotientGraph {
  readonly count: number;
  readonly total: number;
  list: Int32Array;
  free: number;
  readonly from: Int32Array;
  readonly length: Int32Array;
  /** Elements in a node's list; -1 for an element, -2 for what is gone. */
  readonly elements: Int32Array;
  readonly weight: Int32Array;
  /** Rows outside a node, at most; rows of an element. */
  readonly degree: Int32Array;
  /** Of elements: rows outside the one at work, counted from `mark`; of nodes: when they were last compared. */
  readonly stamp: Float64Array;
  mark: number;
  /**
   * Lists of nodes by the rows outside and in them: what is left of nested factors is then never eliminated from above,
   * as it may be by the rows outside alone, where nodes have been merged.
   */
  readonly key: Int32Array;
  readonly head: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  least: number;
  /** Nodes that are in no list by degree, since early ones are left. */
  held: Uint8Array | null;
  /** Lists of nodes by hash, linked by `next`. */
  readonly bucket: Int32Array;
  readonly hash: Int32Array;
  /** What is eliminated together with a node: a list from the node on. */
  readonly nextMember: Int32Array;
  readonly lastMember: Int32Array;
  readonly pivots: Int32Array;
  pivotCount: number;
  eliminated: number;
  pivotWeight: number;
}

function quotientGraph({ start, neighbours, weights }: Graph, { alone, early }: Preference): QuotientGraph {
  const count = weights.length;
  let total = 0;
  for (const w of weights) total += w;
  const list = new Int32Array(neighbours.length + (neighbours.length >> 1) + 4 * count + 16);
  list.set(neighbours);
  const q: QuotientGraph = {
    count,
    total,
    list,
    free: neighbours.length,
    from: start.slice(0, count),
    length: new Int32Array(count),
    elements: new Int32Array(count),
    weight: weights.slice(),
    degree: new Int32Array(count),
    key: new Int32Array(count),
    stamp: new Float64Array(count),
    mark: 1,
    head: new Int32Array(total + 1).fill(-1),
    next: new Int32Array(count).fill(-1),
    previous: new Int32Array(count).fill(-1),
    least: 0,
    held: early === null ? null : early.map((is) => 1 - is),
    bucket: new Int32Array(count).fill(-1),
    hash: new Int32Array(count),
    nextMember: new Int32Array(count).fill(-1),
    lastMember: upTo(count),
    pivots: new Int32Array(count),
    pivotCount: 0,
    eliminated: 0,
    pivotWeight: 0,
  };
  for (let i = count - 1; i >= 0; i--) {
    q.length[i] = start[i + 1] - start[i];
    for (let e = start[i]; e < start[i + 1]; e++) q.degree[i] += weights[neighbours[e]];
    putByDegree(q, i, alone[i]);
  }
  return q;
}

function putByDegree(q: QuotientGraph, i: number, own: number): void {
  const { head, next, previous, degree, key } = q;
  key[i] = -1;
  if (q.held !== null && q.held[i] === 1) return;
  const d = degree[i] + own;
  key[i] = d;
  q.least = Math.min(q.least, d);
  next[i] = head[d];
  previous[i] = -1;
  if (head[d] !== -1) previous[head[d]] = i;
  head[d] = i;
}

function takeFromDegree({ head, next, previous, key }: QuotientGraph, i: number): void {
  if (key[i] === -1) return;
  if (next[i] !== -1) previous[next[i]] = previous[i];
  if (previous[i] !== -1) next[previous[i]] = next[i];
  else head[key[i]] = next[i];
}

function takeLeast(q: QuotientGraph): number {
  while (q.least < q.head.length && q.head[q.least] === -1) q.least++;
  if (q.least === q.head.length) {
    release(q);
    return takeLeast(q);
  }
  const p = q.head[q.least];
  takeFromDegree(q, p);
  q.pivots[q.pivotCount++] = p;
  return p;
}

/** Lets the nodes be chosen that waited for the early ones. */
function release(q: QuotientGraph): void {
  q.held = null;
  for (let i = q.count - 1; i >= 0; i--) if (q.weight[i] > 0) putByDegree(q, i, q.weight[i]);
}

/** Makes p an element of all nodes that it meets, by itself or through its elements, which it takes in. */
function formElement(q: QuotientGraph, p: number): void {
  const { from, length, elements, weight } = q;
  const inPlace = elements[p] === 0;
  if (!inPlace && q.free + q.degree[p] > q.list.length) makeRoom(q, q.degree[p]);
  const { list } = q;
  q.pivotWeight = weight[p];
  weight[p] = -q.pivotWeight;
  const [first, many, end] = [from[p], elements[p], from[p] + length[p]];
  const begin = inPlace ? first : q.free;
  let at = begin;
  let rows = 0;
  for (let k = first; k <= first + many; k++) {
    // the elements one after another, then the nodes of p's own list
    const own = k === first + many;
    const e = own ? p : list[k];
    const a = own ? k : from[e];
    const b = own ? end : from[e] + length[e];
    for (let s = a; s < b; s++) {
      const i = list[s];
      if (weight[i] <= 0) continue;
      rows += weight[i];
      weight[i] = -weight[i];
      list[at++] = i;
      takeFromDegree(q, i);
    }
    if (!own) elements[e] = -2;
  }
  if (!inPlace) q.free = at;
  from[p] = begin;
  length[p] = at - begin;
  elements[p] = -1;
  q.degree[p] = rows;
}

/** For each element that shares nodes with p: `stamp` becomes `mark` + its rows outside of p. */
function countOutside(
  { list, from, length, elements, weight, degree, stamp, mark }: QuotientGraph,
  p: number,
): void {
  for (let s = from[p]; s < from[p] + length[p]; s++) {
    const i = list[s];
    const rows = -weight[i];
    for (let k = from[i]; k < from[i] + elements[i]; k++) {
      const e = list[k];
      if (elements[e] !== -1) continue;
      stamp[e] = (stamp[e] >= mark ? stamp[e] : degree[e] + mark) - rows;
    }
  }
}

/** Takes what p covers out of the lists of its nodes, bounds their degrees, eliminates those left with p alone. */
function updateNodes(q: QuotientGraph, p: number): void {
  const { list, from, length, elements, weight, degree, stamp, mark, count } = q;
  for (let s = from[p]; s < from[p] + length[p]; s++) {
    const i = list[s];
    const first = from[i];
    const own = first + elements[i];
    const end = first + length[i];
    let at = first;
    let outside = 0;
    let hash = p;
    for (let k = first; k < own; k++) {
      const e = list[k];
      if (elements[e] !== -1) continue;
      const rows = stamp[e] - mark;
      if (rows > 0) {
        outside += rows;
        list[at++] = e;
        hash += e;
      } else elements[e] = -2;
    }
    const kept = at - first;
    const nodesFrom = at;
    for (let k = own; k < end; k++) {
      const j = list[k];
      if (weight[j] <= 0) continue;
      outside += weight[j];
      list[at++] = j;
      hash += j;
    }
    if (outside === 0) {
      eliminateWith(q, p, i);
      continue;
    }
    degree[i] = Math.min(degree[i], outside);
    // p goes to the front: the list had p, or an element that p took in, so there is room
    list[at] = list[nodesFrom];
    list[nodesFrom] = list[first];
    list[first] = p;
    elements[i] = kept + 1;
    length[i] = at - first + 1;
    q.hash[i] = hash % count;
  }
}

/** Node i, which meets nothing but p's nodes, goes with p. */
function eliminateWith(q: QuotientGraph, p: number, i: number): void {
  const rows = -q.weight[i];
  q.degree[p] -= rows;
  q.pivotWeight += rows;
  join(q, p, i);
}

function join({ weight, elements, nextMember, lastMember }: QuotientGraph, into: number, i: number): void {
  weight[i] = 0;
  elements[i] = -2;
  nextMember[lastMember[into]] = i;
  lastMember[into] = lastMember[i];
}

/** Nodes of p with equal lists are eliminated together from now on. */
function mergeAlike(q: QuotientGraph, p: number): void {
  const { list, from, length, weight, bucket, next, hash } = q;
  q.mark += q.total + 1;
  const end = from[p] + length[p];
  for (let s = from[p]; s < end; s++) {
    const i = list[s];
    if (weight[i] === 0) continue;
    next[i] = bucket[hash[i]];
    bucket[hash[i]] = i;
  }
  for (let s = from[p]; s < end; s++) {
    const i = list[s];
    if (weight[i] === 0) continue;
    const first = bucket[hash[i]];
    bucket[hash[i]] = -1;
    for (let a = first; a !== -1 && next[a] !== -1; a = next[a]) mergeInto(q, a);
  }
}

/** Merges into node a those after it in its bucket that have the same list. */
function mergeInto(q: QuotientGraph, a: number): void {
  const { list, from, length, elements, weight, next, stamp } = q;
  q.mark++;
  // the first of each list is the element at work
  for (let k = from[a] + 1; k < from[a] + length[a]; k++) stamp[list[k]] = q.mark;
  let before = a;
  for (let b = next[a]; b !== -1; b = next[b]) {
    let alike = length[b] === length[a] && elements[b] === elements[a];
    for (let k = from[b] + 1; alike && k < from[b] + length[b]; k++) alike = stamp[list[k]] === q.mark;
    if (alike) {
      weight[a] += weight[b];
      join(q, a, b);
      next[before] = next[b];
    } else before = b;
  }
}

/** Gives p's nodes their degrees back, and closes p. */
function finishElement(q: QuotientGraph, p: number): void {
  const { list, from, length, weight, degree, elements } = q;
  q.eliminated += q.pivotWeight;
  q.mark += q.total + 1;
  const end = from[p] + length[p];
  let at = from[p];
  for (let s = from[p]; s < end; s++) {
    const i = list[s];
    const rows = -weight[i];
    if (rows === 0) continue;
    weight[i] = rows;
    degree[i] = Math.min(degree[i] + degree[p] - rows, q.total - q.eliminated - rows);
    putByDegree(q, i, rows);
    list[at++] = i;
  }
  weight[p] = 0;
  length[p] = at - from[p];
  if (end === q.free) q.free = at;
  if (length[p] === 0) elements[p] = -2;
}

/** Moves the lists in use together, in the order in which they lie. */
function makeRoom(q: QuotientGraph, wanted: number): void {
  const { from, length, elements, count } = q;
  const used: number[] = [];
  for (let i = 0; i < count; i++) if (elements[i] !== -2) used.push(i);
  used.sort((a, b) => from[a] - from[b]);
  let at = 0;
  for (const i of used) {
    q.list.copyWithin(at, from[i], from[i] + length[i]);
    from[i] = at;
    at += length[i];
  }
  q.free = at;
  if (at + wanted <= q.list.length) return;
  const larger = new Int32Array(2 * (at + wanted));
  larger.set(q.list.subarray(0, at));
  q.list = larger;
}
