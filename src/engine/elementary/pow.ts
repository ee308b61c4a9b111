import { exponentOf, powerOfTwo, SMALLEST_NORMAL, scaleByPowerOfTwo } from './binary.ts';
import { exp, LN2_HIGH, LN2_LOW } from './exp.ts';

const TWO_54 = 18014398509481984;
const TWO_THIRDS = 0.6666666666666666;
const TWO_THIRDS_LOW = 3.700743415417188e-17;
/** Whole powers up to this are multiplied out; (sqrt 2)^1024 = 2^512 leaves the products exact. */
const LARGEST_WHOLE = 1024;
/** 2^27 + 1 splits a double into two halves of 26 bits. */
const SPLITTER = 134217729;

/** x^y is worked out in "double-double": a head and, here, the tail that the head has lost. */
const scratch = new Float64Array(2);
const HEAD = 0;
const TAIL = 1;

/** The rounding error of the product p = a b, exactly. Source: Dekker 1971 (Veltkamp's splitting). */
export function productError(a: number, b: number, p: number): number {
  const ca = SPLITTER * a;
  const cb = SPLITTER * b;
  const ah = ca - (ca - a);
  const bh = cb - (cb - b);
  const al = a - ah;
  const bl = b - bh;
  return al * bl - (p - ah * bh - al * bh - ah * bl);
}

/** (log(m) - 2 s - (2/3) s^3) / s^5 in z = s^2, as logTail in log.ts with its first term taken off; 2^-55. */
function logTailAfterCube(z: number): number {
  let p = 0.11723178623876518;
  p = p * z + 0.11706236339491206;
  p = p * z + 0.1333480469384731;
  p = p * z + 0.1538459496251843;
  p = p * z + 0.18181818335392802;
  p = p * z + 0.22222222221655885;
  p = p * z + 0.28571428571429364;
  return p * z + 0.4;
}

/**
 * log(m 2^k) as head + tail into the scratch, relative error about 2^-63: the series of log.ts with its first two
 * terms in double-double.
 */
function logInTwoParts(m: number, k: number): void {
  const f = m - 1;
  const d = 2 + f;
  const dLow = f - (d - 2);
  const s = f / d;
  const sd = s * d;
  const sLow = (f - sd - productError(s, d, sd) - s * dLow) / d;
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const cube = z * TWO_THIRDS;
  const cubeLow = productError(z, TWO_THIRDS, cube) + (z * TWO_THIRDS_LOW + zLow * TWO_THIRDS);
  const higher = z * z * logTailAfterCube(z);
  const w = cube + higher;
  const wLow = higher - (w - cube) + cubeLow;
  const sw = s * w;
  const swLow = productError(s, w, sw) + (s * wLow + sLow * w);
  const logM = 2 * s + sw;
  const logMLow = sw - (logM - 2 * s) + (2 * sLow + swLow);
  const whole = k * LN2_HIGH;
  const head = whole + logM;
  scratch[HEAD] = head;
  scratch[TAIL] = logM - (head - whole) + (logMLow + k * LN2_LOW);
}

/** Beyond this, in natural logs, a power has overflowed or vanished. */
const BEYOND_RANGE = 750;

function powByLogarithm(m: number, k: number, y: number): number {
  logInTwoParts(m, k);
  const log = scratch[HEAD];
  const rough = y * log;
  if (rough > BEYOND_RANGE) return Infinity;
  if (rough < -BEYOND_RANGE) return 0;
  const lost = Math.abs(y) < 1e290 ? productError(y, log, rough) : 0;
  const e = exp(rough);
  return e < Infinity ? e + e * (lost + y * scratch[TAIL]) : e;
}

/** scratch = scratch (b + bLow) */
function timesInTwoParts(b: number, bLow: number): void {
  const a = scratch[HEAD];
  const p = a * b;
  const e = productError(a, b, p) + (a * bLow + scratch[TAIL] * b);
  const head = p + e;
  scratch[HEAD] = head;
  scratch[TAIL] = e - (head - p);
}

/** m^n for m in sqrt(1/2)..sqrt(2) and 0 < n <= 1024, by repeated squaring, from the top bit down. */
function wholePower(m: number, n: number): void {
  scratch[HEAD] = m;
  scratch[TAIL] = 0;
  for (let bit = 30 - Math.clz32(n); bit >= 0; bit--) {
    timesInTwoParts(scratch[HEAD], scratch[TAIL]);
    if ((n >> bit) & 1) timesInTwoParts(m, 0);
  }
}

function powWhole(m: number, k: number, n: number): number {
  wholePower(m, Math.abs(n));
  const p = scratch[HEAD];
  if (n > 0) return scaleByPowerOfTwo(p, k * n);
  const q = 1 / p;
  const qp = q * p;
  const rest = 1 - qp - productError(q, p, qp) - q * scratch[TAIL];
  return scaleByPowerOfTwo(q + q * rest, k * n);
}

function powOfPositive(x: number, y: number): number {
  const subnormal = x < SMALLEST_NORMAL;
  const normal = subnormal ? x * TWO_54 : x;
  const shift = exponentOf(normal);
  const m = normal * powerOfTwo(-shift);
  const k = subnormal ? shift - 54 : shift;
  const whole = Math.abs(y) <= LARGEST_WHOLE && y === Math.trunc(y);
  return whole ? powWhole(m, k, y) : powByLogarithm(m, k, y);
}

function isOdd(y: number): boolean {
  return y % 2 === 1 || y % 2 === -1;
}

/**
 * x^y, with the special cases of Math.pow (so 1^Infinity is NaN and x^0 is 1 even for NaN).
 * Whole y up to 1024 in size: repeated squaring with every rounding error carried along, then rounded once, so within
 * 0.51 ulp and exact when the answer is a double. Other y: exp(y log x) with the logarithm to 2^-63, within 1.3 ulp.
 * One more ulp where the answer is subnormal.
 */
export function pow(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === 0) return 1;
  if (y === 0.5 && x > 0) return Math.sqrt(x);
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (y === Infinity || y === -Infinity) return powInfinite(Math.abs(x), y);
  const size = Math.abs(x);
  const negative = (x < 0 || Object.is(x, -0)) && isOdd(y);
  if (size === 0 || size === Infinity) {
    const value = (size === 0) === y > 0 ? 0 : Infinity;
    return negative ? -value : value;
  }
  if (x < 0 && y !== Math.trunc(y)) return NaN;
  const value = powOfPositive(size, y);
  return negative ? -value : value;
}

function powInfinite(size: number, y: number): number {
  if (size === 1) return NaN;
  return size > 1 === y > 0 ? Infinity : 0;
}
