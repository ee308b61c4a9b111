import { exp, log, tanh } from '../elementary.ts';
import type { LogDensity, Vec } from '../logDensity.ts';
import type { ReferenceDensity } from './density.ts';

/** A reference's density whose group coordinates are stretched, and the way back. */
export interface StretchedDensity extends LogDensity {
  toTheta(w: Vec, thetaOut: Float64Array): void;
}

/**
 * The posterior in coordinates w with xi = sinh(w) for the group effects, population coordinates as they are:
 *   lp(xi(w)) + sum log cosh(w).
 * Near 0 that is the reference's own coordinate; far out, w grows by log 2 where an effect doubles. Where the data leave a
 * group sd a heavy tail (groups all one way, or of one row), effects follow it over orders of magnitude: then w and the
 * log sd move together by sums, steps of one size serve everywhere, and the energy hardly changes on the way. Owns
 * scratch memory.
 */
export function stretchedReference(reference: ReferenceDensity): StretchedDensity {
  const { dimension, adaptable } = reference;
  const xi = new Float64Array(dimension);
  const slope = new Float64Array(dimension).fill(1);
  const place = (w: Vec): void => {
    for (let i = 0; i < adaptable; i++) xi[i] = w[i];
    for (let i = adaptable; i < dimension; i++) {
      const [up, down] = [exp(w[i]), exp(-w[i])];
      xi[i] = (up - down) / 2;
      slope[i] = (up + down) / 2;
    }
  };
  return {
    dimension,
    toTheta(w, thetaOut) {
      place(w);
      reference.toTheta(xi, thetaOut);
    },
    logDensityAndGradient(w, gradOut) {
      place(w);
      let lp = reference.logDensityAndGradient(xi, gradOut);
      for (let i = adaptable; i < dimension; i++) {
        lp += log(slope[i]);
        gradOut[i] = gradOut[i] * slope[i] + tanh(w[i]);
      }
      return lp;
    },
  };
}
