import type { AdaptableDensity } from './referenceChain.ts';

/**
 * Largest error of a cheap force at a point, in coordinates where the posterior is nearly standard normal. A kick errs by
 * half of it times the step, the energy by about that times the distance: a tenth costs acceptance next to nothing.
 */
const mostError = 0.1;
/** And its length over all coordinates, where no exact gradient stands at the ends. */
const mostLength = 0.5;
/** Coordinates of the points at which it is tried, alternating in sign. */
const distances = [0, 0.5, 1] as const;

/** The density without its cheap force. */
export function withoutForce({ force: _, logDensity: __, ...exact }: AdaptableDensity): AdaptableDensity {
  return exact;
}

/**
 * Whether a density has no cheap force, or one that is close to its gradient wherever it is tried. With counts of 1e9, single
 * precision is off by more than a posterior sd, and steps would shrink for ever.
 */
export function isReliable(density: AdaptableDensity): boolean {
  const { force, logDensity } = density;
  if (force === undefined) return true;
  const [gradient, cheap] = [new Float64Array(density.dimension), new Float64Array(density.dimension)];
  const isClose = (distance: number): boolean => {
    const point = gradient.map((_, i) => (i % 2 === 0 ? distance : -distance));
    density.logDensityAndGradient(point, gradient);
    force(point, cheap);
    if (!gradient.every((g, i) => !(Math.abs(cheap[i] - g) > mostError))) return false;
    const squares = gradient.reduce((sum, g, i) => sum + (cheap[i] - g) * (cheap[i] - g), 0);
    return logDensity === undefined || Math.sqrt(squares) <= mostLength;
  };
  return distances.every(isClose);
}
