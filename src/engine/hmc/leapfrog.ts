import { dot } from '../linalg/vectors.ts';
import type { LogDensity } from '../logDensity.ts';
import { type Metric, velocity } from './metric.ts';

/** A point of phase space with what was computed there. Arrays are owned by the point and changed in place. */
export interface PhasePoint {
  readonly theta: Float64Array;
  readonly p: Float64Array;
  /** d lp / d theta at theta. */
  readonly gradient: Float64Array;
  /** M^-1 p. */
  readonly pSharp: Float64Array;
  lp: number;
}

export function createPhasePoint(dimension: number): PhasePoint {
  return {
    theta: new Float64Array(dimension),
    p: new Float64Array(dimension),
    gradient: new Float64Array(dimension),
    pSharp: new Float64Array(dimension),
    lp: Number.NaN,
  };
}

export function copyPhasePoint(from: PhasePoint, to: PhasePoint): void {
  to.theta.set(from.theta);
  to.p.set(from.p);
  to.gradient.set(from.gradient);
  to.pSharp.set(from.pSharp);
  to.lp = from.lp;
}

/** H = -lp + p' M^-1 p / 2; needs an up-to-date `pSharp`. */
export function hamiltonian(point: PhasePoint): number {
  return -point.lp + 0.5 * dot(point.p, point.pSharp);
}

/**
 * One step of the kick-drift-kick leapfrog, in place; a negative `stepSize` goes back in time.
 * Symplectic and reversible; energy error of order stepSize^2. Source: Neal 2011, section 2.3 (equations 2.28-2.30).
 */
export function leapfrog(target: LogDensity, metric: Metric, point: PhasePoint, stepSize: number): void {
  const { theta, p, gradient, pSharp } = point;
  const half = 0.5 * stepSize;
  for (let i = 0; i < p.length; i++) p[i] = p[i] + half * gradient[i];
  velocity(metric, p, pSharp);
  for (let i = 0; i < p.length; i++) theta[i] = theta[i] + stepSize * pSharp[i];
  point.lp = target.logDensityAndGradient(theta, gradient);
  for (let i = 0; i < p.length; i++) p[i] = p[i] + half * gradient[i];
  velocity(metric, p, pSharp);
}
