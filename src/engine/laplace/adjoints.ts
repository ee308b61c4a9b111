import { backSolve } from '../linalg/triangular.ts';
import type { PopulationValues } from './innerPoint.ts';
import type { LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';

/** The population values in one array, in the shapes that are read. */
export function splitValues(model: LatentModel, all: Float64Array): PopulationValues {
  const { linearCount, auxiliaryCount } = model;
  let at = linearCount + auxiliaryCount;
  return {
    linear: all.subarray(0, linearCount),
    auxiliary: all.subarray(linearCount, at),
    factors: model.terms.map(({ k }) => {
      at += k * k;
      return all.subarray(at - k * k, at);
    }),
  };
}

/** The sum over levels of the diagonal blocks of term t, k x k, of a matrix on the pattern. */
export function sumDiagonalBlocks(
  { terms, groups, pattern: { start, offset } }: LatentLayout,
  t: number,
  m: Float64Array,
  out: Float64Array,
): void {
  const { k, levels, group, within } = terms[t];
  const { node, size } = groups[group];
  out.fill(0);
  for (let j = 0; j < levels; j++) {
    const at = offset[start[node + j + 1] - 1] + within * (size + 1);
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a * k + b] += m[at + a * size + b];
  }
}

/** out += sum over levels of g_j z_j', lower triangle. */
export function addOuterProducts(k: number, g: Float64Array, z: Float64Array, out: Float64Array): void {
  for (let at = 0; at < z.length; at += k)
    for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) out[a * k + b] += g[at + a] * z[at + b];
}

/** out -= L'^-1 (levels I - sum_j (H^-1)_jj), lower triangle (8). */
export function addDeterminantPart(
  k: number,
  levels: number,
  factor: Float64Array,
  blocks: Float64Array,
  out: Float64Array,
): void {
  const column = new Float64Array(k);
  for (let b = 0; b < k; b++) {
    for (let a = 0; a < k; a++) column[a] = (a === b ? levels : 0) - blocks[a * k + b];
    backSolve(factor, 0, k, column, 0);
    for (let a = b; a < k; a++) out[a * k + b] -= column[a];
  }
}
