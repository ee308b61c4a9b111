import { exp } from './exp.ts';
import { lgamma, STIRLING_FROM, stirlingError } from './lgamma.ts';
import { log, log1p } from './log.ts';

const ROOT_2_PI = 2.5066282746310007;
/** Terms until one changes a sum no more, at most; enough for shapes up to 1e9. */
const MOST_TERMS = 500_000;

/** x^a exp(-x) / Gamma(a), without the cancellation of its factors where a is large. */
function kernel(a: number, x: number): number {
  if (a < STIRLING_FROM) return exp(a * log(x) - x - lgamma(a));
  const d = (x - a) / a;
  return (exp(-a * (d - log1p(d)) - stirlingError(a)) * Math.sqrt(a)) / ROOT_2_PI;
}

/** Source: Abramowitz & Stegun 6.5.29. */
function bySeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) sum += term *= x / (a + n);
  return sum * kernel(a, x);
}

/** The upper tail. Source: Abramowitz & Stegun 6.5.31, its even part, by the modified method of Lentz. */
function byFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value * kernel(a, x);
}

/** Pr(X <= x) for a gamma variate X of shape a > 0 and scale 1; 0 for x <= 0. About 1e-13, relative in the lower tail. */
export function gammaCdf(x: number, a: number): number {
  if (Number.isNaN(x) || !(a > 0)) return Number.NaN;
  if (x <= 0 || x === Number.POSITIVE_INFINITY) return x <= 0 ? 0 : 1;
  return x < a + 1 ? bySeries(a, x) : 1 - byFraction(a, x);
}
