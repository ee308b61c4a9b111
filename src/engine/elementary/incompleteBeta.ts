import { exp } from './exp.ts';
import { lgamma } from './lgamma.ts';
import { log, log1p } from './log.ts';

const MOST_TERMS = 100_000;
const TINY = 1e-300;
const away = (x: number): number => (Math.abs(x) < TINY ? TINY : x);

/** Source: Abramowitz & Stegun 26.5.8, by the modified method of Lentz; converges fast for x < (a + 1) / (a + b + 2). */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  const advance = (by: number): number => {
    d = 1 / away(1 + by * d);
    c = away(1 + by / c);
    value *= c * d;
    return Math.abs(c * d - 1);
  };
  for (let m = 1; m < MOST_TERMS; m++) {
    advance((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    if (advance(odd) < 1e-16) break;
  }
  return value;
}

/**
 * Pr(X <= x) for X beta with a, b > 0; `rest` is 1 - x, for x so near to 1 that it would lose digits.
 * About 1e-13 while a and b are moderate: their log gammas cancel.
 */
export function betaCdf(x: number, a: number, b: number, rest = 1 - x): number {
  if (!(a > 0 && b > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0 || rest <= 0) return x <= 0 ? 0 : 1;
  const logX = x < 0.5 ? log(x) : log1p(-rest);
  const logRest = rest < 0.5 ? log(rest) : log1p(-x);
  const kernel = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * logX + b * logRest);
  return x < (a + 1) / (a + b + 2)
    ? (kernel * fraction(x, a, b)) / a
    : 1 - (kernel * fraction(rest, b, a)) / b;
}

/** Pr(T <= t) for Student's t with df > 0 degrees of freedom. */
export function studentTCdf(t: number, df: number): number {
  if (Math.abs(t) === Number.POSITIVE_INFINITY) return t < 0 ? 0 : 1;
  const square = t * t;
  const tail = 0.5 * betaCdf(df / (df + square), df / 2, 0.5, square / (df + square));
  return t < 0 ? tail : 1 - tail;
}
