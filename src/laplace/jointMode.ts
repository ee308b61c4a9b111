import { cholesky } from '../linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import { applyTransposedFactors } from './effects.ts';
import type { InnerMode, PopulationValues } from './innerMode.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';
import { addScaledEffects, transposeTimes } from './products.ts';

/** The mode of coefficients and group effects together, for fixed L and auxiliary values, and the curvature there. */
export interface JointMode {
  /** Coefficients on the internal columns. */
  readonly linear: Float64Array;
  /** For each coefficient, H^-1 Lambda'Z'W x_k in theta order: minus how the mode of z follows it (18). */
  readonly follow: readonly Float64Array[];
  /** For each coefficient, x_k - Z Lambda follow_k: the column with the group effects projected out (18). */
  readonly projected: readonly Float64Array[];
  /** Schur complement of the group effects in the joint curvature, p x p row-major (19). */
  readonly information: Float64Array;
  /** Its lower Cholesky factor. */
  readonly factor: Float64Array;
  /**
   * Writes the mode's coefficients into `values.linear` and returns l at the mode, or null if none with positive definite
   * curvature is found. Starts where the last call ended.
   */
  find(values: PopulationValues): number | null;
  /** x <- information^-1 x. */
  solve(x: Float64Array): void;
}

/** As in innerMode.ts, whose reasons hold here too: one more step after this decrement is the last. */
const settled = 1e-13;
const rounding = 1e-22;
/** Below this a full step is taken without asking whether the value rose. */
const near = 1e-6;
const mostSteps = 100;
const mostHalvings = 40;

/** Newton's method on max_z l(z, beta): each step finds z anew from where its tangent at the last mode points. */
export function jointMode(
  model: LatentModel,
  layout: LatentLayout,
  mode: InnerMode,
  start: Float64Array,
): JointMode {
  const p = model.linearCount;
  const n = model.rowCount;
  const columns = Array.from({ length: p }, (_, k) => {
    const column = new Float64Array(n);
    model.fixedColumn(k, column);
    return column;
  });
  const follow = columns.map(() => new Float64Array(layout.dimension));
  const projected = columns.map(() => new Float64Array(n));
  const information = new Float64Array(p * p);
  const factor = new Float64Array(p * p);
  const linear = start.slice();
  const step = new Float64Array(p);
  const wx = new Float64Array(n);
  const slopes = new Float64Array(p);

  /** The projections at the present mode, and the Schur complement from them: sums of squares where W > 0. */
  function project({ factors }: PopulationValues): void {
    columns.forEach((x, k) => {
      for (let i = 0; i < n; i++) wx[i] = -mode.d2[i] * x[i];
      transposeTimes(layout, wx, follow[k]);
      applyTransposedFactors(layout, factors, follow[k], follow[k]);
      mode.solve(follow[k]);
      projected[k].set(x);
      addScaledEffects(layout, factors, follow[k], -1, projected[k]);
    });
    for (let k = 0; k < p; k++)
      for (let l = 0; l <= k; l++) {
        let s = 0;
        for (let i = 0; i < n; i++) s -= mode.d2[i] * projected[k][i] * projected[l][i];
        for (let q = 0; q < layout.dimension; q++) s += follow[k][q] * follow[l][q];
        information[k * p + l] = s;
        information[l * p + k] = s;
      }
  }

  /** Factors the information; where it is not positive definite, X'WX with negative W taken as 0, which still climbs. */
  function factorInformation(): boolean {
    const definite = cholesky(information, p);
    factor.set(definite ?? cholesky(withoutEffects(), p) ?? factor.fill(Number.NaN));
    return definite !== null;
  }

  function withoutEffects(): Float64Array {
    const out = new Float64Array(p * p);
    for (let k = 0; k < p; k++)
      for (let l = 0; l <= k; l++)
        for (let i = 0; i < n; i++)
          out[k * p + l] += Math.max(0, -mode.d2[i]) * columns[k][i] * columns[l][i];
    return out;
  }

  function solve(x: Float64Array): void {
    forwardSolve(factor, 0, p, x, 0);
    backSolve(factor, 0, p, x, 0);
  }

  /** l at linear + length * step, z started on its tangent; null if z has no mode there. */
  function valueAt(values: PopulationValues, z: Float64Array, length: number): number | null {
    for (let k = 0; k < p; k++) values.linear[k] = linear[k] + length * step[k];
    const from = z.slice();
    for (let k = 0; k < p; k++)
      for (let q = 0; q < from.length; q++) from[q] -= length * step[k] * follow[k][q];
    mode.startAt(from);
    const { converged, value } = mode.find(values);
    return converged && Number.isFinite(value) ? value : null;
  }

  /** Moves along `step`, halving until l does not fall; returns the new l, or null if nothing helps. */
  function climb(values: PopulationValues, from: number, sure: boolean): number | null {
    const z = mode.z.slice();
    let length = 1;
    for (let halving = 0; halving < mostHalvings; halving++, length /= 2) {
      const value = valueAt(values, z, length);
      if (value === null || !(value >= from || sure)) continue;
      linear.set(values.linear);
      return value;
    }
    return null;
  }

  function search(values: PopulationValues): number | null {
    values.linear.set(linear);
    const first = mode.find(values);
    let value = first.converged ? first.value : Number.NaN;
    let last = false;
    for (let steps = 0; steps < mostSteps && Number.isFinite(value); steps++) {
      project(values);
      const definite = factorInformation();
      model.fixedAdjoint(mode.d1, slopes);
      step.set(slopes);
      solve(step);
      const decrement = step.reduce((s, by, k) => s + by * slopes[k], 0);
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
      const found = search(values);
      if (found === null) {
        linear.set(start);
        mode.restart();
      }
      return found;
    },
  };
}
