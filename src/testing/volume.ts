import { determinant, Matrix } from 'ml-matrix';
import { log } from '../engine/elementary.ts';
import {
  type Integrator,
  type IntegratorOptions,
  moved,
  type Phase,
  startsOf,
  tooManyLost,
} from './integrator.ts';
import { type PropertyResult, tried } from './limits.ts';

/** Of `checkVolume`. */
export interface VolumeResult extends PropertyResult {
  /** Largest |log |determinant|| of the map from start to end. */
  readonly worst: number;
}

/** Over 1 + the coordinate's size; extrapolated differences are then exact to about its fourth power. */
const differenceStep = 1e-3;

/**
 * Whether an integrator keeps volume: the determinant of its map of positions and momenta, from central differences
 * extrapolated once (Richardson), is 1 to `tolerance` in its logarithm (1e-6 if left out). Takes 8 d trajectories a point.
 * Source: Neal 2011, section 2.3.
 */
export function checkVolume(
  integrator: Integrator,
  options: IntegratorOptions & { readonly tolerance?: number } = {},
): VolumeResult {
  const { stepSize = 0.1, steps = 10, tolerance = 1e-6 } = options;
  const found = tried(() => {
    const { starts, lost } = startsOf('checkVolume', integrator, options);
    const changes = starts.map((start) => Math.abs(logVolume(integrator, start, stepSize, steps)));
    return { worst: Math.max(0, ...changes), lost: tooManyLost(starts, lost) };
  });
  if ('thrown' in found) return { ok: false, text: `volume: ${found.thrown}`, worst: Number.NaN };
  const { worst, lost } = found.value;
  if (lost !== null) return { ok: false, text: `volume: ${lost}`, worst };
  const ok = worst <= tolerance;
  const change = `log determinant of a trajectory up to ${worst.toPrecision(2)}, tolerance ${tolerance}`;
  return { ok, text: `${ok ? 'volume is kept' : 'volume is NOT kept'}: ${change}`, worst };
}

function logVolume(integrator: Integrator, start: Phase, stepSize: number, steps: number): number {
  const n = integrator.dimension;
  const at = [...start.theta, ...start.p];
  const map = (point: readonly number[]): number[] => {
    const from = { theta: Float64Array.from(point.slice(0, n)), p: Float64Array.from(point.slice(n)) };
    const { theta, p } = moved(integrator, from, stepSize, steps);
    return [...theta, ...p];
  };
  const columns = at.map((centre, c) => {
    const h = differenceStep * (1 + Math.abs(centre));
    const slope = (by: number): number[] => {
      const up = map(at.with(c, centre + by));
      const down = map(at.with(c, centre - by));
      return up.map((value, i) => (value - down[i]) / (2 * by));
    };
    const [near, far] = [slope(h / 2), slope(h)];
    return near.map((value, i) => (4 * value - far[i]) / 3);
  });
  return log(Math.abs(determinant(new Matrix(columns))));
}
