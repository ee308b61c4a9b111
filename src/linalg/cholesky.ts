/**
 * Lower Cholesky factor of a symmetric positive definite matrix, n x n row-major; only the lower triangle is read.
 * Returns null if a pivot is not positive (or not a number).
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = a[i * n + j];
      for (let k = 0; k < j; k++) s -= c[i * n + k] * c[j * n + k];
      if (i === j) {
        if (!(s > 0)) return null;
        c[i * n + i] = Math.sqrt(s);
      } else c[i * n + j] = s / c[j * n + j];
    }
  }
  return c;
}
