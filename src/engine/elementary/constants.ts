/**
 * log(2 pi) as normal densities count it: the double next to the nearest, as the log of a rounded 2 pi comes out.
 * lgamma keeps the half that is correctly rounded: stored draws depend on the bits of both.
 */
export const log2Pi = 1.8378770664093453;
/** Half of it, exactly. */
export const halfLog2Pi = log2Pi / 2;
