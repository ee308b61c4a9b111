import type { VectorFunction } from './doubleFunctions.ts';
import type { Code } from './encoder.ts';
import { bits, bits32, f32x4, i32x4 } from './lanes.ts';
import type { Writer } from './writer.ts';

/**
 * exp, expm1, log, log1p, tanh and digamma of four singles at once, for forces: within 4 ulp of a single for ordinary arguments
 * (docs/kernels.md). exp vanishes below -88 and overflows above 88.37; log reads a positive number below the smallest
 * normal one, and 0, as that: log(0) is -87.3. NaN stays NaN; so does the logarithm of a negative number.
 */

const { abs, add, div, equal, greater, less, lesser, mul, sub } = f32x4;

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts; the first has 16 bits, so that whole multiples up to 2^8 are exact. */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.428606765330187e-6;
/** 1.5 * 2^23 */
const ROUNDER = 12582912;
const SMALLEST_NORMAL = 1.1754943508222875e-38;
const VANISHES = -88;
const OVERFLOWS = 89;
/** Where tanh is 1 to a single's precision. */
const TANH_IS_ONE = 10;
const SIGN = bits32(0x80000000 | 0);
const ONE = bits32(0x3f800000);
const SQRT_HALF = bits32(0x3f3504f3);
const EXPONENT = bits32(0xff800000 | 0);

/** Where x is NaN, x; else the value. */
const keepNaN = (x: Code, value: Code): Code => bits.choose(equal(x, x), value, x);

/** (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2; absolute error 7e-8 (Chebyshev, degree 4). */
function expTail(r: Code, r2: Code): Code {
  const a = add(0.5, mul(r, 0.16666576266288757));
  const b = add(0.041666556149721146, mul(r, 0.008363178931176662));
  return add(a, mul(r2, add(b, mul(r2, 0.0013926184037700295))));
}

/** exp(x) = power (1 + rest). */
function reduce(w: Writer, x: Code): { power: Code; rest: Code } {
  const inRange = w.keep(greater(lesser(x, OVERFLOWS), VANISHES));
  const shifted = w.keep(add(mul(inRange, LOG2_E), ROUNDER));
  const k = w.keep(sub(shifted, ROUNDER));
  const r = w.keep(sub(sub(inRange, mul(k, LN2_HIGH)), mul(k, LN2_LOW)));
  const r2 = w.keep(mul(r, r));
  return { power: i32x4.add(i32x4.shl(shifted, 23), ONE), rest: add(r, mul(r2, expTail(r, r2))) };
}

export const exp: VectorFunction = (w, x) => {
  const { power, rest } = reduce(w, x);
  return { value: mul(add(1, rest), power), valid: null };
};

export const expm1: VectorFunction = (w, x) => {
  const { power, rest } = reduce(w, x);
  const scale = w.keep(power);
  return { value: add(sub(scale, 1), mul(scale, rest)), valid: null };
};

/** (2 atanh(s) - 2 s) / s^3 in z = s^2 for z <= 0.02945; absolute error 2e-7 (Chebyshev, degree 2). */
function logTail(z: Code): Code {
  return add(0.6666668653488159, mul(z, add(0.39988771080970764, mul(z, 0.2958039939403534))));
}

/** log of a normal positive x, plus `more`. */
function logOfNormal(w: Writer, x: Code, more: Code | 0): Code {
  const distance = w.keep(i32x4.sub(x, SQRT_HALF));
  const k = w.keep(i32x4.toSingles(i32x4.shrSigned(distance, 23)));
  const f = w.keep(sub(i32x4.sub(x, bits.and(distance, EXPONENT)), 1));
  const s = w.keep(div(f, add(2, f)));
  const z = w.keep(mul(s, s));
  const series = mul(s, sub(f, mul(z, logTail(z))));
  const low = more === 0 ? mul(k, LN2_LOW) : add(mul(k, LN2_LOW), more);
  return add(mul(k, LN2_HIGH), sub(f, sub(series, low)));
}

/** The logarithm of `x`, given that of `x` or the smallest normal number, whichever is greater. */
function oddLogs(x: Code, value: Code): Code {
  const finite = bits.choose(less(x, Number.POSITIVE_INFINITY), value, x);
  return keepNaN(x, bits.choose(less(x, 0), f32x4.constant(Number.NaN), finite));
}

export const log: VectorFunction = (w, x) => {
  const normal = w.keep(greater(x, SMALLEST_NORMAL));
  return { value: oddLogs(x, logOfNormal(w, normal, 0)), valid: null };
};

export const log1p: VectorFunction = (w, x) => {
  const u = w.keep(add(1, x));
  const normal = w.keep(greater(u, SMALLEST_NORMAL));
  const lost = div(sub(x, sub(normal, 1)), normal);
  return { value: oddLogs(u, logOfNormal(w, normal, lost)), valid: null };
};

export const tanh: VectorFunction = (w, x) => {
  const size = w.keep(lesser(abs(x), TANH_IS_ONE));
  const e = w.keep(expm1(w, w.keep(add(size, size))).value);
  return { value: keepNaN(x, bits.or(div(e, add(e, 2)), bits.and(x, SIGN))), valid: null };
};

/** No force reads it: only its derivative enters a gradient. */
export const lgamma = null;

/**
 * digamma(x) = digamma(x + 6) - the sum of 1 / (x + i), i = 0..5, taken in pairs; the first by its asymptotic series.
 * The error is some ulp of the largest term.
 * Source: Abramowitz & Stegun 6.3.6, 6.3.18.
 */
export const digamma: VectorFunction = (w, x) => {
  const shifted = w.keep(add(x, 6));
  const y = w.keep(div(1, shifted));
  const z = w.keep(mul(y, y));
  const series = mul(z, add(1 / 12, mul(z, add(-1 / 120, mul(z, 1 / 252)))));
  const q = w.keep(mul(x, add(x, 5)));
  const pairs = add(add(div(1, q), div(1, add(q, 4))), div(1, add(q, 6)));
  const far = sub(log(w, shifted).value, add(mul(0.5, y), series));
  return { value: sub(far, mul(add(add(x, x), 5), pairs)), valid: null };
};
