import { log, log1p } from './log.ts';
import { byQuarters } from './polynomial.ts';
import { absSinPi } from './sinpi.ts';

export const HALF_LOG_2PI = 0.9189385332046728;
const LOG_PI = 1.1447298858494002;
export const STIRLING_FROM = 10;

/** lgamma(2 + u) / u for |u| <= 1/2, absolute error below 2^-56 (Chebyshev interpolation, degree 17). */
export const NEAR_TWO = Float64Array.of(
  0.42278433509846713,
  0.3224670334241132,
  -0.06735230105319563,
  0.02058080842778338,
  -0.007385551028935545,
  0.002890510330865901,
  -0.0011927539009983087,
  0.0005096695196526673,
  -0.00022315497746292723,
  9.945761692157133e-5,
  -4.4923727564247656e-5,
  2.050601970174762e-5,
  -9.45628851510172e-6,
  4.3828545383846665e-6,
  -1.9743106888421067e-6,
  9.242852225162277e-7,
  -5.811277768921246e-7,
  2.7475390051909663e-7,
);

function lgammaOfTwoPlus(u: number): number {
  return u * byQuarters(NEAR_TWO, u);
}

/**
 * log |Gamma(x)|, within 6 ulp for x > 0, its zeros at 1 and 2 included (the factors x - 1 and x - 2 are kept exact).
 * Infinity at 0, at negative whole numbers and at both infinities. For negative x the error is 5 ulp of the largest
 * term of the reflection formula, so relative precision is lost near the zeros there.
 * Source: Abramowitz & Stegun 6.1.15 (recurrence), 6.1.17 (reflection), 6.1.41 (Stirling's series).
 */
export function lgamma(x: number): number {
  if (x < 0.5) return x > 0 ? lgammaOfTwoPlus(x) - log(x * (1 + x)) : lgammaOfNegative(x);
  if (x < 1.5) return lgammaOfTwoPlus(x - 1) - log1p(x - 1);
  if (x < 2.5) return lgammaOfTwoPlus(x - 2);
  if (x < STIRLING_FROM) return lgammaByRecurrence(x);
  return x < Infinity ? lgammaByStirling(x) : x;
}

function lgammaByRecurrence(x: number): number {
  let product = 1;
  let rest = x;
  while (rest >= 2.5) {
    rest -= 1;
    product *= rest;
  }
  return log(product) + lgammaOfTwoPlus(rest - 2);
}

/** What Stirling's formula leaves out: the sum of B_2n / (2n (2n - 1) x^(2n - 1)), n = 1..7. */
export function stirlingError(x: number): number {
  const y = 1 / x;
  const z = y * y;
  let p = 1 / 156;
  p = p * z - 691 / 360360;
  p = p * z + 1 / 1188;
  p = p * z - 1 / 1680;
  p = p * z + 1 / 1260;
  p = p * z - 1 / 360;
  return y * (p * z + 1 / 12);
}

function lgammaByStirling(x: number): number {
  return (x - 0.5) * (log(x) - 1) + (HALF_LOG_2PI - 0.5 + stirlingError(x));
}

function lgammaOfNegative(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x === Math.floor(x)) return Infinity;
  return x > -1e-20 ? -log(-x) : LOG_PI - log(-x * absSinPi(x)) - lgamma(-x);
}
