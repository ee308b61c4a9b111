/** Counted work on a factor, in multiplications of two numbers, and its size in numbers. */
export interface SparseWork {
  /** Numbers in the lower factor, diagonal included. */
  readonly nonzeros: number;
  /** Multiplications of a factoring. */
  readonly multiplications: number;
  /** Multiplications of an inverse on the pattern, after the factoring. */
  readonly inverseMultiplications: number;
  /** Memory of the numeric object, the inverse included. */
  readonly bytes: number;
}

/** Work on sets of `width[s]` columns that share `below[s]` rows under them; `numbers` are stored for them. */
export function workOf(width: ArrayLike<number>, below: ArrayLike<number>, numbers: number): SparseWork {
  let [nonzeros, multiplications, inverseMultiplications] = [0, 0, 0];
  for (let s = 0; s < width.length; s++) {
    const [w, r] = [width[s], below[s]];
    nonzeros += (w * (w + 1)) / 2 + w * r;
    // its own factor, the solves of the rows below, their products
    multiplications += (w * w * w) / 6 + (r * w * w) / 2 + (w * r * (r + 1)) / 2;
    // L D^-1, the products with the inverse of the rows below, and those that give the diagonal block
    inverseMultiplications += (w * w * w) / 3 + (3 * r * w * w) / 2 + w * r * r;
  }
  return {
    nonzeros,
    multiplications: Math.round(multiplications),
    inverseMultiplications: Math.round(inverseMultiplications),
    bytes: 16 * numbers,
  };
}

/**
 * Nanoseconds of factoring a block, roughly: what its updates move in memory, what they multiply, and what a block costs
 * in any case. Blocks are joined where this falls.
 */
export function blockTime(width: number, below: number): number {
  const moved = (below * (below + 1)) / 2;
  return moved * (2 + 0.5 * width) + (0.25 * below + 0.1 * width) * width * width + 60;
}
