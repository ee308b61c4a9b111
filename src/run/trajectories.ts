import type { Model } from '../../models/glmm.ts';
import { log } from '../engine/elementary.ts';
import { InputError } from '../engine/errors.ts';
import { leapfrogPath } from '../engine/hmc/leapfrogPath.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import { didYouMean } from '../engine/nearest.ts';
import { dimensionOf } from '../engine/program/program.ts';
import { compileQuantities } from '../engine/program/quantities.ts';
import { isFixed } from '../engine/program/quantity.ts';
import { compileReference } from '../engine/reference/density.ts';
import { stretchedReference } from '../engine/reference/stretched.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { choosePlan } from './plan.ts';

/** What is walked, and what is looked at on the way. */
export interface TrajectoryOptions {
  /** Names of quantities, as draws have them. */
  readonly of: readonly string[];
  readonly stepSize: number;
  readonly steps: number;
  /** Of the point where it begins and of its momentum; 'trajectory' if left out. */
  readonly seed?: string;
}

/** A trajectory on a model's log density; it ends early where numbers end. */
export interface Trajectory {
  /** The start, then a point a step: the values of the quantities asked for, on the user's scale. */
  readonly points: readonly (readonly number[])[];
  /** Energy at each point; exact walking would keep it. */
  readonly energy: readonly number[];
}

/** Trajectories of one model, whose coordinates were found once. */
export interface Trajectories {
  /** Quantities that can be looked at: those that are estimated. */
  readonly names: readonly string[];
  /** Throws InputError for a quantity that the model has not. */
  walk(options: TrajectoryOptions): Trajectory;
}

/**
 * Trajectories as the sampler "whitened" walks them: on the model's own log density, all its parameters and group effects at
 * once, in coordinates in which a Laplace fit is standard normal; they begin where short trajectories
 * from its mode have led. For looking at, not for drawing.
 * Throws InputError for a model that has no such fit.
 * @example trajectories(model).walk({ of: ['b_Days', 'sd_Subject__Intercept'], stepSize: 0.2, steps: 20 }).points
 */
export function trajectories({ program }: Model): Trajectories {
  const { plan } = choosePlan(program, 'whitened');
  if (plan.kind !== 'whitened')
    throw new InputError('trajectories: this model has no Laplace fit to walk round');
  const density = stretchedReference(compileReference(program, plan.transport));
  const { names, quantities, write } = compileQuantities(program);
  const [theta, values] = [new Float64Array(dimensionOf(program)), new Float64Array(names.length)];
  const placeOf = (name: string): number => {
    const place = names.indexOf(name);
    if (place < 0) throw new InputError(`trajectories: no quantity "${name}"${didYouMean(name, names)}`);
    return place;
  };
  return {
    names: names.filter((_, q) => !isFixed(quantities[q])),
    walk({ of, stepSize, steps, seed = 'trajectory' }) {
      const places = of.map(placeOf);
      const { start, rng } = beginningOf(density, seed);
      const momentum = standardNormal(rng, density.dimension);
      const { points, energy } = leapfrogPath(density, { start, momentum, stepSize, steps });
      return {
        energy,
        points: points.map((point) => {
          density.toTheta(point, theta);
          write(theta, values, 0, 1);
          return places.map((q) => values[q]);
        }),
      };
    },
  };
}

const standardNormal = (rng: Rng, length: number): Float64Array =>
  Float64Array.from({ length }, () => rng.normal());

/** Transitions of so many steps, of this size at first, lead from the Laplace fit's mode to where the posterior is; after one that fails steps are smaller. */
const settling = { transitions: 20, steps: 8, stepSize: 0.15, smaller: 0.7 } as const;

/** A point of the posterior, as near as a few transitions come, and the stream of random numbers there. */
function beginningOf(density: LogDensity, seed: string): { readonly start: Float64Array; readonly rng: Rng } {
  const rng = stream(seed, 'trajectory');
  let start: Float64Array = new Float64Array(density.dimension);
  let { stepSize } = settling;
  for (let i = 0; i < settling.transitions; i++) {
    const momentum = standardNormal(rng, density.dimension);
    const { points, energy } = leapfrogPath(density, { start, momentum, steps: settling.steps, stepSize });
    const isWhole = points.length === settling.steps + 1;
    const chance = rng.uniform();
    if (isWhole && log(chance) < energy[0] - energy[settling.steps]) start = points[settling.steps];
    else stepSize *= settling.smaller;
  }
  return { start, rng };
}
