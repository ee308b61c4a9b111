import { type ArrowMatrix, arrowAt } from '../linalg/arrow.ts';
import { backSolve } from '../linalg/triangular.ts';
import type { PopulationValues } from './innerPoint.ts';
import { blocksOf, type LatentModel } from './latentModel.ts';
import type { LatentLayout } from './layout.ts';

/** The population values in one array, in the shapes that are read. */
export function splitValues(model: LatentModel, all: Float64Array): PopulationValues {
  const { linearCount, auxiliaryCount } = model;
  let at = linearCount + auxiliaryCount;
  return {
    linear: all.subarray(0, linearCount),
    auxiliary: all.subarray(linearCount, at),
    factors: model.terms.map((term) => {
      const { size } = blocksOf(term);
      at += size * size;
      return all.subarray(at - size * size, at);
    }),
  };
}

/** The sum of the diagonal blocks of a matrix on the pattern that are of L's size, over all of term t. */
export function sumDiagonalBlocks(
  { terms, pairs }: LatentLayout,
  t: number,
  m: ArrowMatrix,
  out: Float64Array,
): void {
  const { k, levels } = terms[t];
  const { size } = blocksOf(terms[t]);
  const own = pairs.find((pair) => pair.t === t && pair.u === t);
  out.fill(0);
  if (own === undefined || own.diagonal === null) return;
  const from = arrowAt(m, own.depth)[own.part];
  for (let j = 0; j < levels; j++)
    for (let first = 0; first < k; first += size) {
      const at = own.diagonal(j) + first * (own.stride + 1);
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) out[a * size + b] += from[at + a * own.stride + b];
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
