import { logGamma } from './logGamma.ts';

const PRECISION = 1e-15;
const TINY = 1e-300; // stands in for a zero denominator in Lentz's method

/**
 * Regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most x.
 * Odd values: 0 for x <= 0, 1 for x >= 1; a and b positive, tried up to 1e6 (about 1e-10 relative there).
 * Source: DLMF 8.17.22 (continued fraction, evaluated by the modified Lentz method) and 8.17.4 (symmetry).
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a); // the fraction converges fast below only
  return (Math.exp(logDensity(x, a, b)) * x * (1 - x)) / (a * betaFraction(x, a, b));
}

/**
 * Quantile of the Beta(a, b) distribution: the x where betaCdf(x, a, b) = p.
 * Odd values: 0 at p = 0, 1 at p = 1; NaN if p, a or b is NaN. a and b at least 1.
 * Method: Newton's steps from the normal approximation, replaced by halving whenever one leaves the bracket.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (Number.isNaN(p + a + b)) return Number.NaN;
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const error = betaCdf(x, a, b) - p;
    if (error > 0) high = x;
    else low = x;
    let next = x - error / Math.exp(logDensity(x, a, b));
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= PRECISION * x) return next;
    x = next;
  }
  return x;
}

function logDensity(x: number, a: number, b: number): number {
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  return (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta;
}

/** 1 + d1/(1 + d2/(1 + ...)) with the d of DLMF 8.17.23; needs about sqrt(max(a, b)) terms. */
function betaFraction(x: number, a: number, b: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let n = 1; n < 100_000; n++) {
    const m = n >> 1;
    const term =
      n % 2 === 0
        ? (m * (b - m) * x) / ((a + n - 1) * (a + n))
        : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n));
    d = 1 / (1 + term * d || TINY);
    c = 1 + term / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}
