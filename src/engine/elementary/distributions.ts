import { normalQuantile as quantileByLog } from '../../../diagnostics/normalQuantile.ts';
import { erfc, exp, lgamma, log, log1p, normalCdf } from '../elementary.ts';

/** Pr(|Z| > |z|) for a standard normal Z, relative error near rounding in both tails; NaN for NaN. */
export function twoSidedP(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/**
 * The z with Pr(Z <= z) = p, by the deterministic log. Infinite at 0 and 1, NaN outside 0..1. Relative error near rounding,
 * in the lower tail; above the middle it is what 1 - p still tells.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return quantileByLog(p, log);
}

/** The half width, in standard errors, of a normal interval of the given level: 1.96 for 0.95. */
export function normalHalfWidth(level: number): number {
  return -normalQuantile((1 - level) / 2);
}

const rootPi = 1.7724538509055159;

/**
 * Pr(X > x) for X chi-square with df degrees of freedom, a whole number >= 0; relative error near rounding, also far out.
 * 1 for x <= 0; with df = 0, X is 0.
 * The closed forms: with h = x / 2, a sum of h^k exp(-h) / Gamma(k + 1) over k = 0, 1, ..., df / 2 - 1 for even df, and
 * over k = 1/2, 3/2, ... on top of erfc(sqrt(h)) for odd df. All terms are positive.
 * Source: Abramowitz & Stegun 26.4.4 and 26.4.5.
 */
export function chiSquareUpper(x: number, df: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  const h = x / 2;
  const first = df % 2 === 0 ? 0 : 0.5;
  const base = df % 2 === 0 ? 0 : erfc(Math.sqrt(h));
  return Math.min(1, base + poissonSum(h, first, df / 2 - 1));
}

/** sum of h^k exp(-h) / Gamma(k + 1) over k = first, first + 1, ..., last, from its largest term both ways. */
function poissonSum(h: number, first: number, last: number): number {
  if (last < first) return 0;
  const peak = Math.min(last, first + Math.max(0, Math.floor(h - first)));
  const most = termAt(h, peak);
  let sum = most;
  for (let k = peak, term = most; k > first && term > 0; k--) sum += term *= k / h;
  for (let k = peak + 1, term = most; k <= last && term > 0; k++) sum += term *= h / k;
  return sum;
}

function termAt(h: number, k: number): number {
  if (k === 0) return exp(-h);
  if (k === 0.5) return (2 / rootPi) * Math.sqrt(h) * exp(-h);
  return exp(k * log(h) - h - lgamma(k + 1));
}

/** Pr(Y <= y) for Y Poisson with mean mu >= 0: the chi-square tail beyond 2 mu with 2 (floor(y) + 1) df. 0 for y < 0. */
export function poissonCdf(y: number, mu: number): number {
  if (y < 0 || y === Number.POSITIVE_INFINITY) return y < 0 ? 0 : 1;
  return chiSquareUpper(2 * mu, 2 * (Math.floor(y) + 1));
}

/**
 * Pr(Y <= y) for Y binomial of n trials, a whole number >= 0, with probability p. 0 for y < 0, 1 from n on; NaN unless
 * 0 <= p <= 1. All terms from that of y down while they count, so time grows with the sd of Y at most.
 */
export function binomialCdf(y: number, n: number, p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const k = Math.floor(y);
  if (k < 0 || k >= n) return k < 0 ? 0 : 1;
  if (k > n * p) return 1 - binomialSum(n - k - 1, n, 1 - p);
  return binomialSum(k, n, p);
}

/** The terms 0 to k, from the last, k at most a little above n p. */
function binomialSum(k: number, n: number, p: number): number {
  if (p === 0) return 1;
  if (p === 1) return 0;
  let term = exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p));
  let sum = term;
  const odds = (1 - p) / p;
  for (let j = k; j > 0 && term > sum * 1e-18; j--) sum += term *= (j / (n - j + 1)) * odds;
  return sum;
}
