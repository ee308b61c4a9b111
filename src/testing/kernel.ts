import type { ChainState, Tuning } from '../engine/hmc/nuts.ts';
import { createNuts } from '../engine/hmc/nuts.ts';
import { createReferenceHmc } from '../engine/hmc/referenceHmc.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import type { Rng } from '../engine/rng.ts';

/** One transition of a sampler, with nothing left to adapt: where it goes from `theta`, which it leaves as it is. */
export type Kernel = (rng: Rng, theta: Float64Array) => Float64Array;

/** A transition of ours that carries the density and gradient with it, as a kernel. */
export function kernelOf(
  target: LogDensity,
  transition: (rng: Rng, state: ChainState) => { readonly state: ChainState },
): Kernel {
  return (rng, theta) => {
    const gradient = new Float64Array(target.dimension);
    const lp = target.logDensityAndGradient(theta, gradient);
    return transition(rng, { theta: theta.slice(), gradient, lp }).state.theta;
  };
}

/** Transitions of the no-U-turn sampler, or of what `create` makes in its place. */
export function nutsKernel(target: LogDensity, tuning: Tuning, create = createNuts): Kernel {
  const transition = create(target);
  return kernelOf(target, (rng, state) => transition(rng, state, tuning));
}

/** Transitions of the reference sampler, for densities near the standard normal, or of what `create` makes in its place. */
export function referenceKernel(target: LogDensity, stepSize: number, create = createReferenceHmc): Kernel {
  const transition = create(target);
  return kernelOf(target, (rng, state) => transition(rng, state, stepSize));
}
