/** A coordinate farther than this from 0 has run off, or nearly: an sd below e^-4 of its scale. */
export const runOff = 4;

/** A parameter whose slope along a flat direction is below this share of its slope does not move with it. */
const still = 1e-2;
/** Moves that cancel to less than this share of themselves are no move: an intercept at the predictors' zero. */
const cancelled = 0.1;

/** Whether the data hold a parameter with this gradient in alpha, though alpha may run off along the flat directions. */
export function isHeld(slopes: Float64Array, flat: readonly Float64Array[]): boolean {
  const steepness = Math.sqrt(slopes.reduce((sum, s) => sum + s * s, 0));
  return flat.every((direction) => {
    const moves = slopes.map((s, i) => s * direction[i]);
    const gross = moves.reduce((sum, move) => sum + Math.abs(move), 0);
    const net = Math.abs(moves.reduce((sum, move) => sum + move, 0));
    return net <= Math.max(still * steepness, cancelled * gross);
  });
}
