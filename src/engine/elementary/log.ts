import { exponentOf, powerOfTwo, SMALLEST_NORMAL } from './binary.ts';
import { LN2_HIGH, LN2_LOW } from './exp.ts';

const TWO_54 = 18014398509481984;

/**
 * (2 atanh(s) - 2 s) / s^3 as a polynomial in z = s^2 for z <= 0.02945 (s = 0.1716, x = sqrt 2),
 * absolute error below 2^-51, which is 2^-57 of the logarithm.
 */
function logTail(z: number): number {
  const z2 = z * z;
  const a = 0.666666666666667 + z * 0.39999999999899444;
  const b = 0.2857142862600327 + z * 0.22222211130259878;
  const c = 0.18182889455674947 + z * 0.15331710618210773 + z2 * 0.14616585424888623;
  return a + z2 * (b + z2 * c);
}

/**
 * Natural logarithm, within 0.8 ulp. -Infinity at 0 and -0; NaN below; subnormals in full.
 * x = 2^k (1 + f), s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - s (f - s^2 tail(s^2)): f itself is exact, so only
 * the smaller second term carries rounding errors.
 * Source: Abramowitz & Stegun 4.1.27 for the series in s; Cody & Waite 1980, ch. 5, for the reduction.
 */
export function log(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x < Infinity)) return logOfOdd(x);
  const k = exponentOf(x);
  const f = x * powerOfTwo(-k) - 1;
  const s = f / (2 + f);
  const z = s * s;
  return k * LN2_HIGH + (f - (s * (f - z * logTail(z)) - k * LN2_LOW));
}

function logOfOdd(x: number): number {
  if (x === 0) return -Infinity;
  if (x > 0 && x < Infinity) return log(x * TWO_54) - 54 * LN2_HIGH - 54 * LN2_LOW;
  return x > 0 ? Infinity : NaN;
}

/**
 * log(1 + x) without cancellation, within 0.9 ulp. Keeps -0; -Infinity at -1; NaN below.
 * 1 + x is taken as a double and its rounding error e; log(m + e) = log(m) + e / m, and as e is tiny
 * 1 / m = (1 - s) / (1 + s) is good enough to second order in s.
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity) || x === 0) return log1pOfOdd(x);
  const u = 1 + x;
  const xRounded = u - 1;
  const error = 1 - (u - xRounded) + (x - xRounded);
  const k = exponentOf(u);
  const scale = powerOfTwo(-k);
  const f = u * scale - 1;
  const s = f / (2 + f);
  const z = s * s;
  const correction = error * scale * (1 - s * (2 - 2 * s));
  return k * LN2_HIGH + (f - (s * (f - z * logTail(z)) - (k * LN2_LOW + correction)));
}

function log1pOfOdd(x: number): number {
  if (x === 0) return x;
  if (x === -1) return -Infinity;
  return x > 0 ? Infinity : NaN;
}
