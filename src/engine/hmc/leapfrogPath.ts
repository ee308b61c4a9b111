import type { LogDensity } from '../logDensity.ts';
import { createPhasePoint, hamiltonian, leapfrog } from './leapfrog.ts';
import { unitMetric, velocity } from './metric.ts';

/** Where a trajectory of Hamiltonian Monte Carlo begins, and how it is walked. */
export interface PathOptions {
  readonly start: ArrayLike<number>;
  readonly momentum: ArrayLike<number>;
  readonly stepSize: number;
  readonly steps: number;
}

/** A trajectory: the start, then a point a step; it ends early where numbers end. */
export interface LeapfrogPath {
  readonly points: readonly Float64Array[];
  /** Energy at each point; exact walking would keep it. */
  readonly energy: readonly number[];
}

/** The trajectory that the samplers' leapfrog walks on a log density, under a unit metric: for looking at, not for drawing. */
export function leapfrogPath(
  density: LogDensity,
  { start, momentum, stepSize, steps }: PathOptions,
): LeapfrogPath {
  const metric = unitMetric('diagonal', density.dimension);
  const point = createPhasePoint(density.dimension);
  point.theta.set(start);
  point.p.set(momentum);
  point.lp = density.logDensityAndGradient(point.theta, point.gradient);
  velocity(metric, point.p, point.pSharp);
  const [points, energy] = [[point.theta.slice()], [hamiltonian(point)]];
  for (let i = 0; i < steps; i++) {
    leapfrog(density, metric, point, stepSize);
    if (!Number.isFinite(hamiltonian(point))) break;
    points.push(point.theta.slice());
    energy.push(hamiltonian(point));
  }
  return { points, energy };
}
