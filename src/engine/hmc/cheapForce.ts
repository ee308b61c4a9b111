import type { AdaptableDensity } from './referenceChain.ts';

/**
 * Largest error of a cheap force at a point, in coordinates where the posterior is nearly standard normal. A kick errs by
 * half of it times the step, the energy by about that times the distance: a tenth costs acceptance next to nothing.
 */
const mostError = 0.1;
/** Coordinates of the points at which it is tried, alternating in sign. */
const distances = [0, 0.5, 1] as const;

/**
 * The density, without its cheap force where that is too far from the gradient: with counts of 1e9, single precision is
 * off by more than a posterior sd, and steps would shrink for ever.
 */
export function withReliableForce(density: AdaptableDensity): AdaptableDensity {
  const { force, ...exact } = density;
  if (force === undefined) return density;
  const [gradient, cheap] = [new Float64Array(density.dimension), new Float64Array(density.dimension)];
  const isClose = (distance: number): boolean => {
    const point = gradient.map((_, i) => (i % 2 === 0 ? distance : -distance));
    density.logDensityAndGradient(point, gradient);
    force(point, cheap);
    return gradient.every((g, i) => !(Math.abs(cheap[i] - g) > mostError));
  };
  return distances.every(isClose) ? density : exact;
}
