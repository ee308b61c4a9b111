/** Small dense kernels on a block of a flat array: n x n, row-major, from `at` on. Only the lower triangle is read or written. */

/** Replaces a symmetric positive definite block by its lower Cholesky factor C. False if a pivot is not positive. */
export function factorBlock(a: Float64Array, at: number, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = at + i * n;
    for (let j = 0; j <= i; j++) {
      const other = at + j * n;
      let s = a[row + j];
      for (let k = 0; k < j; k++) s -= a[row + k] * a[other + k];
      if (j < i) a[row + j] = s / a[other + j];
      else if (s > 0) a[row + i] = Math.sqrt(s);
      else return false;
    }
  }
  return true;
}

/** x <- C^-1 x, for the n numbers of x from `xAt` on. */
export function forwardSolve(c: Float64Array, at: number, n: number, x: Float64Array, xAt: number): void {
  for (let i = 0; i < n; i++) {
    const row = at + i * n;
    let s = x[xAt + i];
    for (let k = 0; k < i; k++) s -= c[row + k] * x[xAt + k];
    x[xAt + i] = s / c[row + i];
  }
}

/** x <- C'^-1 x, for the n numbers of x from `xAt` on. */
export function backSolve(c: Float64Array, at: number, n: number, x: Float64Array, xAt: number): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = at + i * n;
    const s = x[xAt + i] / c[row + i];
    x[xAt + i] = s;
    for (let k = 0; k < i; k++) x[xAt + k] -= c[row + k] * s;
  }
}

/** Copies the lower triangle of a block to the upper one. */
export function mirrorLower(a: Float64Array, at: number, n: number): void {
  for (let p = 1; p < n; p++) for (let q = 0; q < p; q++) a[at + q * n + p] = a[at + p * n + q];
}
