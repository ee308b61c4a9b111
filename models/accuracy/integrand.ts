import { pairAt } from '../../src/engine/laplace/packed.ts';
import type { GroupProblem } from './groupProblem.ts';
import type { RowDensities } from './rowDensities.ts';

/** log p(y_g | z) - z'z / 2 of a group, as a function of the z that its effects are made of. */
export interface Integrand {
  readonly size: number;
  /** Moves to a draw. */
  go(draw: number): void;
  /** The value; fills the slopes and minus the second derivatives (size x size, row-major, both triangles). */
  expand(z: Float64Array, slopeOut: Float64Array, curvatureOut: Float64Array): number;
}

/** `etas[i][p]`: all draws of linear predictor p of the group's row i, the effects in question left out. */
export function groupIntegrand(
  problem: GroupProblem,
  densities: RowDensities,
  etas: readonly (readonly Float64Array[])[],
  moving: readonly number[],
): Integrand {
  const { rows, size, width, at, loads } = problem;
  const m = moving.length;
  const eta = new Float64Array(m);
  const out = new Float64Array(densities.outputs);
  let draw = 0;
  /** Reads row i, its moving linear predictors at z. */
  const place = (i: number, z: Float64Array): void => {
    densities.setRow(rows[i], etas[i], draw);
    for (let p = 0; p < m; p++) {
      let sum = etas[i][moving[p]][draw];
      const from = (i * m + p) * width;
      for (let j = 0; j < width; j++) sum += loads[from + j] * z[at[i * width + j]];
      eta[p] = sum;
    }
  };
  /** Adds what row i has, `out`, to slopes and curvature. */
  const spread = (i: number, slope: Float64Array, curvature: Float64Array): void => {
    for (let j = 0; j < width; j++) {
      const a = at[i * width + j];
      for (let p = 0; p < m; p++) {
        const by = loads[(i * m + p) * width + j];
        if (by === 0) continue;
        slope[a] += by * out[1 + p];
        for (let q = 0; q < m; q++) {
          const second = by * out[1 + m + pairAt(p, q)];
          const from = (i * m + q) * width;
          for (let l = 0; l < width; l++) curvature[a * size + at[i * width + l]] -= second * loads[from + l];
        }
      }
    }
  };
  return {
    size,
    go(to) {
      draw = to;
      densities.setDraw(to);
      problem.load(to);
    },
    expand(z, slope, curvature) {
      let sum = 0;
      curvature.fill(0);
      for (let j = 0; j < size; j++) {
        sum -= 0.5 * z[j] * z[j];
        slope[j] = -z[j];
        curvature[j * size + j] = 1;
      }
      for (let i = 0; i < rows.length; i++) {
        place(i, z);
        densities.derivatives(eta, out);
        sum += out[0];
        spread(i, slope, curvature);
      }
      return sum;
    },
  };
}
