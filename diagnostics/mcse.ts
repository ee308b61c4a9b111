import { betaQuantile } from './beta.ts';
import { effectiveSize } from './effectiveSize.ts';
import { essMean, essQuantileOf } from './ess.ts';
import { meanOf, sd } from './moments.ts';
import { checkProbability } from './quantile.ts';
import { pool, split } from './shape.ts';

/**
 * Monte Carlo standard error of the mean, sd / sqrt(essMean).
 * Shape: `chains[c][i]` is iteration i of chain c. Unit: the quantity's own.
 * Odd values: NaN, "cannot tell", wherever the effective sample size behind it is; means little where the
 * quantity has no finite sd (Cauchy).
 * Throws RangeError if the chains differ in length.
 * Source: Vehtari et al. 2021, §3.2; agrees with R posterior::mcse_mean to 1e-8.
 */
export function mcseMean(chains: readonly ArrayLike<number>[]): number {
  return sd(chains) / Math.sqrt(essMean(chains));
}

/**
 * Monte Carlo standard error of the standard deviation, from the fourth moment; normality is not assumed.
 * Shape, unit, odd values, errors: as `mcseMean`. The effective size used is that of
 * (x - mean)^2, not `essSd`.
 * Source: Kenney & Keeping 1951, p. 141; agrees with R posterior 1.4.0 mcse_sd to 1e-8.
 */
export function mcseSd(chains: readonly ArrayLike<number>[]): number {
  const { values, length } = pool(chains);
  const centre = meanOf(values);
  const squares = values.map((value) => (value - centre) ** 2);
  const variance = meanOf(squares);
  const fourth = meanOf(squares.map((square) => square * square));
  const varianceOfVariance = (fourth - variance ** 2) / effectiveSize(split({ values: squares, length }));
  return Math.sqrt(varianceOfVariance / variance / 4);
}

/** Monte Carlo standard error of the median: `mcseQuantile` at 1/2. */
export function mcseMedian(chains: readonly ArrayLike<number>[]): number {
  return mcseQuantile(chains, 0.5);
}

/** Where a normal variable lies one standard deviation below and above its mean, in the digits posterior uses. */
const ONE_SD = [0.1586553, 0.8413447];

/**
 * Monte Carlo standard error of a quantile: half the distance between two order statistics, those where the
 * share of draws below the quantile is one standard error too small and one too large.
 * Shape, unit, odd values, errors: as `mcseMean`; RangeError if p is outside [0, 1]. 0 is
 * possible: the draws tie all around the quantile, as those of a count do.
 * Source: Vehtari et al. 2021, §4.4; agrees with R posterior::mcse_quantile to 1e-8.
 */
export function mcseQuantile(chains: readonly ArrayLike<number>[], p: number): number {
  checkProbability(p);
  const pooled = pool(chains);
  const sorted = pooled.values.slice().sort();
  const size = essQuantileOf(pooled, sorted, p);
  if (Number.isNaN(size)) return Number.NaN;
  const [low, high] = ONE_SD.map((q) => betaQuantile(q, size * p + 1, size * (1 - p) + 1) * sorted.length);
  const below = sorted[Math.max(Math.floor(low), 1) - 1];
  const above = sorted[Math.min(Math.ceil(high), sorted.length) - 1];
  return (above - below) / 2;
}
