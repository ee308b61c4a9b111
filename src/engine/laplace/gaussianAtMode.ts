import { Matrix } from 'ml-matrix';
import type { LogDensity } from '../logDensity.ts';
import { invertInformation } from './curvature.ts';
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
  const [up, down] = [new Float64Array(n), new Float64Array(n)];
  const information = new Matrix(n, n);
  const at = found.point.slice();
  for (let c = 0; c < n; c++) {
    const h = share * Math.min(1, Math.max(1e-3, Math.sqrt(found.inverse[c * n + c])));
    at[c] = found.point[c] + h;
    const high = target.logDensityAndGradient(at, up);
    at[c] = found.point[c] - h;
    const low = target.logDensityAndGradient(at, down);
    if (!Number.isFinite(high) || !Number.isFinite(low)) return null;
    at[c] = found.point[c];
    for (let i = 0; i < n; i++) {
      const half = (down[i] - up[i]) / (4 * h);
      information.set(c, i, information.get(c, i) + half);
      information.set(i, c, information.get(i, c) + half);
    }
  }
  if (information.diagonal().some((d) => !(d > leastInformation))) return null;
  const { covariance, eigenvalues } = invertInformation(information);
  if (!(eigenvalues[0] > leastInformation)) return null;
  return { mode: found.point, covariance: Float64Array.from(covariance.to1DArray()) };
}
