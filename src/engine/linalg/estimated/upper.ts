/** Small dense kernels with upper triangular factors: A = U U', n x n row-major from `at` on; below U's diagonal nothing is read. */

/** Replaces the block, of which the lower triangle is read, by U. False if a pivot is not positive. */
export function factorUpper(a: Float64Array, at: number, n: number): boolean {
  for (let i = n - 1; i >= 0; i--)
    for (let j = i; j >= 0; j--) {
      // U_ji from A_ij, i >= j
      let s = a[at + i * n + j];
      for (let k = i + 1; k < n; k++) s -= a[at + j * n + k] * a[at + i * n + k];
      if (j < i) a[at + j * n + i] = s / a[at + i * n + i];
      else if (s > 0) a[at + i * n + i] = Math.sqrt(s);
      else return false;
    }
  return true;
}

/** x <- U^-1 x, for the n numbers `stride` apart from `xAt` on. */
export function solveUpper(
  u: Float64Array,
  at: number,
  n: number,
  x: Float64Array,
  xAt: number,
  stride = 1,
): void {
  for (let i = n - 1; i >= 0; i--) {
    let s = x[xAt + i * stride];
    for (let k = i + 1; k < n; k++) s -= u[at + i * n + k] * x[xAt + k * stride];
    x[xAt + i * stride] = s / u[at + i * n + i];
  }
}

/** x <- U'^-1 x, likewise. */
export function solveUpperTransposed(
  u: Float64Array,
  at: number,
  n: number,
  x: Float64Array,
  xAt: number,
  stride = 1,
): void {
  for (let i = 0; i < n; i++) {
    let s = x[xAt + i * stride];
    for (let k = 0; k < i; k++) s -= u[at + k * n + i] * x[xAt + k * stride];
    x[xAt + i * stride] = s / u[at + i * n + i];
  }
}
