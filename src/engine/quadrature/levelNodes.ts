/** The nodes of every distinct level at one point: those of level c are numbers start[c] to before start[c] + count[c]. */
export interface LevelNodes {
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** Log density where `density` is 1. */
  readonly top: Float64Array;
  /** Ascending in each level. */
  z: Float64Array;
  /** Density at each node, over exp(top). */
  density: Float64Array;
}

export function levelNodes(levels: number): LevelNodes {
  return {
    ...{ start: new Int32Array(levels), count: new Int32Array(levels), top: new Float64Array(levels) },
    ...{ z: new Float64Array(64 * levels), density: new Float64Array(64 * levels) },
  };
}

/** Appends a level's nodes, numbers `from` to before `to` of these arrays, behind those of the level before. */
export function keepNodes(
  nodes: LevelNodes,
  c: number,
  top: number,
  z: Float64Array,
  density: Float64Array,
  from: number,
  to: number,
): void {
  const start = c === 0 ? 0 : nodes.start[c - 1] + nodes.count[c - 1];
  const end = start + to - from;
  nodes.start[c] = start;
  nodes.count[c] = to - from;
  nodes.top[c] = top;
  if (end > nodes.z.length) {
    nodes.z = longer(nodes.z, 2 * end);
    nodes.density = longer(nodes.density, 2 * end);
  }
  for (let m = from, at = start; m < to; m++, at++) {
    nodes.z[at] = z[m];
    nodes.density[at] = density[m];
  }
}

function longer(array: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  out.set(array);
  return out;
}
