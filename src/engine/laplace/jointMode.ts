import { cholesky } from '../linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import { dot } from '../linalg/vectors.ts';
import { applyTransposedFactors } from './effects.ts';
import { mostHalvings, mostSteps, near, rounding, settled } from './innerMode.ts';
import type { InnerPoint, PopulationValues } from './innerPoint.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';
import { addScaledEffects, transposeTimes } from './products.ts';

/** The mode of one linear predictor's coefficients and group effects together, for fixed L and auxiliary values, and the curvature there. */
export interface JointMode {
  /** Coefficients on the internal columns. */
  readonly linear: Float64Array;
  /** For each coefficient, H^-1 Lambda'Z'W x_k in theta order: minus how the mode of z follows it (17). */
  readonly follow: readonly Float64Array[];
  /** For each coefficient, x_k - Z Lambda follow_k: the column with the group effects projected out (17). */
  readonly projected: readonly Float64Array[];
  /** Schur complement of the group effects in the joint curvature, p x p row-major (17). */
  readonly information: Float64Array;
  /** Its lower Cholesky factor. */
  readonly factor: Float64Array;
  /**
   * Writes the mode's coefficients into `values.linear` and returns l at the mode, or null if none with positive definite
   * curvature is found. Leaves the point at the mode; starts where the last call ended, and then from the beginning.
   */
  find(values: PopulationValues): number | null;
  /** x <- information^-1 x. */
  solve(x: Float64Array): void;
}

/**
 * Newton's method with step halving on l(z, beta), both at once; when it stops, and what it does where the curvature is
 * not positive definite, is as in innerMode.ts. Without a better place it starts with beta at `start`.
 */
export function jointMode(
  model: LatentModel,
  layout: LatentLayout,
  point: InnerPoint,
  start: Float64Array,
): JointMode {
  const p = model.linearCount;
  const n = model.rowCount;
  const { dimension } = layout;
  const { z, gradient } = point;
  const [w] = point.w;
  const columns = Array.from({ length: p }, (_, k) => {
    const column = new Float64Array(n);
    model.fixedColumn(k, column);
    return column;
  });
  const follow = columns.map(() => new Float64Array(dimension));
  const projected = columns.map(() => new Float64Array(n));
  const information = new Float64Array(p * p);
  const factor = new Float64Array(p * p);
  const linear = start.slice();
  const slopes = new Float64Array(p);
  const step = new Float64Array(p);
  const zStep = new Float64Array(dimension);
  const trial = new Float64Array(dimension);
  const wx = new Float64Array(n);

  /** The projections with the W in H, and the Schur complement from them: sums of squares where W > 0. */
  function project({ factors }: PopulationValues): void {
    columns.forEach((x, k) => {
      for (let i = 0; i < n; i++) wx[i] = w[i] * x[i];
      transposeTimes(layout, [wx], follow[k]);
      applyTransposedFactors(layout, factors, follow[k], follow[k]);
      point.solve(follow[k]);
      projected[k].set(x);
      addScaledEffects(layout, factors, follow[k], -1, [projected[k]]);
    });
    for (let k = 0; k < p; k++) {
      for (let i = 0; i < n; i++) wx[i] = w[i] * projected[k][i];
      for (let l = 0; l <= k; l++) {
        const s = dot(wx, projected[l]) + dot(follow[k], follow[l]);
        information[k * p + l] = s;
        information[l * p + k] = s;
      }
    }
  }

  function factorJoint(values: PopulationValues, clip: boolean): boolean {
    if (!point.factorCurvature(values, clip)) return false;
    project(values);
    const found = cholesky(information, p);
    if (found !== null) factor.set(found);
    return found !== null;
  }

  function solve(x: Float64Array): void {
    forwardSolve(factor, 0, p, x, 0);
    backSolve(factor, 0, p, x, 0);
  }

  /** Newton's step in both from one solve by blocks; returns the decrement. */
  function direct(): number {
    zStep.set(gradient);
    point.solve(zStep);
    model.fixedAdjoint(point.d1, slopes);
    for (let k = 0; k < p; k++) step[k] = slopes[k] - dot(follow[k], gradient);
    solve(step);
    for (let k = 0; k < p; k++) for (let q = 0; q < dimension; q++) zStep[q] -= step[k] * follow[k][q];
    return dot(zStep, gradient) + dot(step, slopes);
  }

  /** Moves along the step, halving until l does not fall; returns the new l, or null if nothing helps. */
  function climb(values: PopulationValues, from: number, sure: boolean): number | null {
    let length = 1;
    for (let halving = 0; halving < mostHalvings; halving++, length /= 2) {
      for (let k = 0; k < p; k++) values.linear[k] = linear[k] + length * step[k];
      for (let q = 0; q < dimension; q++) trial[q] = z[q] + length * zStep[q];
      point.place(values.linear);
      const value = point.valueAt(trial, values);
      if (!(value >= from || (sure && Number.isFinite(value)))) continue;
      z.set(trial);
      linear.set(values.linear);
      return value;
    }
    return null;
  }

  function valueHere(values: PopulationValues): number {
    values.linear.set(linear);
    point.place(linear);
    return point.valueAt(z, values);
  }

  function restart(): void {
    linear.set(start);
    point.restart();
  }

  function search(values: PopulationValues): number | null {
    let value = valueHere(values);
    if (!Number.isFinite(value)) {
      restart();
      value = valueHere(values);
    }
    let last = false;
    let definite = false;
    for (let steps = 0; steps < mostSteps && Number.isFinite(value); steps++) {
      point.gradientAt(values);
      if (steps === 0 || !model.quadratic) {
        definite = factorJoint(values, false);
        if (!definite && !factorJoint(values, true)) return null;
      }
      const decrement = direct();
      if (last || decrement <= rounding) return definite ? value : null;
      last = decrement <= settled;
      const next = climb(values, value, decrement < near);
      if (next === null) return null;
      value = next;
    }
    return null;
  }

  return {
    linear,
    follow,
    projected,
    information,
    factor,
    solve,
    find(values) {
      const nearby = search(values);
      if (nearby !== null) return nearby;
      // under separation each call goes one step farther out, until the curvature there is lost in rounding
      restart();
      const found = search(values);
      if (found === null) restart();
      return found;
    },
  };
}
