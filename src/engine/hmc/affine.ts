import type { LogDensity, Vec } from '../logDensity.ts';
import type { AdaptableDensity } from './referenceChain.ts';

/** A density in coordinates xi with theta = centre + factor xi; every coordinate can be shifted and scaled. */
export interface AffineDensity extends AdaptableDensity {
  toTheta(xi: Vec, thetaOut: Float64Array): void;
}

/** `factor` is lower triangular, row-major; neither array is kept. The constant log |factor| is left out. */
export function affineDensity(
  target: LogDensity,
  centreAtFirst: Float64Array,
  factorAtFirst: Float64Array,
): AffineDensity {
  const n = target.dimension;
  const [centre, factor] = [centreAtFirst.slice(), factorAtFirst.slice()];
  const [theta, gradient] = [new Float64Array(n), new Float64Array(n)];
  const toTheta = (xi: Vec, thetaOut: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      let sum = centre[i];
      for (let j = 0; j <= i; j++) sum += factor[i * n + j] * xi[j];
      thetaOut[i] = sum;
    }
  };
  return {
    dimension: n,
    adaptable: n,
    toTheta,
    rescale(shift, scale) {
      rescaleAffine(centre, factor, n, shift, scale);
    },
    logDensityAndGradient(xi, gradOut) {
      toTheta(xi, theta);
      const lp = target.logDensityAndGradient(theta, gradient);
      transposedTimes(factor, n, gradient, gradOut);
      return lp;
    },
  };
}

/** Makes xi mean shift + scale xi in theta = centre + factor xi, in place. */
export function rescaleAffine(
  centre: Float64Array,
  factor: Float64Array,
  n: number,
  shift: Float64Array,
  scale: Float64Array,
): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      centre[i] += factor[i * n + j] * shift[j];
      factor[i * n + j] *= scale[j];
    }
}

/** out = factor' g, for the first n numbers. */
export function transposedTimes(factor: Float64Array, n: number, g: Float64Array, out: Float64Array): void {
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = j; i < n; i++) sum += factor[i * n + j] * g[i];
    out[j] = sum;
  }
}
