import { pool } from './shape.ts';
import { type Convergence, convergence } from './summarise.ts';

/** R-hat and effective sizes of the first draws of every chain. */
export interface ConvergenceAt extends Convergence {
  /** Draws of a chain that are looked at. */
  readonly draws: number;
}

/**
 * R-hat and effective sizes by the number of draws used, in equal steps up to all. Effective sizes of chains that mix grow in
 * proportion to the draws; where they do not, the longer run keeps finding what the shorter one had not seen.
 * Shape: `chains[c][i]` is iteration i of chain c; at most `points` entries, in order, fewer where chains have fewer draws.
 * Odd values: each number as its own function says, so the first entries are NaN where they are of few draws; one entry a
 * draw count. Throws RangeError if the chains differ in length, or points is no whole number above 0.
 * Source: Vehtari et al. 2021, §4 and figure 3; each entry agrees with posterior's numbers of the first draws to 1e-8.
 */
export function convergenceOverTime(chains: readonly ArrayLike<number>[], points = 20): ConvergenceAt[] {
  if (!Number.isInteger(points) || points < 1)
    throw new RangeError(`diagnostics: points must be a whole number above 0, got ${points}`);
  const { values, length } = pool(chains);
  const counts = Array.from({ length: points }, (_, k) => Math.round(((k + 1) * length) / points));
  return [...new Set(counts)]
    .filter((draws) => draws > 0)
    .map((draws) => {
      const first = chains.map((_, c) => values.subarray(c * length, c * length + draws));
      return { draws, ...convergence(first) };
    });
}
