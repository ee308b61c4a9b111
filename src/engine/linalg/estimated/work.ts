import { type BlockPattern, valueCount } from '../sparseCholesky/pattern.ts';

/**
 * Multiplications for each number on the pattern: products for every solve, and for each of the vectors a space of 10 to 30
 * products. As measured with 4 vectors, sds of about one; 64 of them, where rows say much of thinly crossed levels, take ten to
 * twenty times as long.
 */
const aNumber = 1500;
/** Vectors held at the same time. */
const held = 40;

/** What an estimated log determinant with its derivative takes, within a factor of ten: vectors and products follow from the numbers. */
export function estimateWork(pattern: BlockPattern): {
  readonly multiplications: number;
  readonly bytes: number;
} {
  const numbers = valueCount(pattern);
  return { multiplications: aNumber * numbers, bytes: 8 * (4 * numbers + held * pattern.sizes.length) };
}
