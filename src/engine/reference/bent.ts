import { exp } from '../elementary.ts';
import type { AffineDensity } from '../hmc/affine.ts';
import type { Bend } from './bend.ts';
import { type Curve, levelEndedSpline, spline } from './curve.ts';
import { reflection } from './reflection.ts';
import { type CoordinateMap, reshaped } from './reshaped.ts';
import { shapeOf } from './shape.ts';
import { shapedAlong } from './shaped.ts';

/** How far out the axis may have density, in sds at the mode: as a log sd falls by `n` sds, its density does by n of them. */
const farthest = 300;

/**
 * A reference in which covariance parameters on a ridge are apart. Given the axis of the bend, the other coordinates of alpha have
 * their conditional modes at 0 and sds of 1,
 *   x = H b,   b_axis = G(y_axis),   b_j = m_j(b_axis) + s_j(b_axis) y_j,
 * and the axis has the shape of its own marginal, see `shapeOf`. Factor is alpha's, see `Transport`.
 * Owns scratch memory, and the reference, whose coordinates it keeps where they are.
 */
export function bentReference(reference: AffineDensity, bend: Bend, factor: Float64Array): AffineDensity {
  const reflect = reflection(bend.axis, factor, reference.adaptable);
  const straight = reshaped(reference, {
    place(x) {
      reflect(x);
      return 0;
    },
    pullBack: reflect,
  });
  const bent = reshaped(straight, bending(bend, reference.adaptable));
  const height = spline(bend.points, bend.heights);
  const out = { value: 0, slope: 0 };
  const shape = shapeOf((x) => {
    height.at(x, out);
    return out.value;
  }, farthest);
  return shape === null ? bent : shapedAlong(bent, [{ i: bend.axis, shape }]);
}

/** Mode and log sd of another coordinate along the axis. */
interface Follower {
  readonly i: number;
  readonly mean: Curve;
  readonly logSd: Curve;
}

function bending({ axis, points, means, logSds }: Bend, adaptable: number): CoordinateMap {
  const followers = Array.from({ length: adaptable }, (_, i): Follower => {
    const along = (of: readonly Float64Array[]): Curve =>
      levelEndedSpline(
        points,
        of.map((at) => at[i]),
      );
    return { i, mean: along(means), logSd: along(logSds) };
  }).filter(({ i }) => i !== axis);
  const now = followers.map((f) => ({ ...f, sd: 1, slope: 0, y: 0, logSlope: 0 }));
  const out = { value: 0, slope: 0 };
  return {
    place(x) {
      let logJacobian = 0;
      for (const f of now) {
        f.logSd.at(x[axis], out);
        f.logSlope = out.slope;
        f.sd = exp(out.value);
        logJacobian += out.value;
        f.mean.at(x[axis], out);
        f.slope = out.slope;
        f.y = x[f.i];
        x[f.i] = out.value + f.sd * f.y;
      }
      return logJacobian;
    },
    pullBack(gradient) {
      for (const { i, sd, slope, y, logSlope } of now) {
        gradient[axis] += gradient[i] * (slope + sd * logSlope * y) + logSlope;
        gradient[i] *= sd;
      }
    },
  };
}
