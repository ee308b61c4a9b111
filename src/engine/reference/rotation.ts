import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { sharedFloat64 } from '../sharedArrays.ts';

/** A direction this many times as wide as the levels, standardised one by one, say: there they do not serve. */
const widest = 3;
/** Levels up to which the decomposition, and two products with its matrix a gradient, are worth it. */
export const maxRotated = 500;

/**
 * An orthogonal matrix Q (levels x levels, row-major) such that Q'z is nearly independent where z is not, or null where
 * standardising level by level is good enough. With crossed factors that the data know well, the levels of one are tied to
 * each other by the other's: their differences are known, and what they have in common is not, which is then a hundred
 * times as wide. z is standard normal, and so is Q'z: any Q is right, the eigenvectors of the levels' information are good.
 * `information` is I_j,j' of the levels, L'AL summed over the coefficients (square, row-major). Mixed levels are rotated in any
 * case: rows tie every one to every other.
 */
export function levelRotation(
  information: Float64Array,
  levels: number,
  mixed: boolean,
): Float64Array | null {
  if (levels < 2 || levels > maxRotated) return null;
  const matrix = Matrix.from1DArray(levels, levels, information);
  const perSd = matrix.diagonal().map((d) => 1 / Math.sqrt(1 + d));
  const standardised = Matrix.add(matrix, Matrix.eye(levels)).mulRowVector(perSd).mulColumnVector(perSd);
  if (!standardised.to1DArray().every(Number.isFinite)) return null;
  const least = Math.min(
    ...new EigenvalueDecomposition(standardised, { assumeSymmetric: true }).realEigenvalues,
  );
  if (!mixed && least * widest * widest >= 1) return null;
  const { eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const q = sharedFloat64(levels * levels);
  q.set(eigenvectorMatrix.to1DArray());
  return q;
}

/** out = (Q x I_k) x, or (Q' x I_k) x if transposed. */
export function rotateLevels(
  q: Float64Array,
  k: number,
  x: Float64Array,
  transposed: boolean,
  out: Float64Array,
): void {
  const levels = x.length / k;
  out.fill(0);
  for (let i = 0; i < levels; i++)
    for (let j = 0; j < levels; j++) {
      const by = transposed ? q[j * levels + i] : q[i * levels + j];
      for (let c = 0; c < k; c++) out[i * k + c] += by * x[j * k + c];
    }
}
