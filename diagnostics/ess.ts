import { centreInPlace, effectiveSize, effectiveSizeOf } from './effectiveSize.ts';
import { meanOf } from './moments.ts';
import { checkProbability, quantileOfSorted } from './quantile.ts';
import { rank } from './ranks.ts';
import { type Pieces, pool, split, varies } from './shape.ts';

/**
 * Bulk effective sample size: of the rank-normalised draws of split chains.
 * Shape: `chains[c][i]` is iteration i of chain c.
 * Unit: draws, so 400 means "as good as 400 independent ones"; may exceed the draw count.
 * Odd values: NaN, "cannot tell", never "fine", if a draw is non-finite, all are equal, or iterations < 6. With
 * 6 to 11 iterations the halves show too few lags, and the answer is half the draws, as in Stan and posterior.
 * Throws RangeError if the chains differ in length.
 * Source: Vehtari et al. 2021, §4; agrees with R posterior::ess_bulk to 1e-8.
 */
export function essBulk(chains: readonly ArrayLike<number>[]): number {
  const ranked = rank(pool(chains));
  return ranked ? effectiveSizeOf(ranked.centred) : Number.NaN;
}

/**
 * Tail effective sample size: the lesser of those for the 5 % and the 95 % quantile.
 * Shape, unit, odd values, errors: as `essBulk`; also NaN when so many draws tie at the
 * largest value that the 95 % quantile is the largest value.
 * Source: Vehtari et al. 2021, §4; agrees with R posterior::ess_tail to 1e-8.
 */
export function essTail(chains: readonly ArrayLike<number>[]): number {
  const pooled = pool(chains);
  return essTailOf(pooled, pooled.values.slice().sort());
}

/** The same from pooled draws and their sorted values. */
export function essTailOf(pooled: Pieces, sorted: Float64Array): number {
  return varies(pooled.values) ? essTailOfVarying(pooled, sorted) : Number.NaN;
}

/** The same of draws that vary. */
export function essTailOfVarying(pooled: Pieces, sorted: Float64Array): number {
  return Math.min(essOfQuantile(pooled, sorted, 0.05), essOfQuantile(pooled, sorted, 0.95));
}

/**
 * Effective sample size for the mean: of the draws of split chains as they are.
 * Shape, unit, odd values, errors: as `essBulk`.
 * Source: Vehtari et al. 2021, §3.2; agrees with R posterior::ess_mean to 1e-8.
 */
export function essMean(chains: readonly ArrayLike<number>[]): number {
  const pooled = pool(chains);
  return varies(pooled.values) ? effectiveSize(split(pooled)) : Number.NaN;
}

/**
 * Effective sample size for the standard deviation: of the distances |x - mean|.
 * Shape, unit, odd values, errors: as `essBulk`; also NaN if all distances are equal.
 * Source: R posterior 1.4.0 ess_sd, to 1e-8 (earlier versions took the mean's and the square's lesser one).
 */
export function essSd(chains: readonly ArrayLike<number>[]): number {
  const { values, length } = pool(chains);
  const centre = meanOf(values);
  return effectiveSize(split({ values: values.map((value) => Math.abs(value - centre)), length }));
}

/** Effective sample size for the median: `essQuantile` at 1/2. */
export function essMedian(chains: readonly ArrayLike<number>[]): number {
  return essQuantile(chains, 0.5);
}

/**
 * Effective sample size for a quantile: of the indicator "at or below the quantile" over split chains.
 * Shape, unit, odd values, errors: as `essBulk`; also NaN when no draw exceeds the quantile,
 * and RangeError if p is outside [0, 1]. p = 1 is read as 1 - 1/(2S): the largest draw against the rest.
 * Source: Vehtari et al. 2021, §4; agrees with R posterior::ess_quantile to 1e-8.
 */
export function essQuantile(chains: readonly ArrayLike<number>[], p: number): number {
  checkProbability(p);
  const pooled = pool(chains);
  return essQuantileOf(pooled, pooled.values.slice().sort(), p);
}

/** The same from pooled draws and their sorted values. */
export function essQuantileOf(pooled: Pieces, sorted: Float64Array, p: number): number {
  return varies(pooled.values) ? essOfQuantile(pooled, sorted, p) : Number.NaN;
}

/** The same of draws that vary. */
function essOfQuantile(pooled: Pieces, sorted: Float64Array, p: number): number {
  const bound = quantileOfSorted(sorted, p === 1 ? 1 - 0.5 / sorted.length : p);
  const below = new Float64Array(pooled.values.length);
  for (let i = 0; i < below.length; i++) below[i] = pooled.values[i] <= bound ? 1 : 0;
  const halves = split({ values: below, length: pooled.length });
  return varies(halves.values) ? effectiveSizeOf(centreInPlace(halves)) : Number.NaN;
}
