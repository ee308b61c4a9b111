import { elimination } from '../linalg/estimated/elimination.ts';
import { type EstimatedCholesky, estimatedCholesky } from '../linalg/estimated/estimatedCholesky.ts';
import { analyse, type SparseAnalysis } from '../linalg/sparseCholesky/analysis.ts';
import { type SparseCholesky, sparseCholesky } from '../linalg/sparseCholesky/numeric.ts';
import { type BlockPattern, valueCount } from '../linalg/sparseCholesky/pattern.ts';
import { sumDiagonalBlocks } from './adjoints.ts';
import { congruence, nodeFactors, writeNodeFactors } from './congruence.ts';
import type { DeterminantMethod } from './determinant.ts';
import type { EffectCurvature } from './effectCurvature.ts';
import type { LatentLayout } from './layout.ts';
import { mainNodes } from './mainNodes.ts';
import { crossProduct, quadraticForms } from './products.ts';

/** The curvature by a sparse Cholesky factor, or by what stands for one where that would be too dense. */
export interface SparseCurvature extends EffectCurvature {
  /** As `factor`, with Z'WZ on the pattern instead of W; H may be known to be positive definite. */
  factorProduct(product: Float64Array, factors: readonly Float64Array[], isDefinite?: boolean): boolean;
  /** Where the log determinant is an estimate: what of; null where it is exact. */
  readonly estimate: EstimatedCholesky | null;
  /** H on the layout's pattern, as it was last taken in. */
  readonly matrix: Float64Array;
  /** H^-1 on the pattern, from the last factor; of an estimate its derivative, which stands for it. */
  inverseOnPattern(): Float64Array;
}

/** Throws RangeError where an estimate is asked for and no factor can be eliminated level by level. */
export function sparseCurvature(
  layout: LatentLayout,
  rowCount: number,
  determinant: DeterminantMethod = { kind: 'exact' },
): SparseCurvature {
  const { pattern } = layout;
  const numbers = valueCount(pattern);
  const estimate = determinant.kind === 'exact' ? null : estimateFor(layout, determinant);
  const cholesky: Factor = estimate ?? sparseCholesky(analysisOf(pattern));
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

  function factorProduct(
    product: Float64Array,
    factors: readonly Float64Array[],
    isDefinite = false,
  ): boolean {
    writeNodeFactors(layout, factors, false, lambda);
    congruence(layout, lambda, product, matrix);
    addIdentity(layout, matrix);
    return estimate === null ? cholesky.factor(matrix) : estimate.factor(matrix, isDefinite);
  }

  return {
    estimate,
    matrix,
    inverseOnPattern,
    factorProduct,
    factor(w, factors) {
      crossProduct(layout, w, matrix, scratch);
      return factorProduct(matrix, factors, isPositive(w));
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

const analyses = new WeakMap<BlockPattern, SparseAnalysis>();

/** What follows from a pattern, found once while it lives: a fit is opened again for its effects, its profiles, its doubts. */
function analysisOf(pattern: BlockPattern): SparseAnalysis {
  const known = analyses.get(pattern) ?? analyse(pattern);
  analyses.set(pattern, known);
  return known;
}

/** Whether H is I and what is not negative: one linear predictor, no negative weight. */
function isPositive(w: readonly Float64Array[]): boolean {
  return w.length === 1 && w[0].every((x) => x >= 0);
}

type Factor = Pick<SparseCholesky, 'factor' | 'logDeterminant' | 'solve' | 'inverse'>;

function estimateFor(
  layout: LatentLayout,
  { recipe }: Extract<DeterminantMethod, { kind: 'estimated' }>,
): EstimatedCholesky {
  const main = mainNodes(layout);
  if (main === null) throw new RangeError('laplace: no factor to eliminate level by level');
  return estimatedCholesky(elimination(layout.pattern, main), recipe);
}

function addIdentity({ pattern: { sizes, start, offset } }: LatentLayout, m: Float64Array): void {
  for (let i = 0; i < sizes.length; i++)
    for (let a = 0; a < sizes[i]; a++) m[offset[start[i + 1] - 1] + a * (sizes[i] + 1)] += 1;
}
