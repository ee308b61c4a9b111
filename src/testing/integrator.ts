import { createPhasePoint, hamiltonian, leapfrog, type PhasePoint } from '../engine/hmc/leapfrog.ts';
import { type Metric, unitMetric, velocity } from '../engine/hmc/metric.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';

/** What Hamiltonian samplers step by, anyone's. */
export interface Integrator {
  readonly dimension: number;
  /** Moves position and momentum on by `steps` steps of `stepSize`, in place. */
  integrate(theta: Float64Array, p: Float64Array, stepSize: number, steps: number): void;
  /** What a step should conserve: minus the log density, plus the kinetic energy. */
  energy(theta: Float64Array, p: Float64Array): number;
}

/** Of the properties of integrators. */
export interface IntegratorOptions {
  readonly seed?: string | number;
  /** Trajectories tried; 8 if left out. */
  readonly points?: number;
  /** 0.1 if left out, small for sds near 1. */
  readonly stepSize?: number;
  /** Of a trajectory; 10 if left out. */
  readonly steps?: number;
  /** Where a trajectory starts; standard normal if left out. Momenta are standard normal. */
  readonly start?: (rng: Rng) => Float64Array;
}

/** Our leapfrog over a density, or `step` in its place. */
export function leapfrogOf(
  target: LogDensity,
  { metric = unitMetric('diagonal', target.dimension), step = leapfrog }: LeapfrogOptions = {},
): Integrator {
  const point = createPhasePoint(target.dimension);
  const place = (theta: Float64Array, p: Float64Array): PhasePoint => {
    point.theta.set(theta);
    point.p.set(p);
    velocity(metric, point.p, point.pSharp);
    point.lp = target.logDensityAndGradient(point.theta, point.gradient);
    return point;
  };
  return {
    dimension: target.dimension,
    energy: (theta, p) => hamiltonian(place(theta, p)),
    integrate(theta, p, stepSize, steps) {
      place(theta, p);
      for (let s = 0; s < steps; s++) step(target, metric, point, stepSize);
      theta.set(point.theta);
      p.set(point.p);
    },
  };
}

/** Of `leapfrogOf`. */
export interface LeapfrogOptions {
  /** The unit metric if left out. */
  readonly metric?: Metric;
  readonly step?: typeof leapfrog;
}

/** Position and momentum. */
export interface Phase {
  readonly theta: Float64Array;
  readonly p: Float64Array;
}

/** Starts that have a finite energy at both ends of their trajectory, and how many had not. */
export function startsOf(
  where: string,
  integrator: Integrator,
  options: IntegratorOptions,
): { readonly starts: readonly Phase[]; readonly lost: number } {
  const { seed = '1', points = 8, stepSize = 0.1, steps = 10 } = options;
  wholeNumber(`${where}: points`, points, 1);
  wholeNumber(`${where}: steps`, steps, 1);
  const rng = stream(String(seed), where);
  const normals = (): Float64Array => Float64Array.from({ length: integrator.dimension }, () => rng.normal());
  const start = options.start ?? normals;
  const all = Array.from({ length: points }, () => ({ theta: start(rng), p: normals() }));
  const starts = all.filter((phase) => {
    const end = moved(integrator, phase, stepSize, steps);
    return [phase, end].every(({ theta, p }) => Number.isFinite(integrator.energy(theta, p)));
  });
  return { starts, lost: points - starts.length };
}

/** Where the trajectory ends; the start stays as it is. */
export function moved(integrator: Integrator, from: Phase, stepSize: number, steps: number): Phase {
  const end = { theta: from.theta.slice(), p: from.p.slice() };
  integrator.integrate(end.theta, end.p, stepSize, steps);
  return end;
}

/** The words of trajectories that could not be used, if they are too many to say anything of the others; null if not. */
export function tooManyLost(starts: readonly Phase[], lost: number): string | null {
  return lost <= starts.length
    ? null
    : `${lost} of ${lost + starts.length} trajectories left finite energies`;
}
