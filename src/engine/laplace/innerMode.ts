import { dot } from '../linalg/vectors.ts';
import type { EffectCurvature } from './effectCurvature.ts';
import { type InnerPoint, innerPoint, type PopulationValues } from './innerPoint.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';

export interface ModeResult {
  /** False if Newton's method did not settle or the curvature at its end is not positive definite. */
  readonly converged: boolean;
  /** sum_i log p(y_i | eta_i) - z'z / 2. */
  readonly value: number;
  /** Newton decrement g'H^-1 g where it ended: twice the gain still to be had. */
  readonly decrement: number;
  readonly iterations: number;
}

/** The mode of z given the population values, and everything known there. */
export interface InnerMode extends InnerPoint {
  /** Starts from where the last call ended, and where that leads nowhere from z = 0, which is left for the next call then. */
  find(values: PopulationValues): ModeResult;
}

/**
 * One more step after a decrement below this is the last: it squares a distance of 3e-7 conditional sds to the mode.
 * log |H| is of first order in that distance, so it must be rounding and not merely small.
 */
export const settled = 1e-13;
/** Nothing to be had any more: gaussian rows get here in one step. */
export const rounding = 1e-22;
/** Below this a full step is taken without asking whether the value rose: it could only tell rounding from rounding. */
export const near = 1e-6;
export const mostSteps = 100;
export const mostHalvings = 40;

/**
 * Newton's method with step halving on l(z). Where H is not positive definite on the way, negative W are taken as 0 for
 * that step, which still climbs; the curvature reported is always the true one.
 */
export function innerMode(model: LatentModel, layout: LatentLayout, curvature: EffectCurvature): InnerMode {
  const point = innerPoint(model, layout, curvature);
  const { z, gradient } = point;
  const trial = new Float64Array(layout.dimension);
  const step = new Float64Array(layout.dimension);

  /** Moves z along `step`, halving until l does not fall; returns the new l, or null if nothing helps. */
  function climb(values: PopulationValues, from: number, sure: boolean): number | null {
    let length = 1;
    for (let halving = 0; halving < mostHalvings; halving++, length /= 2) {
      for (let p = 0; p < z.length; p++) trial[p] = z[p] + length * step[p];
      const value = point.valueAt(trial, values);
      if (value >= from || (sure && Number.isFinite(value))) {
        z.set(trial);
        return value;
      }
    }
    return null;
  }

  function find(values: PopulationValues): ModeResult {
    point.place(values.linear);
    const nearby = search(values);
    if (nearby.converged) return nearby;
    // effects found for much smaller sds can lie so far out that Newton's steps from there are lost in rounding
    point.restart();
    const found = search(values);
    if (!found.converged) point.restart();
    return found;
  }

  function search(values: PopulationValues): ModeResult {
    let value = point.valueAt(z, values);
    let decrement = Number.NaN;
    let last = false;
    let definite = false;
    for (let iterations = 0; iterations < mostSteps && Number.isFinite(value); iterations++) {
      point.gradientAt(values);
      if (iterations === 0 || !model.quadratic) {
        definite = point.factorCurvature(values, false);
        if (!definite && !point.factorCurvature(values, true)) break;
      }
      step.set(gradient);
      point.solve(step);
      decrement = dot(step, gradient);
      if (last || decrement <= rounding) return { converged: definite, value, decrement, iterations };
      last = decrement <= settled;
      const next = climb(values, value, decrement < near);
      if (next === null) break;
      value = next;
    }
    return { converged: false, value, decrement, iterations: mostSteps };
  }

  return { ...point, find };
}
