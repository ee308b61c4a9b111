import { blockTime } from './work.ts';

/** Runs of places that are factored together: run s goes from `first[s]` to `first[s + 1] - 1`. */
export interface Supernodes {
  readonly first: Int32Array;
  /** Rows of the factor in its columns. */
  readonly width: Int32Array;
  /** Rows below its columns. */
  readonly below: Int32Array;
}

/**
 * Maximal supernodes, then joined with the child just before where a model of time says that the zeros stored cost less than
 * they save. All by places: parents, rows in and below each node's columns, and their sizes.
 * Source: Ashcraft & Grimes 1989 (relaxed amalgamation).
 */
export function supernodes(parent: Int32Array, counts: Float64Array, sizes: Int32Array): Supernodes {
  const count = parent.length;
  const first = new Int32Array(count + 1);
  const [width, below] = [new Int32Array(count), new Int32Array(count)];
  let top = -1;
  for (let k = 0; k < count; k++) {
    const joins = k > 0 && parent[k - 1] === k && counts[k - 1] - sizes[k - 1] === counts[k];
    if (!joins) {
      if (top >= 0) top = joinChildren(first, width, below, parent, top, k);
      first[++top] = k;
      width[top] = 0;
    }
    width[top] += sizes[k];
    below[top] = counts[k] - sizes[k];
  }
  if (top >= 0) top = joinChildren(first, width, below, parent, top, count);
  first[top + 1] = count;
  return {
    first: first.slice(0, top + 2),
    width: width.slice(0, top + 1),
    below: below.slice(0, top + 1),
  };
}

/** Joins the last run, which ends before `end`, with its children just before it, for as long as that saves time. */
function joinChildren(
  first: Int32Array,
  width: Int32Array,
  below: Int32Array,
  parent: Int32Array,
  last: number,
  end: number,
): number {
  let s = last;
  while (s > 0) {
    const up = parent[first[s] - 1];
    if (up < first[s] || up >= end) break;
    const apart = blockTime(width[s - 1], below[s - 1]) + blockTime(width[s], below[s]);
    if (blockTime(width[s - 1] + width[s], below[s]) > apart) break;
    width[s - 1] += width[s];
    below[s - 1] = below[s];
    s--;
  }
  return s;
}
