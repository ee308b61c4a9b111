import { type Graph, subgraph } from './graph.ts';
import { marked, picked, placesIn, upTo } from './indices.ts';
import { minimumDegree, type Preference } from './minimumDegree.ts';
import { twins } from './twins.ts';

/**
 * An order of elimination with little fill in time near the number of edges. Nodes with the same neighbours are ordered as
 * one; nodes that meet very many others come last, in an order found on what the elimination of the others leaves
 * of their graph; approximate minimum degree otherwise. No two of the early nodes may meet.
 * `allowance`: reads of neighbours before nodes are hubs, if not the usual.
 */
export function fillReducingOrder(
  graph: Graph,
  { alone, early }: Preference = { alone: graph.weights, early: null },
  allowance: number | null = null,
): Int32Array {
  const first = twins(graph);
  const isFirst = new Uint8Array(first.length);
  for (let i = 0; i < first.length; i++) isFirst[i] = first[i] === i ? 1 : 0;
  const nodes = marked(isFirst);
  const merged = subgraph(graph, nodes, summed(graph.weights, first));
  const preference = {
    alone: picked(alone, nodes),
    early: early === null ? null : early.filter((_, i) => isFirst[i] === 1),
  };
  const order = orderAroundHubs(merged, preference, allowance);
  return withTwins(picked(nodes, order), first);
}

function summed(weights: Int32Array, first: Int32Array): Int32Array {
  const sums = new Int32Array(weights.length);
  for (let i = 0; i < first.length; i++) sums[first[i]] += weights[i];
  return sums;
}

/** Each node of the order followed by those of which it is the first. */
function withTwins(order: Int32Array, first: Int32Array): Int32Array {
  const next = new Int32Array(first.length).fill(-1);
  const last = upTo(first.length);
  for (let i = 0; i < first.length; i++)
    if (first[i] !== i) {
      next[last[first[i]]] = i;
      last[first[i]] = i;
    }
  const out = new Int32Array(first.length);
  let at = 0;
  for (const k of order) for (let i = k; i !== -1; i = next[i]) out[at++] = i;
  return out;
}

function orderAroundHubs(graph: Graph, { alone, early }: Preference, allowance: number | null): Int32Array {
  const most = mostNeighbours(graph, allowance);
  const count = graph.weights.length;
  const isOther = new Uint8Array(count);
  for (let i = 0; i < count; i++) isOther[i] = graph.start[i + 1] - graph.start[i] <= most ? 1 : 0;
  const others = marked(isOther);
  if (others.length === count || others.length === 0) return minimumDegree(graph, { alone, early });
  const hubs = marked(isOther.map((is) => 1 - is));
  const preference = {
    alone: picked(alone, others),
    early: early === null ? null : early.filter((_, i) => isOther[i] === 1),
  };
  const order = new Int32Array(count);
  order.set(picked(others, minimumDegree(subgraph(graph, others, graph.weights), preference)));
  order.set(picked(hubs, hubOrder(graph, hubs, alone, allowance)), others.length);
  return order;
}

/** Hubs in a table of who meets whom; more of them are too dense for an order to matter. */
const mostHubs = 4096;

function hubOrder(graph: Graph, hubs: Int32Array, alone: Int32Array, allowance: number | null): Int32Array {
  if (hubs.length <= mostHubs)
    return fillReducingOrder(hubGraph(graph, hubs), { alone: picked(alone, hubs), early: null }, allowance);
  const degree = (a: number): number => graph.start[hubs[a] + 1] - graph.start[hubs[a]];
  return upTo(hubs.length).sort((a, b) => degree(a) - degree(b) || a - b);
}

/**
 * The most neighbours with which a node is no hub: minimum degree may read all of a node's neighbours when any of them is
 * eliminated, so squares of their numbers, from the least on, are added up to the allowance.
 */
function mostNeighbours({ start, neighbours }: Graph, allowance: number | null): number {
  const degrees = new Int32Array(start.length - 1);
  for (let i = 0; i < degrees.length; i++) degrees[i] = start[i + 1] - start[i];
  degrees.sort();
  let left = allowance ?? 1e8 + 50 * neighbours.length;
  for (const degree of degrees) {
    left -= degree * degree;
    if (left < 0) return degree - 1;
  }
  return degrees.length;
}

/** What the elimination of all others leaves of the hubs' graph: those that meet, by themselves or through others. */
function hubGraph(graph: Graph, hubs: Int32Array): Graph {
  const count = hubs.length;
  const number = placesIn(hubs, graph.weights.length);
  const meets = new Uint8Array(count * count);
  const join = (set: readonly number[]): void => {
    for (const a of set) for (const b of set) meets[a * count + b] = 1;
  };
  hubs.forEach((i, a) => {
    for (let e = graph.start[i]; e < graph.start[i + 1]; e++) {
      const b = number[graph.neighbours[e]];
      if (b !== -1) join([a, b]);
    }
  });
  const known = new Set<string>();
  eachHubSet(graph, number, (set) => {
    const key = set.sort((a, b) => a - b).join();
    if (known.has(key)) return;
    known.add(key);
    join(set);
  });
  return graphOfTable(meets, picked(graph.weights, hubs));
}

/** For each part of the graph without hubs: the hubs that it meets. */
function eachHubSet({ start, neighbours }: Graph, number: Int32Array, use: (set: number[]) => void): void {
  const seen = new Uint8Array(number.length);
  const met = new Int32Array(number.length).fill(-1);
  const stack = new Int32Array(number.length);
  for (let root = 0; root < number.length; root++) {
    if (seen[root] === 1 || number[root] !== -1) continue;
    const set: number[] = [];
    let top = 0;
    stack[top++] = root;
    seen[root] = 1;
    while (top > 0) {
      const i = stack[--top];
      for (let e = start[i]; e < start[i + 1]; e++) {
        const j = neighbours[e];
        if (number[j] === -1) {
          if (seen[j] === 0) {
            seen[j] = 1;
            stack[top++] = j;
          }
        } else if (met[j] !== root) {
          met[j] = root;
          set.push(number[j]);
        }
      }
    }
    use(set);
  }
}

function graphOfTable(meets: Uint8Array, weights: Int32Array): Graph {
  const count = weights.length;
  const start = new Int32Array(count + 1);
  const list: number[] = [];
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) if (b !== a && meets[a * count + b] === 1) list.push(b);
    start[a + 1] = list.length;
  }
  return { start, neighbours: Int32Array.from(list), weights };
}
