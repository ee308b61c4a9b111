import { betaCdf } from '../../diagnostics/beta.ts';
import { erfc, exp, log } from '../engine/elementary.ts';
import { choleskyInPlace } from '../engine/linalg/cholesky.ts';
import type { Rng } from '../engine/rng.ts';

/**
 * Probability, if ranks are uniform on 0..draws, that their empirical distribution strays as far from the diagonal as
 * this one at its worst point, each point judged by its own binomial distribution. Exact, no simulation.
 * Source: Sailynoja, Burkner & Vehtari 2022, "Graphical test for discrete uniformity": their simultaneous band, whose
 * coverage the walk over the points gives, turned into a p-value.
 */
export function ecdfPValue(ranks: ArrayLike<number>, draws: number): number {
  const n = ranks.length;
  const counts = cumulativeCounts(ranks, draws);
  const logFactorial = logFactorials(n);
  const points = counts.map((_, i) => pointwiseTails(n, (i + 1) / (draws + 1), logFactorial));
  let worst = 1;
  counts.forEach((count, i) => {
    worst = Math.min(worst, points[i][count]);
  });
  // a hair above, so that points as far out as the worst count as outside, whatever the rounding
  const inside = walkInside(points, n, worst * (1 + 1e-9), logFactorial);
  return Math.min(1, Math.max(0, 1 - inside));
}

/** Counts of ranks up to each of 0..draws-1 that the simultaneous band holds. */
export interface EcdfBand {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The band that the counts of `n` uniform ranks leave at any point with a chance of at most 1 - `coverage`; by halving, to 1e-3 of it. */
export function ecdfBand(n: number, draws: number, coverage = 0.95): EcdfBand {
  const logFactorial = logFactorials(n);
  const points = Array.from({ length: draws }, (_, i) =>
    pointwiseTails(n, (i + 1) / (draws + 1), logFactorial),
  );
  let [narrow, wide] = [1, 0]; // pointwise levels
  for (let step = 0; step < 20; step++) {
    const middle = (narrow + wide) / 2;
    if (walkInside(points, n, middle, logFactorial) < coverage) narrow = middle;
    else wide = middle;
  }
  const inside = points.map((tails) => Array.from(tails.keys()).filter((count) => tails[count] > wide));
  return {
    low: Float64Array.from(inside, (counts) => counts[0]),
    high: Float64Array.from(inside, (counts) => counts[counts.length - 1]),
  };
}

/** counts[i] is the number of ranks up to i, for i < draws. */
function cumulativeCounts(ranks: ArrayLike<number>, draws: number): number[] {
  const counts: number[] = new Array(draws + 1).fill(0);
  for (let s = 0; s < ranks.length; s++) counts[ranks[s]]++;
  for (let i = 1; i <= draws; i++) counts[i] += counts[i - 1];
  return counts.slice(0, draws);
}

/** Two-sided tail probability of every count of Binomial(n, p). */
function pointwiseTails(n: number, p: number, logFactorial: Float64Array): Float64Array {
  const massAt = binomialMass(n, p, logFactorial);
  const mass = Float64Array.from({ length: n + 1 }, (_, k) => massAt(k));
  const below = mass.slice();
  const above = mass.slice();
  for (let k = 1; k <= n; k++) below[k] += below[k - 1];
  for (let k = n - 1; k >= 0; k--) above[k] += above[k + 1];
  return mass.map((_, k) => Math.min(1, 2 * Math.min(below[k], above[k])));
}

/** log of k! for k up to n. */
function logFactorials(n: number): Float64Array {
  const sums = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) sums[k] = sums[k - 1] + log(k);
  return sums;
}

/** Probabilities of Binomial(n, p), p inside (0, 1). */
function binomialMass(n: number, p: number, logFactorial: Float64Array): (k: number) => number {
  const [success, failure] = [log(p), log(1 - p)];
  return (k) =>
    exp(logFactorial[n] - logFactorial[k] - logFactorial[n - k] + k * success + (n - k) * failure);
}

/** Probability that at every point the count has a pointwise tail above `level`. */
function walkInside(
  points: readonly Float64Array[],
  n: number,
  level: number,
  logFactorial: Float64Array,
): number {
  let mass = new Float64Array(n + 1);
  mass[0] = 1;
  points.forEach((tails, i) => {
    const chance = 1 / (points.length + 1 - i); // of the ranks left, those equal to i
    const next = new Float64Array(n + 1);
    for (let from = 0; from <= n; from++) {
      if (mass[from] === 0) continue;
      const arriving = binomialMass(n - from, chance, logFactorial);
      for (let to = from; to <= n; to++) if (tails[to] > level) next[to] += mass[from] * arriving(to - from);
    }
    mass = next;
  });
  return mass.reduce((sum, m) => sum + m, 0);
}

/** Cells of the histograms that the next two tests look at. */
const cells = 8;

