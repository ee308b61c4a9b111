import { powerOfTwo, scaleByPowerOfTwo } from './binary.ts';

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts; the first ends 40 bits after the point, so whole multiples up to 2^13 are exact. */
export const LN2_HIGH = 0.6931471805592082;
export const LN2_LOW = 7.371002565167799e-13;
/** 1.5 * 2^52: adding and subtracting it rounds a double below 2^51 to the nearest whole number. */
const ROUNDER = 6755399441055744;
/** Largest x with a finite exp, and the smallest whose exp does not round to 0. */
const LARGEST = 709.782712893384;
const SMALLEST = -745.1332191019411;
/** Within this, 2^k and the answer are normal numbers, and k needs no look. */
const ORDINARY = 708;

/**
 * (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2, absolute error below 2^-58 (Chebyshev interpolation, degree 10).
 * Estrin's order: pairs, then pairs of pairs, so the processor can do several at once.
 */
function expTail(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const a = 0.5 + r * 0.1666666666666667 + r2 * (0.04166666666666667 + r * 0.008333333333326112);
  const b =
    0.001388888888888373 +
    r * 0.0001984126987490126 +
    r2 * (2.4801587325605324e-5 + r * 2.7557255297969643e-6);
  const c = 2.755727357010214e-7 + r * 2.5105259538448494e-8 + r2 * 2.091471734171637e-9;
  return a + r4 * (b + r4 * c);
}

/**
 * e^x, within 1 ulp (2 where the answer is subnormal). exp(-0) = 1; Infinity above 709.78; 0 below -745.13.
 * Source: Cody & Waite 1980, ch. 6 (reduction by a split ln 2); the polynomial is ours.
 */
export function exp(x: number): number {
  if (!(Math.abs(x) <= ORDINARY)) return expOfLarge(x);
  const k = x * LOG2_E + ROUNDER - ROUNDER;
  return expMantissa(x, k) * powerOfTwo(k);
}

/** exp(x - k ln 2), for |x - k ln 2| a little over ln(2)/2 at most. */
function expMantissa(x: number, k: number): number {
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return 1 + (r + (r * r * expTail(r) + (high - r - low)));
}

function expOfLarge(x: number): number {
  if (x > LARGEST) return Infinity;
  if (x < SMALLEST) return 0;
  const k = x * LOG2_E + ROUNDER - ROUNDER;
  return scaleByPowerOfTwo(expMantissa(x, k), k);
}

/** Beyond these, e^x - 1 rounds to e^x and to -1. */
const ONE_IS_LOST = 40;
const ONE_IS_ALL = -38;

/**
 * e^x - 1 without cancellation, within 1.2 ulp. Keeps -0. Tends to -1 and Infinity.
 * As exp, but 2^k - 1 and the leading term 2^k r are added with their rounding error kept.
 */
export function expm1(x: number): number {
  if (!(x < ONE_IS_LOST)) return exp(x);
  if (x < ONE_IS_ALL) return -1;
  const k = x * LOG2_E + ROUNDER - ROUNDER;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const tail = r * r * expTail(r) + (high - r - low);
  if (k === 0) return x === 0 ? x : x + tail;
  const scale = powerOfTwo(k);
  const whole = scale - 1;
  const first = scale * r;
  const sum = whole + first;
  const lost = Math.abs(whole) >= Math.abs(first) ? first - (sum - whole) : whole - (sum - first);
  return sum + (lost + scale * tail);
}
