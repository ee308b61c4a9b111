import type { AffineDensity } from '../hmc/affine.ts';
import type { Vec } from '../logDensity.ts';

/** Another set of coordinates for the adaptable ones: a map, and its reverse sweep at the point it was last at. */
export interface CoordinateMap {
  /** Replaces the leading coordinates by what they mean; returns the log Jacobian. */
  place(x: Float64Array): number;
  /** Replaces d lp / d x by the derivatives of lp + log Jacobian in the coordinates. */
  pullBack(gradient: Float64Array): void;
}

/**
 * A density in other coordinates, lp(y) = lp(x(y)) + log |dx / dy|, which can be shifted and scaled. Owns scratch memory, and
 * the density, whose coordinates it keeps where they are.
 */
export function reshaped(density: AffineDensity, map: CoordinateMap): AffineDensity {
  const { dimension, adaptable, force } = density;
  const shift = new Float64Array(adaptable);
  const scale = new Float64Array(adaptable).fill(1);
  const x = new Float64Array(dimension);
  const place = (at: Vec): number => {
    x.set(at);
    for (let i = 0; i < adaptable; i++) x[i] = shift[i] + scale[i] * at[i];
    return map.place(x);
  };
  const pullBack = (gradOut: Float64Array): void => {
    map.pullBack(gradOut);
    for (let i = 0; i < adaptable; i++) gradOut[i] *= scale[i];
  };
  return {
    dimension,
    adaptable,
    rescale(by, times) {
      for (let i = 0; i < adaptable; i++) {
        shift[i] += scale[i] * by[i];
        scale[i] *= times[i];
      }
    },
    toTheta(at, thetaOut) {
      place(at);
      density.toTheta(x, thetaOut);
    },
    logDensityAndGradient(at, gradOut) {
      const logJacobian = place(at);
      const lp = density.logDensityAndGradient(x, gradOut);
      pullBack(gradOut);
      return lp + logJacobian;
    },
    ...(force === undefined
      ? {}
      : {
          force(at: Vec, gradOut: Float64Array) {
            place(at);
            force(x, gradOut);
            pullBack(gradOut);
          },
        }),
  };
}
