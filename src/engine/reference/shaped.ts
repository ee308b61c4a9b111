import { log } from '../elementary.ts';
import type { AffineDensity } from '../hmc/affine.ts';
import { stream } from '../rng.ts';
import { areApart } from './bend.ts';
import { reshaped } from './reshaped.ts';
import { type Profile, type Shape, shapeOf } from './shape.ts';

/** Distance of the gradients that information is read off, in reference sds; the least that is believed. */
const beside = 0.5;
const leastInformation = 0.1;

/**
 * Other shapes for these coordinates of a reference, x = G(y): log sds have a long tail to the left and an end to the
 * right that is as steep as exp, for which steps would have to be small everywhere. G makes the profile of the density along a
 * coordinate standard normal, which is nearly the marginal unless the coordinates have a ridge with each other (`factor` is
 * alpha's, see `Transport`): then there is none. Shapes keep nothing, and serve any number of chains.
 */
export function shapesOf(
  reference: AffineDensity,
  coordinates: readonly number[],
  factor: Float64Array,
): ShapedCoordinate[] {
  if (!areApart(factor, reference.adaptable, coordinates)) return [];
  const profiles = profilesOf(reference, coordinates);
  return coordinates.flatMap((i) => {
    const shape = shapeOf(profiles(i));
    return shape === null ? [] : [{ i, shape }];
  });
}

/** A coordinate with a shape. */
export interface ShapedCoordinate {
  readonly i: number;
  readonly shape: Shape;
}

/**
 * A reference in which these coordinates have these shapes; itself where there are none.
 *   lp(y) = lp(x(y)) + sum log G'(y).
 * Owns scratch memory, and the reference, whose coordinates it keeps where they are.
 */
export function shapedAlong(density: AffineDensity, coordinates: readonly ShapedCoordinate[]): AffineDensity {
  if (coordinates.length === 0) return density;
  const shapes = coordinates.map((c) => ({ ...c, slope: 1, curvature: 0 }));
  const value = { x: 0, slope: 1, curvature: 0 };
  return reshaped(density, {
    place(x) {
      let logJacobian = 0;
      for (const s of shapes) {
        s.shape.at(x[s.i], value);
        x[s.i] = value.x;
        s.slope = value.slope;
        s.curvature = value.curvature;
        logJacobian += log(value.slope);
      }
      return logJacobian;
    },
    pullBack(gradient) {
      for (const { i, slope, curvature } of shapes) gradient[i] = gradient[i] * slope + curvature / slope;
    },
  });
}

/**
 * The log marginal density of coordinate i, up to a constant, by Laplace's method over all coordinates but those of the
 * covariance, which stand at 0. There the information H is near the identity, so its diagonal serves, read off two gradients
 * beside the centre:
 *   lp(0) + sum g_j^2 / (2 h_j) - sum log(h_j) / 2.
 */
function profilesOf(
  { dimension, logDensityAndGradient }: AffineDensity,
  given: readonly number[],
): (i: number) => Profile {
  const [point, centre, more, less] = [0, 1, 2, 3].map(() => new Float64Array(dimension));
  const rng = stream('diagonal of a reference');
  const sign = Float64Array.from({ length: dimension }, () => (rng.uniform() < 0.5 ? -1 : 1));
  for (const j of given) sign[j] = 0;
  const gradientAt = (i: number, x: number, by: number, out: Float64Array): number => {
    for (let j = 0; j < dimension; j++) point[j] = by * sign[j];
    point[i] = x;
    return logDensityAndGradient(point, out);
  };
  return (i) => (x) => {
    let value = gradientAt(i, x, 0, centre);
    gradientAt(i, x, beside, more);
    gradientAt(i, x, -beside, less);
    for (let j = 0; j < dimension; j++) {
      if (sign[j] === 0) continue;
      const h = Math.max(leastInformation, ((less[j] - more[j]) * sign[j]) / (2 * beside));
      value += 0.5 * ((centre[j] * centre[j]) / h - log(h));
    }
    return value;
  };
}
