/**
 * Lower Cholesky factor of a symmetric positive definite matrix, n x n row-major; only the lower triangle is read.
 * Returns null if a pivot is not positive (or not a number).
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const c = a.slice();
  if (!choleskyInPlace(c, n)) return null;
  for (let i = 0; i < n; i++) c.fill(0, i * n + i + 1, (i + 1) * n);
  return c;
}

/**
 * As `cholesky`, over the lower triangle of the n x n block that starts at `at`; what is above the diagonal stays.
 * Returns false, leaving the block unusable, if a pivot is not positive.
 */
export function choleskyInPlace(a: Float64Array, n: number, at = 0): boolean {
  for (let i = 0; i < n; i++) {
    const row = at + i * n;
    for (let j = 0; j <= i; j++) {
      const other = at + j * n;
      let s = a[row + j];
      for (let k = 0; k < j; k++) s -= a[row + k] * a[other + k];
      if (i > j) a[row + j] = s / a[other + j];
      else if (s > 0) a[row + i] = Math.sqrt(s);
      else return false;
    }
  }
  return true;
}
