import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { ConjugateSystem } from './conjugateGradient.ts';
import { dot } from './vectors.ts';

/** Approximate eigenpairs of M^-1 A: A v = lambda M v, the vectors M-orthonormal, the smallest first. */
export interface RitzPairs {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

export interface RitzSettings {
  /** Steps of Lanczos, and products with A. */
  readonly steps: number;
  /** Pairs wanted at most, and only those whose value is below this. */
  readonly most: number;
  readonly below: number;
}

/**
 * Ritz pairs of a preconditioned system from `start`, by Lanczos steps with full orthogonalisation. They need not be exact for
 * what they serve: `withCoarseSpace`. Cost: steps products, steps^2 x dimension multiplications, 2 steps vectors of memory.
 * Source: Golub & Van Loan 2013, section 10.1, in the inner product of M.
 */
export function ritzPairs(system: ConjugateSystem, start: Float64Array, settings: RitzSettings): RitzPairs {
  const n = system.dimension;
  const steps = Math.min(settings.steps, n);
  /** Residual-like vectors r_k and z_k = M^-1 r_k with z_i'r_k = 1 where i = k, else 0. */
  const residuals: Float64Array[] = [];
  const basis: Float64Array[] = [];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let r = start.slice();
  const image = new Float64Array(n);
  while (basis.length < steps) {
    const z = new Float64Array(n);
    orthogonalise(r, residuals, basis);
    system.precondition(r, z);
    const norm = Math.sqrt(dot(r, z));
    if (!(norm > 0)) break;
    if (basis.length > 0) {
      if (norm < lost * diagonal[basis.length - 1]) break;
      beside.push(norm);
    }
    for (let i = 0; i < n; i++) {
      r[i] /= norm;
      z[i] /= norm;
    }
    residuals.push(r);
    basis.push(z);
    system.times(z, image);
    diagonal.push(dot(z, image));
    r = image.slice();
  }
  return pairsOf(diagonal, beside, basis, settings);
}

/** Beside the diagonal, what is this small against it is rounding: the start's space is exhausted. */
const lost = 1e-12;

/** r -= sum_k r_k (z_k'r), twice, as once leaves what rounding put there. */
function orthogonalise(
  r: Float64Array,
  residuals: readonly Float64Array[],
  basis: readonly Float64Array[],
): void {
  for (let pass = 0; pass < 2; pass++)
    for (let k = 0; k < basis.length; k++) {
      const along = dot(basis[k], r);
      const residual = residuals[k];
      for (let i = 0; i < r.length; i++) r[i] -= along * residual[i];
    }
}

function pairsOf(
  diagonal: readonly number[],
  beside: readonly number[],
  basis: readonly Float64Array[],
  { most, below }: RitzSettings,
): RitzPairs {
  const m = diagonal.length;
  if (m === 0) return { values: new Float64Array(0), vectors: [] };
  const t = Matrix.zeros(m, m);
  for (let i = 0; i < m; i++) {
    t.set(i, i, diagonal[i]);
    if (i === 0) continue;
    t.set(i, i - 1, beside[i - 1]);
    t.set(i - 1, i, beside[i - 1]);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(t, { assumeSymmetric: true });
  const wanted = [...realEigenvalues.keys()]
    .filter((i) => realEigenvalues[i] > 0 && realEigenvalues[i] < below)
    .sort((a, b) => realEigenvalues[a] - realEigenvalues[b])
    .slice(0, most);
  const vectors = wanted.map((column) => {
    const v = new Float64Array(basis[0].length);
    basis.forEach((z, k) => {
      const by = eigenvectorMatrix.get(k, column);
      for (let i = 0; i < v.length; i++) v[i] += by * z[i];
    });
    return v;
  });
  return { values: Float64Array.from(wanted, (i) => realEigenvalues[i]), vectors };
}

/**
 * out += sum_i (1 / lambda_i - 1) v_i v_i'r: what, added to a preconditioner M^-1, sends the eigenvalues lambda_i below 1 of M^-1 A
 * to 1 and leaves the others. Positive definite whatever the pairs are, so that a system near theirs is solved all the
 * same, only in more iterations.
 * Source: Carpentieri, Duff & Giraud 2003, "A class of spectral two-level preconditioners".
 */
export function addCoarse({ values, vectors }: RitzPairs, r: Float64Array, out: Float64Array): void {
  for (let k = 0; k < vectors.length; k++) {
    const v = vectors[k];
    const by = (1 / values[k] - 1) * dot(v, r);
    for (let i = 0; i < out.length; i++) out[i] += by * v[i];
  }
}
