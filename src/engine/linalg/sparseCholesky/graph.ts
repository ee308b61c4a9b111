import { picked, placesIn, runningSums } from './indices.ts';
import type { BlockPattern } from './pattern.ts';

/** An undirected graph: node i's neighbours, each edge in both lists, no loops. Lists are ascending, nodes weigh 1 or more. */
export interface Graph {
  readonly start: Int32Array;
  readonly neighbours: Int32Array;
  readonly weights: Int32Array;
}

/** The graph of some of a pattern's nodes, numbered in their order. */
export function graphOf({ sizes, start, column }: BlockPattern, nodes: Int32Array): Graph {
  const number = placesIn(nodes, sizes.length);
  const degree = new Int32Array(nodes.length);
  for (let a = 0; a < nodes.length; a++)
    for (let e = start[nodes[a]]; e < start[nodes[a] + 1] - 1; e++) {
      const b = number[column[e]];
      if (b === -1) continue;
      degree[a]++;
      degree[b]++;
    }
  const first = runningSums(degree);
  const neighbours = new Int32Array(first[nodes.length]);
  const next = first.slice();
  for (let a = 0; a < nodes.length; a++)
    for (let e = start[nodes[a]]; e < start[nodes[a] + 1] - 1; e++) {
      const b = number[column[e]];
      if (b === -1) continue;
      neighbours[next[a]++] = b;
      neighbours[next[b]++] = a;
    }
  return { start: first, neighbours, weights: picked(sizes, nodes) };
}

/** Some nodes, ascending, of a graph, numbered in their order, with new weights (by the old numbers). */
export function subgraph({ start, neighbours }: Graph, nodes: Int32Array, weights: Int32Array): Graph {
  const number = placesIn(nodes, weights.length);
  const first = new Int32Array(nodes.length + 1);
  const kept = new Int32Array(neighbours.length);
  let at = 0;
  for (let a = 0; a < nodes.length; a++) {
    for (let e = start[nodes[a]]; e < start[nodes[a] + 1]; e++)
      if (number[neighbours[e]] !== -1) kept[at++] = number[neighbours[e]];
    first[a + 1] = at;
  }
  return { start: first, neighbours: kept.slice(0, at), weights: picked(weights, nodes) };
}
