import { log } from '../elementary.ts';

/**
 * sum_j log N(b_j; 0, L L') of effects that are held while L moves, k x k, by S = sum_j b_j b_j' (row-major), without the
 * constant; adds its derivative by L (lower triangle) to `adjoint`. With A = L^-1 S L'^-1 the derivative is
 * L'^-1 (A - n I). NaN where a diagonal entry of L is not positive.
 */
export function heldLogDensity(
  l: Float64Array,
  k: number,
  levels: number,
  s: Float64Array,
  adjoint: Float64Array,
): number {
  if (k === 1) {
    const a = s[0] / (l[0] * l[0]);
    adjoint[0] += (a - levels) / l[0];
    return -levels * log(l[0]) - a / 2;
  }
  const inner = s.slice();
  solveRows(l, k, inner);
  transpose(inner, k);
  solveRows(l, k, inner);
  let value = 0;
  for (let c = 0; c < k; c++) {
    value -= levels * log(l[c * k + c]) + inner[c * k + c] / 2;
    inner[c * k + c] -= levels;
  }
  for (let c = 0; c < k; c++)
    for (let r = k - 1; r >= 0; r--) {
      let sum = inner[r * k + c];
      for (let q = r + 1; q < k; q++) sum -= l[q * k + r] * inner[q * k + c];
      inner[r * k + c] = sum / l[r * k + r];
    }
  for (let r = 0; r < k; r++) for (let c = 0; c <= r; c++) adjoint[r * k + c] += inner[r * k + c];
  return value;
}

/** m <- L^-1 m. */
function solveRows(l: Float64Array, k: number, m: Float64Array): void {
  for (let c = 0; c < k; c++)
    for (let r = 0; r < k; r++) {
      let sum = m[r * k + c];
      for (let q = 0; q < r; q++) sum -= l[r * k + q] * m[q * k + c];
      m[r * k + c] = sum / l[r * k + r];
    }
}

function transpose(m: Float64Array, k: number): void {
  for (let r = 1; r < k; r++)
    for (let c = 0; c < r; c++) [m[r * k + c], m[c * k + r]] = [m[c * k + r], m[r * k + c]];
}

/** S = sum_j b_j b_j', k x k. */
export function secondMoments(b: Float64Array, k: number, out: Float64Array): void {
  out.fill(0);
  for (let at = 0; at < b.length; at += k)
    for (let r = 0; r < k; r++) for (let c = 0; c < k; c++) out[r * k + c] += b[at + r] * b[at + c];
}

/** z_j = L^-1 b_j for every level. */
export function standardised(l: Float64Array, k: number, b: Float64Array, zOut: Float64Array): void {
  for (let at = 0; at < b.length; at += k)
    for (let r = 0; r < k; r++) {
      let sum = b[at + r];
      for (let c = 0; c < r; c++) sum -= l[r * k + c] * zOut[at + c];
      zOut[at + r] = sum / l[r * k + r];
    }
}
