/** Products of small square matrices, d x d row-major, each a subarray of its own. */

/** A B. */
export function product(d: number, a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(d * d);
  for (let r = 0; r < d; r++)
    for (let k = 0; k < d; k++) for (let c = 0; c < d; c++) out[r * d + c] += a[r * d + k] * b[k * d + c];
  return out;
}

export function transpose(d: number, a: Float64Array): Float64Array {
  const out = new Float64Array(d * d);
  for (let r = 0; r < d; r++) for (let c = 0; c < d; c++) out[c * d + r] = a[r * d + c];
  return out;
}

/** A x, into the d numbers of `out` from `at` on. */
export function timesVector(d: number, a: Float64Array, x: Float64Array, out: Float64Array, at = 0): void {
  for (let r = 0; r < d; r++) {
    let s = 0;
    for (let c = 0; c < d; c++) s += a[r * d + c] * x[c];
    out[at + r] = s;
  }
}

/** x y'. */
export function outer(d: number, x: Float64Array, y: Float64Array): Float64Array {
  const out = new Float64Array(d * d);
  for (let r = 0; r < d; r++) for (let c = 0; c < d; c++) out[r * d + c] = x[r] * y[c];
  return out;
}

/** A + by * B, over A. */
export function addTo(a: Float64Array, by: number, b: Float64Array): void {
  for (let p = 0; p < a.length; p++) a[p] += by * b[p];
}

/** The inverse of the transpose of a lower triangular matrix, of which only the lower triangle is read: upper triangular. */
export function inverseOfTranspose(d: number, lower: Float64Array): Float64Array {
  const out = new Float64Array(d * d);
  for (let r = 0; r < d; r++) {
    out[r * d + r] = 1 / lower[r * d + r];
    for (let c = r - 1; c >= 0; c--) {
      let s = 0;
      for (let k = c; k < r; k++) s += lower[r * d + k] * out[c * d + k];
      out[c * d + r] = -s / lower[r * d + r];
    }
  }
  return out;
}
