import type { LogDensity } from '../logDensity.ts';
import { invertInformation } from './curvature.ts';
import { informationByDifferences } from './informationByDifferences.ts';
import { maximise } from './maximise.ts';

/** The normal distribution with a density's mode and curvature. */
export interface GaussianAtMode {
  readonly mode: Float64Array;
  /** Row-major. */
  readonly covariance: Float64Array;
}

/** Below this gain still promised the search has arrived: 1e-3 posterior sds from the mode. */
const arrived = 1e-6;
/** Step of the differences, in sds that the search guesses. */
const share = 1e-2;
/** Curvature flatter than this (an sd beyond 30 on a scale of about one) is no curvature. */
const leastInformation = 1e-3;

/**
 * Mode and curvature of a smooth density of few dimensions on a scale of about one, from `start`. The curvature is the
 * central difference of the gradient. Null where no mode is found, a direction is flat or the support ends beside the mode:
 * no Gaussian stands for that.
 */
export function gaussianAtMode(target: LogDensity, start: Float64Array): GaussianAtMode | null {
  const n = target.dimension;
  const found = maximise(target, start, { inverse: null, gain: arrived, longest: 4, mostIterations: 200 });
  if (!(found.promised <= arrived)) return null;
  const sds = Float64Array.from({ length: n }, (_, i) => Math.sqrt(found.inverse[i * (n + 1)]));
  const information = informationByDifferences(target, found.point, { share, sds, gradient: null });
  if (information?.diagonal().every((d) => d > leastInformation) !== true) return null;
  const { covariance, eigenvalues } = invertInformation(information);
  if (!(eigenvalues[0] > leastInformation)) return null;
  return { mode: found.point, covariance: Float64Array.from(covariance.to1DArray()) };
}
