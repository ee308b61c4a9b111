import { sincos } from '../elementary/sincos.ts';
import { exp } from '../elementary.ts';
import { dot } from '../linalg/vectors.ts';
import type { LogDensity, Vec } from '../logDensity.ts';
import type { Rng } from '../rng.ts';
import { type ChainState, type DrawStats, type Ending, maxEnergyError } from './nuts.ts';

/** Total angle of a trajectory: beyond a quarter turn, so that means alternate; jittered to break resonances. */
const angle = 2.2;
const jitter = 0.2;

/** A log density that may have a cheap, deterministic stand-in for its gradient. */
export interface CheapForce extends LogDensity {
  force?(theta: Vec, gradOut: Float64Array): void;
  /** The value alone; where it is there beside a force, that serves at the ends of trajectories too. */
  logDensity?(theta: Vec): number;
}

/** What a trajectory ends with: the exact log density, and the force there, which is the gradient but where the value stands alone. */
export function endOfTrajectory(target: CheapForce, at: Vec, forceOut: Float64Array): number {
  if (target.force === undefined || target.logDensity === undefined)
    return target.logDensityAndGradient(at, forceOut);
  target.force(at, forceOut);
  return target.logDensity(at);
}

/**
 * Hamiltonian Monte Carlo for a target near the standard normal: log density = -|xi|^2 / 2 + psi(xi) with psi small.
 * The normal part is solved exactly, a rotation of (xi, p) by the step size; psi enters by half kicks around it. One
 * trajectory of fixed total angle, then a Metropolis test on the whole energy, so any psi is sampled exactly.
 * Inside a trajectory the target's cheap `force` serves where it has one: any deterministic kick keeps volume and is
 * undone by its mirror image, and both ends use the exact gradient (or the force too, by `endOfTrajectory`), so the draws stay exact.
 * `stepSize` is the largest angle of a step. Owns scratch memory.
 * Source: Shahbaba, Lan, Johnson & Neal 2014, "Split Hamiltonian Monte Carlo", section 3.1.
 */
export function createReferenceHmc(target: CheapForce) {
  const n = target.dimension;
  const p = new Float64Array(n);
  const xi = new Float64Array(n);
  const gradient = new Float64Array(n);

  const kick = (by: number): void => {
    for (let i = 0; i < n; i++) p[i] += by * (gradient[i] + xi[i]);
  };

  const kickAndRotate = (by: number, sin: number, cos: number): void => {
    for (let i = 0; i < n; i++) {
      const at = xi[i];
      const kicked = p[i] + by * (gradient[i] + at);
      xi[i] = cos * at + sin * kicked;
      p[i] = cos * kicked - sin * at;
    }
  };

  /** Gradient inside a trajectory, the cheap one where there is one; false outside the support. */
  const feel = (): boolean => {
    if (target.force === undefined)
      return target.logDensityAndGradient(xi, gradient) !== Number.NEGATIVE_INFINITY;
    target.force(xi, gradient);
    return true;
  };

  return function referenceTransition(
    rng: Rng,
    state: ChainState,
    stepSize: number,
  ): { state: ChainState; stats: DrawStats } {
    for (let i = 0; i < n; i++) p[i] = rng.normal();
    xi.set(state.theta);
    gradient.set(state.gradient);
    const before = -state.lp + 0.5 * dot(p, p);
    const total = angle * (1 - jitter + 2 * jitter * rng.uniform());
    const steps = Math.max(1, Math.ceil(total / stepSize));
    const step = total / steps;
    const { sin, cos } = sincos(step);
    let taken = 1;
    let inside = true;
    kickAndRotate(0.5 * step, sin, cos);
    for (; taken < steps && inside; taken++) {
      inside = feel();
      kickAndRotate(step, sin, cos);
    }
    const lp = inside ? endOfTrajectory(target, xi, gradient) : Number.NEGATIVE_INFINITY;
    kick(0.5 * step);
    const energyError = -lp + 0.5 * dot(p, p) - before;
    const ending = endingOf(lp, energyError, taken, xi);
    const acceptStat = ending.kind === 'turned' ? Math.min(1, exp(-energyError)) : 0;
    const accepted = acceptStat > 0 && rng.uniform() < acceptStat;
    return {
      state: accepted ? { theta: xi.slice(), gradient: gradient.slice(), lp } : state,
      stats: {
        acceptStat,
        stepSize,
        treeDepth: 0,
        nLeapfrog: taken,
        divergent: ending.kind === 'diverged',
        energy: before + (accepted ? energyError : 0),
        ending,
      },
    };
  };
}

function endingOf(lp: number, energyError: number, taken: number, xi: Float64Array): Ending {
  if (lp === Number.NEGATIVE_INFINITY) return { kind: 'leftSupport', at: taken };
  if (!(energyError <= maxEnergyError) || lp === Number.POSITIVE_INFINITY)
    return { kind: 'diverged', at: taken, energyError, theta: xi.slice() };
  return { kind: 'turned', left: 0, right: taken };
}
