import { variablesOf } from '../autodiff/index.ts';
import { log } from '../elementary.ts';
import type { AffineDensity } from '../hmc/affine.ts';
import { dot } from '../linalg/vectors.ts';
import type { Vec } from '../logDensity.ts';
import type { Program } from '../program/program.ts';
import { stream } from '../rng.ts';
import { type Profile, shapeOf } from './shape.ts';

/** Distance of the gradients that information is read off, in reference sds; the least that is believed. */
const beside = 0.5;
const leastInformation = 0.1;

/** Correlation of two at the mode beyond which a profile with the other one fixed says little of the marginal. */
const mostCorrelated = 0.3;

/** The coordinates of alpha that no linear coefficient reads: sds, correlations, a family's own parameters. */
export function covarianceCoordinates({ alpha, linear }: Pick<Program, 'alpha' | 'linear'>): number[] {
  const coefficients = new Set(linear.flatMap((e) => [...variablesOf(e)]));
  return alpha.flatMap((name, i) => (coefficients.has(name) ? [] : [i]));
}

/** Whether these coordinates of alpha have next to no correlation with each other, alpha being factor xi. */
function areApart(factor: Float64Array, n: number, coordinates: readonly number[]): boolean {
  const covariance = (a: number, b: number): number =>
    dot(factor.subarray(a * n, (a + 1) * n), factor.subarray(b * n, (b + 1) * n));
  return coordinates.every((i) =>
    coordinates.every(
      (j) =>
        j >= i ||
        Math.abs(covariance(i, j)) <= mostCorrelated * Math.sqrt(covariance(i, i) * covariance(j, j)),
    ),
  );
}

/**
 * A reference in which these coordinates have other shapes, x = G(y): log sds have a long tail to the left and an end to the
 * right that is as steep as exp, for which steps would have to be small everywhere. G makes the profile of the density along a
 * coordinate standard normal, which is nearly the marginal unless the coordinates have a ridge with each other (`factor` is
 * alpha's, see `Transport`): then they stay as they are.
 *   lp(y) = lp(x(y)) + sum log G'(y).
 * Owns scratch memory, and the reference, whose coordinates it keeps where they are.
 */
export function shapedReference(
  reference: AffineDensity,
  coordinates: readonly number[],
  factor: Float64Array,
): AffineDensity {
  if (!areApart(factor, reference.adaptable, coordinates)) return reference;
  const shapes = coordinates.flatMap((i) => {
    const shape = shapeOf(profileAlong(reference, coordinates, i));
    return shape === null ? [] : [{ i, shape, slope: 1, curvature: 0 }];
  });
  if (shapes.length === 0) return reference;
  const { dimension, adaptable, force } = reference;
  const shift = new Float64Array(adaptable);
  const scale = new Float64Array(adaptable).fill(1);
  const x = new Float64Array(dimension);
  const value = { x: 0, slope: 1, curvature: 0 };
  /** Fills x from the coordinates; returns the sum of log G'. */
  const place = (at: Vec): number => {
    x.set(at);
    for (let i = 0; i < adaptable; i++) x[i] = shift[i] + scale[i] * at[i];
    let logJacobian = 0;
    for (const s of shapes) {
      s.shape.at(x[s.i], value);
      x[s.i] = value.x;
      s.slope = value.slope;
      s.curvature = value.curvature;
      logJacobian += log(value.slope);
    }
    return logJacobian;
  };
  const pullBack = (gradOut: Float64Array): void => {
    for (const { i, slope, curvature } of shapes) gradOut[i] = gradOut[i] * slope + curvature / slope;
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
      reference.toTheta(x, thetaOut);
    },
    logDensityAndGradient(at, gradOut) {
      const logJacobian = place(at);
      const lp = reference.logDensityAndGradient(x, gradOut);
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

/**
 * The log marginal density of coordinate i, up to a constant, by Laplace's method over all coordinates but those of the
 * covariance, which stand at 0. There the information H is near the identity, so its diagonal serves, read off two gradients
 * beside the centre:
 *   lp(0) + sum g_j^2 / (2 h_j) - sum log(h_j) / 2.
 */
function profileAlong(
  { dimension, logDensityAndGradient }: AffineDensity,
  given: readonly number[],
  i: number,
): Profile {
  const [point, centre, more, less] = [0, 1, 2, 3].map(() => new Float64Array(dimension));
  const rng = stream('diagonal of a reference');
  const sign = Float64Array.from({ length: dimension }, () => (rng.uniform() < 0.5 ? -1 : 1));
  for (const j of given) sign[j] = 0;
  const gradientAt = (x: number, by: number, out: Float64Array): number => {
    for (let j = 0; j < dimension; j++) point[j] = by * sign[j];
    point[i] = x;
    return logDensityAndGradient(point, out);
  };
  return (x) => {
    let value = gradientAt(x, 0, centre);
    gradientAt(x, beside, more);
    gradientAt(x, -beside, less);
    for (let j = 0; j < dimension; j++) {
      if (sign[j] === 0) continue;
      const h = Math.max(leastInformation, ((less[j] - more[j]) * sign[j]) / (2 * beside));
      value += 0.5 * ((centre[j] * centre[j]) / h - log(h));
    }
    return value;
  };
}
