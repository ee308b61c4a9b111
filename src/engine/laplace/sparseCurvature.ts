import { analyse } from '../linalg/sparseCholesky/analysis.ts';
import { sparseCholesky } from '../linalg/sparseCholesky/numeric.ts';
import { valueCount } from '../linalg/sparseCholesky/pattern.ts';
import { sumDiagonalBlocks } from './adjoints.ts';
import { congruence, nodeFactors, writeNodeFactors } from './congruence.ts';
import type { EffectCurvature } from './effectCurvature.ts';
import type { LatentLayout } from './layout.ts';
import { crossProduct, quadraticForms } from './products.ts';

/** The curvature by a sparse Cholesky factor: exact. */
export interface SparseCurvature extends EffectCurvature {
  /** As `factor`, with Z'WZ on the pattern instead of W. */
  factorProduct(product: Float64Array, factors: readonly Float64Array[]): boolean;
  /** H on the layout's pattern, as it was last taken in. */
  readonly matrix: Float64Array;
  /** H^-1 on the pattern, from the last factor. */
  inverseOnPattern(): Float64Array;
}

export function sparseCurvature(layout: LatentLayout, rowCount: number): SparseCurvature {
  const { pattern } = layout;
  const numbers = valueCount(pattern);
  const cholesky = sparseCholesky(analyse(pattern));
  const [lambda, lambdaT] = [nodeFactors(layout, false), nodeFactors(layout, true)];
  const matrix = new Float64Array(numbers);
  const scratch = new Float64Array(rowCount);
  const ordered = new Float64Array(layout.dimension);
  let covariance = new Float64Array(0);

  function inverseOnPattern(): Float64Array {
    if (covariance.length !== numbers) covariance = new Float64Array(numbers);
    cholesky.inverse(covariance);
    return covariance;
  }

  function factorProduct(product: Float64Array, factors: readonly Float64Array[]): boolean {
    writeNodeFactors(layout, factors, false, lambda);
    congruence(layout, lambda, product, matrix);
    addIdentity(layout, matrix);
    return cholesky.factor(matrix);
  }

  return {
    matrix,
    inverseOnPattern,
    factorProduct,
    factor(w, factors) {
      crossProduct(layout, w, matrix, scratch);
      return factorProduct(matrix, factors);
    },
    logDeterminant: () => cholesky.logDeterminant(),
    solve(x) {
      const { placeOf } = layout;
      for (let p = 0; p < x.length; p++) ordered[placeOf[p]] = x[p];
      cholesky.solve(ordered);
      for (let p = 0; p < x.length; p++) x[p] = ordered[placeOf[p]];
    },
    inverse(factors, leveragesOut, blocksOut) {
      const on = inverseOnPattern();
      blocksOut.forEach((out, t) => {
        sumDiagonalBlocks(layout, t, on, out);
      });
      if (leveragesOut.length === 0) return;
      writeNodeFactors(layout, factors, true, lambdaT);
      congruence(layout, lambdaT, on, on);
      quadraticForms(layout, on, leveragesOut);
    },
  };
}

function addIdentity({ pattern: { sizes, start, offset } }: LatentLayout, m: Float64Array): void {
  for (let i = 0; i < sizes.length; i++)
    for (let a = 0; a < sizes[i]; a++) m[offset[start[i + 1] - 1] + a * (sizes[i] + 1)] += 1;
}
