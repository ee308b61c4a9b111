/**
 * Sums that do not depend on the order of their terms, whatever engine adds them up: columns are scaled to at most 1, and products, times
 * 2^60, are rounded to whole numbers, whose sums are exact. A term is off by 2^-61 of the largest there may be, so a mean over n rows by
 * about 2^-62 / sqrt(n) of it. A sum comes as the part that 2^53 divides and the rest, which doubles hold exactly.
 */

/** What one column of a product is multiplied by; twice that many bits hold a product. */
export const columnUnit = 2 ** 30;
export const productUnit = columnUnit * columnUnit;
/** What sums are taken apart by. */
export const partUnit = 2 ** 53;

/** The whole number of two parts. */
export const wholeOf = (high: number, low: number): bigint => BigInt(high) + BigInt(low);

/** The two parts of a whole number. */
export function partsOf(whole: bigint): readonly [high: number, low: number] {
  const rest = whole % BigInt(partUnit);
  return [Number(whole - rest), Number(rest)];
}

/** The least power of two that is at least as large; 1 for 0. */
export function powerAbove(size: number): number {
  let power = 1;
  while (power < size) power *= 2;
  while (power > 2 * size && power > 2 ** -900 && size > 0) power /= 2;
  return power;
}

/** a / b as a double, to rounding. */
export function ratio(a: bigint, b: bigint): number {
  if (a < 0n) return -ratio(-a, b);
  const steps = Math.max(0, Math.ceil((b.toString(2).length - a.toString(2).length) / 64) + 1);
  let value = Number((a << BigInt(64 * steps)) / b);
  for (let step = 0; step < steps; step++) value /= 2 ** 64;
  return value;
}
