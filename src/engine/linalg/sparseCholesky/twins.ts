import type { Graph } from './graph.ts';

/**
 * For each node the first one with the same neighbours, itself where there is none: such nodes, the pupils of one class, do
 * not meet, and once one of them is eliminated the others are without changing the graph any more.
 */
export function twins({ start, neighbours }: Graph): Int32Array {
  const count = start.length - 1;
  const buckets = new Int32Array(1 << Math.max(1, 32 - Math.clz32(count))).fill(-1);
  const next = new Int32Array(count).fill(-1);
  const first = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    let hash = start[i + 1] - start[i];
    for (let e = start[i]; e < start[i + 1]; e++)
      hash = Math.imul(hash ^ neighbours[e], 0x9e3779b1) ^ (hash >>> 15);
    const bucket = (hash ^ (hash >>> 16)) & (buckets.length - 1);
    let k = buckets[bucket];
    while (k !== -1 && !alike(start, neighbours, i, k)) k = next[k];
    if (k === -1) {
      next[i] = buckets[bucket];
      buckets[bucket] = i;
    }
    first[i] = k === -1 ? i : k;
  }
  return first;
}

function alike(start: Int32Array, neighbours: Int32Array, i: number, k: number): boolean {
  const many = start[i + 1] - start[i];
  if (start[k + 1] - start[k] !== many) return false;
  for (let e = 0; e < many; e++) if (neighbours[start[i] + e] !== neighbours[start[k] + e]) return false;
  return true;
}
