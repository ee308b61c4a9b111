import { movesAlong } from '../../src/engine/laplace/namesAlong.ts';

/** A coordinate farther than this from 0 has run off, or nearly: an sd below e^-4 of its scale. */
export const runOff = 4;

/** Whether the data hold a parameter with this gradient in alpha, though alpha may run off along the flat directions. */
export function isHeld(slopes: Float64Array, flat: readonly Float64Array[]): boolean {
  return flat.every((direction) => !movesAlong(slopes, direction));
}