/**
 * Pearson's chi-square p-value of the ranks' histogram in eight cells: sees a posterior too narrow or too wide sooner
 * than the distribution function does. Good from about 24 ranks on, three a cell; NaN for fewer.
 */
export function chiSquarePValue(ranks: ArrayLike<number>, draws: number): number {
  const n = ranks.length;
  if (n < 3 * cells) return Number.NaN;
  const counts = new Float64Array(cells);
  for (let s = 0; s < n; s++) counts[cellOf(ranks[s], draws)]++;
  const statistic = expectedShares(draws).reduce(
    (sum, share, c) => sum + ((counts[c] - n * share) * (counts[c] - n * share)) / (n * share),
    0,
  );
  return upperTailOf7(statistic);
}

/** Upper tail of a chi-square with 7 degrees of freedom. Source: DLMF 8.4.6 and the recurrence 8.8.2 for a = 7/2. */
function upperTailOf7(x: number): number {
  const series = 1 + x / 3 + (x * x) / 15;
  return erfc(Math.sqrt(x / 2)) + Math.sqrt((2 * x) / Math.PI) * exp(-x / 2) * series;
}

/**
 * p-value that the pooled ranks of several exchangeable quantities are uniform. Ranks of one data set are dependent, so
 * each data set counts as one observation, its shares of the histogram's cells, and Hotelling's T^2 asks whether their
 * mean is that of a uniform. NaN for fewer than 24 data sets, or where the shares do not vary.
 * Shape: `ranks[quantity][simulation]`, 0..draws.
 */
export function pooledPValue(ranks: readonly ArrayLike<number>[], draws: number): number {
  const n = ranks[0].length;
  const d = cells - 1;
  if (n < 3 * cells) return Number.NaN;
  const shares = Array.from({ length: n }, (_, s) => cellShares(ranks, s, draws));
  const expected = expectedShares(draws);
  const mean = Float64Array.from(
    { length: d },
    (_, c) => shares.reduce((sum, v) => sum + v[c], 0) / n - expected[c],
  );
  const covariance = new Float64Array(d * d);
  for (const v of shares)
    for (let a = 0; a < d; a++)
      for (let b = 0; b <= a; b++)
        covariance[a * d + b] += ((v[a] - expected[a] - mean[a]) * (v[b] - expected[b] - mean[b])) / (n - 1);
  if (!choleskyInPlace(covariance, d)) return Number.NaN;
  let statistic = 0;
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < a; b++) mean[a] -= covariance[a * d + b] * mean[b];
    mean[a] /= covariance[a * d + a];
    statistic += n * mean[a] * mean[a];
  }
  const f = (statistic * (n - d)) / (d * (n - 1));
  return betaCdf((n - d) / (n - d + d * f), (n - d) / 2, d / 2); // upper tail of F(d, n - d)
}

function cellOf(rank: number, draws: number): number {
  return Math.floor((rank * cells) / (draws + 1));
}

function cellShares(ranks: readonly ArrayLike<number>[], s: number, draws: number): Float64Array {
  const shares = new Float64Array(cells);
  for (const ofQuantity of ranks) shares[cellOf(ofQuantity[s], draws)] += 1 / ranks.length;
  return shares;
}

function expectedShares(draws: number): Float64Array {
  const shares = new Float64Array(cells);
  for (let rank = 0; rank <= draws; rank++) shares[cellOf(rank, draws)] += 1 / (draws + 1);
  return shares;
}

/**
 * Twice the smaller of two p-values: the distribution function's and, for 24 ranks or more, the histogram's. NaN where a
 * rank is -1, which is that of no number.
 */
export function rankPValue(ranks: ArrayLike<number>, draws: number): number {
  if (Array.prototype.includes.call(ranks, -1)) return Number.NaN;
  const [ecdf, histogram] = [ecdfPValue(ranks, draws), chiSquarePValue(ranks, draws)];
  return Number.isNaN(histogram) ? ecdf : Math.min(1, 2 * Math.min(ecdf, histogram));
}

/** The smallest that so many ranks can have: all of them 0. */
export const leastRankPValue = (count: number, draws: number): number =>
  rankPValue(new Int32Array(count), draws);

/** How many of the others lie below the value, 0..others; among equals its place is drawn. -1 where any is NaN. */
export function rankAmong(rng: Rng, value: number, others: ArrayLike<number>): number {
  let [below, equal] = [0, 0];
  for (let i = 0; i < others.length; i++) {
    if (others[i] < value) below++;
    else if (others[i] === value) equal++;
    else if (!(others[i] > value)) return -1;
  }
  return equal === 0 ? below : below + rng.integer(equal + 1);
}

/** Counts of ranks in equal cells, to look at: a slope is a shift, a hollow a posterior too narrow, a hill one too wide. */
export function rankHistogram(ranks: ArrayLike<number>, draws: number, bins = cells): number[] {
  const counts: number[] = new Array(bins).fill(0);
  for (let s = 0; s < ranks.length; s++) counts[Math.floor((ranks[s] * bins) / (draws + 1))]++;
  return counts;
}
