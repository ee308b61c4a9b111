import { pool } from './shape.ts';

/** Trajectories that grew as far as they may. */
export interface DepthLimitHits {
  /** How many, one number a chain. */
  readonly hits: readonly number[];
  /** Of all draws. */
  readonly share: number;
  /** Which draws, 1 or 0, as `standOut` takes them: they say where trajectories are long. */
  readonly marks: readonly Uint8Array[];
}

/**
 * Counts draws whose tree reached the depth limit.
 * Shape: `depths[c][i]` is the tree depth of draw i of chain c; of samplers without trees 0. Unit: doublings.
 * Odd values: a tree that turned in its last doubling counts too, as CmdStan's diagnose counts; a share of NaN if there are no draws.
 * Throws RangeError if the chains differ in length.
 */
export function depthLimitHits(depths: readonly ArrayLike<number>[], limit: number): DepthLimitHits {
  const { values } = pool(depths);
  const marks = depths.map((chain) =>
    Uint8Array.from({ length: chain.length }, (_, i) => Number(chain[i] >= limit)),
  );
  const hits = marks.map((chain) => chain.reduce((sum, mark) => sum + mark, 0));
  return { hits, share: hits.reduce((a, b) => a + b) / values.length, marks };
}
