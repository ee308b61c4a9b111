/**
 * Exponents of doubles: where a number's power of two is read and put back.
 * Multiplying by an entry of a table is exact and quicker than rewriting half of a double in memory and reading it
 * whole again (which stalls the store buffer).
 */

const WORDS = new Int32Array(2);
const DOUBLE = new Float64Array(WORDS.buffer);
/** Which of the two words holds the sign and exponent: 1 on little-endian machines. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0];
/** High word of sqrt(1/2), the bottom of the range of `m` below. */
const SQRT_HALF_HIGH = 0x3fe6a09e;

const LOWEST = -1074;
const POWERS = new Float64Array(1023 - LOWEST + 1);
for (let i = 0, p = Number.MIN_VALUE; i < POWERS.length; i++, p *= 2) POWERS[i] = p;

export const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** 2^k for whole k from -1074 to 1023; undefined outside. */
export function powerOfTwo(k: number): number {
  return POWERS[k - LOWEST];
}

/** The k that puts x 2^-k between sqrt(1/2) and sqrt(2) (to 2^-20). For normal positive x only; k may be 1024. */
export function exponentOf(x: number): number {
  DOUBLE[0] = x;
  return (WORDS[HIGH] - SQRT_HALF_HIGH) >> 20;
}

/** y 2^k for any whole k, overflowing to Infinity and underflowing through the subnormals to 0. */
export function scaleByPowerOfTwo(y: number, k: number): number {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023));
  if (k < -1022) return y * powerOfTwo(Math.max(k + 970, -1022)) * powerOfTwo(-970);
  return y * powerOfTwo(k);
}
