import { dot } from '../vectors.ts';

/** A Krylov space: an orthonormal basis V whose first vector is the start's direction, and T = V'(I + E)V, tridiagonal. */
export interface Krylov {
  readonly steps: number;
  readonly diagonal: Float64Array;
  /** Beside the diagonal; the entry after the last step says what the space leaves out. */
  readonly beside: Float64Array;
  readonly basis: readonly Float64Array[];
  /** Length of the start. */
  readonly norm: number;
  /** False where some vector of the space has no positive curvature. */
  readonly definite: boolean;
}

export interface Lanczos {
  /** The space belongs to it and changes with the next call. */
  run(start: Float64Array): Krylov;
}

/**
 * Lanczos' method on I + E, basis vectors orthogonalised against all before them, until the solution of (I + E) x = start in
 * the space has a residual below `relative` of the start (Golub & Van Loan 2013, section 10.1; Saad 2003, proposition 6.20),
 * which bounds what the space leaves out of any smooth function of I + E.
 */
export function lanczos(
  times: (x: Float64Array, out: Float64Array) => void,
  dimension: number,
  { relative, most }: { readonly relative: number; readonly most: number },
): Lanczos {
  const limit = Math.min(most, dimension);
  const basis: Float64Array[] = [];
  const diagonal = new Float64Array(limit);
  const beside = new Float64Array(limit);
  const next = new Float64Array(dimension);

  function at(step: number): Float64Array {
    if (basis.length === step) basis.push(new Float64Array(dimension));
    return basis[step];
  }

  /** Takes out of `next` what the basis has of it; twice is enough (Giraud et al. 2005). */
  function orthogonalise(steps: number): void {
    for (let round = 0; round < 2; round++)
      for (let k = 0; k < steps; k++) {
        const v = basis[k];
        const part = dot(v, next);
        for (let i = 0; i < dimension; i++) next[i] -= part * v[i];
      }
  }

  return {
    run(start) {
      const norm = Math.sqrt(dot(start, start));
      const first = at(0);
      for (let i = 0; i < dimension; i++) first[i] = norm === 0 ? 0 : start[i] / norm;
      let [residual, pivot] = [1, 1];
      let steps = 0;
      let definite = true;
      while (steps < limit && norm > 0) {
        const v = basis[steps];
        times(v, next);
        for (let i = 0; i < dimension; i++) next[i] += v[i];
        diagonal[steps] = dot(v, next);
        pivot = steps === 0 ? diagonal[0] : diagonal[steps] - (beside[steps - 1] * beside[steps - 1]) / pivot;
        definite = pivot > 0;
        if (!definite) break;
        orthogonalise(steps + 1);
        const length = Math.sqrt(dot(next, next));
        beside[steps++] = length;
        residual *= length / pivot;
        if (residual <= relative || steps === limit) break;
        const follower = at(steps);
        for (let i = 0; i < dimension; i++) follower[i] = next[i] / length;
      }
      return { steps, diagonal, beside, basis, norm, definite };
    },
  };
}
