import { type Centred, centre, centreInPlace } from './effectiveSize.ts';
import { varianceOf } from './moments.ts';
import { fold, normalScores, type Ranked, rank, sortedDraws } from './ranks.ts';
import { type Pieces, pool, split, varies } from './shape.ts';

/**
 * R-hat: how much wider the chains are together than each by itself, 1 when they agree. The larger of two:
 * rank-normalised split R-hat (do the chains sit in the same place?) and that of the draws folded around
 * their median (are they equally wide?).
 * Shape: `chains[c][i]` is iteration i of chain c. Unit: a ratio; above 1.01 the draws need a closer look.
 * Odd values: Infinity if chains or halves stand still in different places; NaN, "cannot tell", if a draw is
 * non-finite, all are equal, or iterations < 4. Where folding leaves no spread (a yes/no quantity split
 * evenly) there are no widths to compare, and the first of the two stands alone.
 * Throws RangeError if the chains differ in length.
 * Source: Vehtari et al. 2021, §4; agrees with R posterior::rhat to 1e-8, save for a tie that rounding
 * breaks there (see `fold`).
 */
export function rhat(chains: readonly ArrayLike<number>[]): number {
  const pooled = pool(chains);
  const ranked = rank(pooled);
  return rhatOf(ranked, sortedDraws(pooled, ranked));
}

/** The same from the ranked halves and all draws sorted. */
export function rhatOf(ranked: Ranked | undefined, sorted: Float64Array): number {
  if (!ranked) return Number.NaN;
  const location = scaleReductionOf(ranked.centred);
  const { sorted: distances, order } = fold(ranked, sorted);
  if (distances[0] === distances[distances.length - 1]) return location;
  const widths = { values: normalScores(distances, order), length: ranked.halves.length };
  const width = scaleReductionOf(centreInPlace(widths));
  return Number.isNaN(width) ? location : Math.max(location, width);
}

/**
 * Split R-hat of the draws as they are, without ranks: blind to differences in width and misled by heavy
 * tails, kept for comparison with older software.
 * Shape, unit, odd values, errors: as `rhat`.
 * Source: Gelman et al. 2013 (Bayesian Data Analysis, 3rd ed.), §11.4; agrees with R posterior::rhat_basic.
 */
export function rhatBasic(chains: readonly ArrayLike<number>[]): number {
  const pooled = pool(chains);
  return varies(pooled.values) ? scaleReduction(split(pooled)) : Number.NaN;
}

/**
 * Potential scale reduction, sqrt((B / W + n - 1) / n), of pieces of length n: B is n times the variance of
 * their means, W the mean of their variances.
 * NaN if there is one piece, pieces are shorter than 2, a value is non-finite, or all are equal.
 * Source: Vehtari et al. 2021, §3.
 */
export function scaleReduction(pieces: Pieces): number {
  return varies(pieces.values) ? scaleReductionOf(centre(pieces)) : Number.NaN;
}

/** The same of centred pieces that vary. */
function scaleReductionOf({ means, centred }: Centred): number {
  const n = centred.length;
  if (n < 2) return Number.NaN;
  let squares = 0;
  for (let i = 0; i < centred.values.length; i++) squares += centred.values[i] ** 2;
  const within = squares / (means.length * (n - 1));
  return Math.sqrt(((n * varianceOf(means)) / within + n - 1) / n);
}
