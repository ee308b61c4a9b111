import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Vec } from '../hmc/logDensity.ts';
import type { LaplaceMarginal } from './marginal.ts';

/** The marginal around a point, by central differences of its exact gradient along the `free` coordinates. */
export interface Curvature {
  /** Negative Hessian over the free coordinates, symmetrised, row-major. */
  readonly information: Float64Array;
  /** d mode / d alpha: group effects (theta order) x all coordinates, row-major; zero for coordinates not free. */
  readonly modeSlopes: Float64Array;
}

/** Each coordinate moves by this share of its sd: truncation is of the order of its square, rounding far below that. */
const share = 2e-3;

/** `sds` are rough posterior sds of all coordinates. Leaves the marginal's mode at one of the points it looked at. */
export function curvatureAt(
  marginal: LaplaceMarginal,
  point: Vec,
  free: readonly number[],
  sds: Vec,
): Curvature {
  const n = marginal.dimension;
  const m = free.length;
  const { dimension } = marginal.layout;
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  const differences = new Float64Array(m * m);
  const modeSlopes = new Float64Array(dimension * n);
  const at = Float64Array.from({ length: n }, (_, i) => point[i]);
  free.forEach((c, row) => {
    const h = share * Math.min(Math.max(sds[c], 1e-4), 1);
    at[c] = point[c] + h;
    marginal.logDensityAndGradient(at, up);
    for (let p = 0; p < dimension; p++) modeSlopes[p * n + c] = marginal.mode.z[p];
    at[c] = point[c] - h;
    marginal.logDensityAndGradient(at, down);
    for (let p = 0; p < dimension; p++)
      modeSlopes[p * n + c] = (modeSlopes[p * n + c] - marginal.mode.z[p]) / (2 * h);
    at[c] = point[c];
    free.forEach((d, column) => {
      differences[row * m + column] = (down[d] - up[d]) / (2 * h);
    });
  });
  return { information: symmetrised(differences, m), modeSlopes };
}

function symmetrised(a: Float64Array, n: number): Float64Array {
  return a.map((x, at) => (x + a[(at % n) * n + Math.floor(at / n)]) / 2);
}

/** The inverse of an information matrix, with the eigenvalues that say whether it may be trusted. */
export interface InvertedInformation {
  /** Row-major; NaN unless every eigenvalue is positive. */
  readonly covariance: Float64Array;
  /** Of the information scaled to a unit diagonal, ascending: all 1 if the coordinates do not interact. */
  readonly eigenvalues: Float64Array;
}

export function invertInformation(information: Float64Array, n: number): InvertedInformation {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(information[i * (n + 1)]));
  const scaled = information.map((x, at) => x * scale[at % n] * scale[Math.floor(at / n)]);
  if (n === 0 || !scaled.every(Number.isFinite))
    return { covariance: new Float64Array(n * n).fill(Number.NaN), eigenvalues: scale.fill(Number.NaN) };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(n, n, scaled),
    { assumeSymmetric: true },
  );
  const definite = realEigenvalues.every((value) => value > 1e-12);
  const half = Matrix.mul(eigenvectorMatrix, 1).mulRowVector(
    realEigenvalues.map((value) => (definite ? 1 / Math.sqrt(value) : Number.NaN)),
  );
  const covariance = half.mmul(half.transpose());
  return {
    covariance: information.map((_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return covariance.get(i, j) * scale[i] * scale[j];
    }),
    eigenvalues: Float64Array.from(realEigenvalues).sort(),
  };
}
