import type { LogDensity, Vec } from '../logDensity.ts';
import type { Rng } from '../rng.ts';

/** The posterior of the population parameters, every level's effect integrated out, and the exact draw of the effects. */
export interface QuadratureDensity extends LogDensity {
  /** The log density without its gradient, which takes less than half the time. */
  value(alpha: Vec): number;
  /** Draws every level's effect given alpha, and writes the whole theta of the program. */
  complete(rng: Rng, alpha: Float64Array, thetaOut: Float64Array): void;
}
