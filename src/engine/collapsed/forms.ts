import { choleskyInPlace } from '../linalg/cholesky.ts';
import { inverseOf, posteriorCovariance } from './gradient.ts';
import { type Marginal, scaledInformation } from './marginal.ts';
import type { GaussianStatistics, SetSums } from './statistics.ts';

/**
 * E[e'A e] for the residual e and every A whose sums are given, over the conditional normal distribution of what was
 * integrated out at a point: w of the border, and z_j | w ~ N(B_j d_j, M_j^-1) with d_j = Z_j'W(y - U w). With
 * d_j^A = Z_j'A(y - U w), a level's part is
 *   E[-2 z'L'd^A + z'L'Z'AZ L z],   E[d^A z'] = (mean d^A mean d' + T_A Sigma T') B'.
 */
export function expectedForms(
  s: GaussianStatistics,
  sets: readonly SetSums[],
  sigma: number,
  l: Float64Array | null,
  m: Marginal,
): Float64Array {
  const { border } = s;
  const sigmaW = posteriorCovariance(m, border);
  const out = Float64Array.from(sets, ({ yy, uy, uu }) => {
    let sum = yy;
    for (let i = 0; i < border; i++) {
      sum -= 2 * m.w[i] * uy[i];
      for (let j = 0; j < border; j++) sum += uu[i * border + j] * (m.w[i] * m.w[j] + sigmaW[i * border + j]);
    }
    return sum;
  });
  if (l !== null) addLevels(s, sets, 1 / (sigma * sigma), l, m, sigmaW, out);
  return out;
}

function addLevels(
  s: GaussianStatistics,
  sets: readonly SetSums[],
  precision: number,
  l: Float64Array,
  m: Marginal,
  sigmaW: Float64Array,
  out: Float64Array,
): void {
  const { k, levels, border, from, column, zu, zy, zz } = s;
  const widest = from.reduce((most, at, j) => Math.max(most, j === 0 ? 0 : at - from[j - 1]), 0);
  const spread = new Float64Array(widest * k); // Sigma T'
  const [d, dA] = [new Float64Array(k), new Float64Array(k)];
  const [r, inverse, bl, lzz, crossed, half] = Array.from({ length: 6 }, () => new Float64Array(k * k));
  for (let j = 0; j < levels; j++) {
    scaledInformation(zz, j, l, k, precision, r);
    if (!choleskyInPlace(r, k)) {
      out.fill(Number.NaN);
      return;
    }
    inverseOf(r, k, inverse);
    // bl = L B = L M^-1 L' / sigma^2, so that L z = bl d + L noise
    timesLower(l, inverse, k, half);
    timesTransposedLower(half, l, k, bl);
    for (let e = 0; e < k * k; e++) bl[e] *= precision;
    const [first, end] = [from[j], from[j + 1]];
    residualOf(zy, zu, j, d);
    spread.fill(0);
    if (k === 1) scalarSpread(first, end);
    else
      for (let a = first; a < end; a++)
        for (let e = first; e < end; e++) {
          const covariance = sigmaW[column[a] * border + column[e]];
          for (let x = 0; x < k; x++) spread[(a - first) * k + x] += covariance * zu[e * k + x];
        }
    // E[Lz z'L'] = bl E[d d'] bl' + L M^-1 L'
    crossWith(zu, d, first, end, crossed);
    product(bl, crossed, k, half);
    productTransposed(half, bl, k, lzz);
    for (let e = 0; e < k * k; e++) lzz[e] += bl[e] / precision;
    for (let t = 0; t < sets.length; t++) {
      const set = sets[t];
      residualOf(set.zy, set.zu, j, dA);
      crossWith(set.zu, dA, first, end, crossed); // E[d^A d']
      let sum = 0;
      for (let x = 0; x < k; x++)
        for (let y = 0; y < k; y++) {
          sum += set.zz[(j * k + x) * k + y] * lzz[x * k + y];
          sum -= 2 * crossed[x * k + y] * bl[x * k + y];
        }
      out[t] += sum;
    }
  }

  function scalarSpread(first: number, end: number): void {
    for (let a = first; a < end; a++) {
      const row = column[a] * border;
      let sum = 0;
      for (let e = first; e < end; e++) sum += sigmaW[row + column[e]] * zu[e];
      spread[a - first] = sum;
    }
  }

  function residualOf(ofY: Float64Array, ofU: Float64Array, j: number, dOut: Float64Array): void {
    for (let x = 0; x < k; x++) dOut[x] = ofY[j * k + x];
    for (let a = from[j]; a < from[j + 1]; a++)
      for (let x = 0; x < k; x++) dOut[x] -= ofU[a * k + x] * m.w[column[a]];
  }

  /** E[d^A d'] where `dA` is the mean of d^A and T_A its columns. */
  function crossWith(
    ofU: Float64Array,
    mean: Float64Array,
    first: number,
    end: number,
    cOut: Float64Array,
  ): void {
    for (let x = 0; x < k; x++) for (let y = 0; y < k; y++) cOut[x * k + y] = mean[x] * d[y];
    for (let a = first; a < end; a++)
      for (let x = 0; x < k; x++)
        for (let y = 0; y < k; y++) cOut[x * k + y] += ofU[a * k + x] * spread[(a - first) * k + y];
  }
}

/** out = a b. */
function product(a: Float64Array, b: Float64Array, k: number, out: Float64Array): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < k; y++) {
      out[x * k + y] = 0;
      for (let e = 0; e < k; e++) out[x * k + y] += a[x * k + e] * b[e * k + y];
    }
}

/** out = a b'. */
function productTransposed(a: Float64Array, b: Float64Array, k: number, out: Float64Array): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < k; y++) {
      out[x * k + y] = 0;
      for (let e = 0; e < k; e++) out[x * k + y] += a[x * k + e] * b[y * k + e];
    }
}

/** out = L a, with L lower triangular. */
function timesLower(l: Float64Array, a: Float64Array, k: number, out: Float64Array): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < k; y++) {
      out[x * k + y] = 0;
      for (let e = 0; e <= x; e++) out[x * k + y] += l[x * k + e] * a[e * k + y];
    }
}

/** out = a L', with L lower triangular. */
function timesTransposedLower(a: Float64Array, l: Float64Array, k: number, out: Float64Array): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < k; y++) {
      out[x * k + y] = 0;
      for (let e = 0; e <= y; e++) out[x * k + y] += a[x * k + e] * l[y * k + e];
    }
}
