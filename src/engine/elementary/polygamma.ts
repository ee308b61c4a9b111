import { log } from './log.ts';
import { byQuarters } from './polynomial.ts';
import { absSinPi, cotPi } from './sinpi.ts';

const PI = Math.PI;
export const ASYMPTOTIC_FROM = 10;
/** The positive zero of digamma, in two parts. */
export const ZERO = 1.4616321449683622;
export const ZERO_LOW = 9.549995429965697e-17;

/** digamma(3/2 + u) / (3/2 + u - zero) for |u| <= 1/2, absolute error below 2^-53 (Chebyshev, degree 22). */
export const NEAR_ZERO = Float64Array.of(
  0.9510558760318328,
  -0.4236274212814606,
  0.24054248424078697,
  -0.14840492305388092,
  0.09498872445289039,
  -0.06192213327548831,
  0.040760833940846085,
  -0.026975796659787055,
  0.017907248317313294,
  -0.011908220105959716,
  0.007927021796868154,
  -0.005279937255532708,
  0.003518106563802472,
  -0.0023454947397380833,
  0.0015633696313653506,
  -0.0010364584817312839,
  0.0006909255761282985,
  -0.00048595039220036254,
  0.0003239594540134523,
  -0.00014480643368061614,
  9.653646261410016e-5,
  -0.0001782188548855923,
  0.00011881232908510368,
);

/** digamma between 1 and 2. */
function digammaCentral(x: number): number {
  return (x - ZERO - ZERO_LOW) * byQuarters(NEAR_ZERO, x - 1.5);
}

/**
 * d/dx log Gamma(x), within 3 ulp for x > 0, its zero at 1.4616 included. NaN at 0 and at negative whole numbers
 * (poles of both signs); -Infinity at +0 would be a limit from one side only. Negative x by reflection: absolute
 * error, so relative precision is lost near the zeros there.
 * Source: Abramowitz & Stegun 6.3.5 (recurrence), 6.3.7 (reflection), 6.3.18 (asymptotic series).
 */
export function digamma(x: number): number {
  if (!(x > 0)) return digammaOfNegative(x);
  if (x < 1) return digammaCentral(x + 1) - 1 / x;
  if (x < ASYMPTOTIC_FROM) return digammaByRecurrence(x);
  const y = 1 / x;
  const z = y * y;
  let p = 1 / 12;
  p = p * z - 691 / 32760;
  p = p * z + 1 / 132;
  p = p * z - 1 / 240;
  p = p * z + 1 / 252;
  p = p * z - 1 / 120;
  p = p * z + 1 / 12;
  return log(x) - (y / 2 + p * z);
}

function digammaOfNegative(x: number): number {
  const pole = Number.isNaN(x) || x === Math.floor(x);
  return pole ? NaN : digamma(1 - x) - PI * cotPi(x);
}

function digammaByRecurrence(x: number): number {
  let sum = 0;
  let rest = x;
  while (rest > 2) {
    rest -= 1;
    sum += 1 / rest;
  }
  return sum + digammaCentral(rest);
}

/**
 * The second derivative of log Gamma, within 3.5 ulp for x > 0. Infinity at 0 and at negative whole numbers.
 * Source: Abramowitz & Stegun 6.4.6 (recurrence), 6.4.7 (reflection), 6.4.12 (asymptotic series).
 */
export function trigamma(x: number): number {
  if (!(x > 0)) return trigammaOfNegative(x);
  let sum = 0;
  let rest = x;
  while (rest < ASYMPTOTIC_FROM) {
    sum += 1 / (rest * rest);
    rest += 1;
  }
  const y = 1 / rest;
  const z = y * y;
  let p = -3617 / 510;
  p = p * z + 7 / 6;
  p = p * z - 691 / 2730;
  p = p * z + 5 / 66;
  p = p * z - 1 / 30;
  p = p * z + 1 / 42;
  p = p * z - 1 / 30;
  p = p * z + 1 / 6;
  return sum + y * (1 + y / 2 + p * z);
}

function trigammaOfNegative(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return NaN;
  if (x === Math.floor(x)) return Infinity;
  const ratio = PI / absSinPi(x);
  return ratio * ratio - trigamma(1 - x);
}

/** From here on the asymptotic series of tetragamma is used. */
const TETRAGAMMA_FROM = 14;

/**
 * The third derivative of log Gamma, within 5 ulp for x > 0. NaN at 0 and at negative whole numbers (poles of both signs).
 * Source: Abramowitz & Stegun 6.4.6 (recurrence), 6.4.7 (reflection), 6.4.13 (asymptotic series).
 */
export function tetragamma(x: number): number {
  if (!(x > 0)) return tetragammaOfNegative(x);
  let sum = 0;
  let rest = x;
  while (rest < TETRAGAMMA_FROM) {
    sum += 2 / (rest * rest * rest);
    rest += 1;
  }
  const y = 1 / rest;
  const z = y * y;
  let p = -3617 / 30;
  p = p * z + 35 / 2;
  p = p * z - 691 / 210;
  p = p * z + 5 / 6;
  p = p * z - 3 / 10;
  p = p * z + 1 / 6;
  p = p * z - 1 / 6;
  p = p * z + 1 / 2;
  return -(sum + z * (1 + y + p * z));
}

function tetragammaOfNegative(x: number): number {
  if (Number.isNaN(x) || x === Math.floor(x)) return NaN;
  const ratio = PI / absSinPi(x);
  return tetragamma(1 - x) - 2 * PI * ratio * ratio * cotPi(x);
}
