import { log } from '../elementary.ts';
import { mirrorLower } from '../linalg/triangular.ts';
import type { Rng } from '../rng.ts';
import type { Eliminated } from './classes.ts';
import type { GaussianStatistics } from './statistics.ts';

/**
 * The loops over levels of a leading term with two coefficients, written out: an intercept and a slope a level, as most
 * models have them. Every sum is taken in the order of the loops for any number of coefficients (`eliminateLeading`,
 * `leadingGradient`, `drawLevels`), so the numbers are the same bit for bit, in a fifth of the time.
 */

/** As `scaledInformation` and its Cholesky factor: (r00, r10, r11) into rOut from `to` on; false where a pivot is not positive. */
function factorPair(
  zz: Float64Array,
  j: number,
  l: Float64Array,
  precision: number,
  rOut: Float64Array,
  to: number,
): boolean {
  const l0 = l[0];
  const l2 = l[2];
  const l3 = l[3];
  const at = 4 * j;
  const z0 = zz[at];
  const z1 = zz[at + 1];
  const z2 = zz[at + 2];
  const z3 = zz[at + 3];
  const m00 = (l0 * z0 * l0 + l0 * z1 * l2 + l2 * z2 * l0 + l2 * z3 * l2) * precision + 1;
  const m10 = (l3 * z2 * l0 + l3 * z3 * l2) * precision + 0;
  const m11 = l3 * z3 * l3 * precision + 1;
  if (!(m00 > 0)) return false;
  const r00 = Math.sqrt(m00);
  const r10 = m10 / r00;
  const pivot = m11 - r10 * r10;
  if (!(pivot > 0)) return false;
  rOut[to] = r00;
  rOut[to + 1] = r10;
  rOut[to + 2] = Math.sqrt(pivot);
  return true;
}

/** As `eliminateLeading`; each level's factor of M_j is left in `rootsOut`, three numbers a level. */
export function eliminatePairs(
  s: GaussianStatistics,
  l: Float64Array,
  precision: number,
  raw: Float64Array,
  rawY: Float64Array,
  half: Float64Array,
  rootsOut: Float64Array,
): Eliminated | null {
  const { levels, border, from, column, zu, zy, zz } = s;
  let yy = s.yy;
  let logDeterminant = 0;
  const root = Math.sqrt(precision);
  const l0 = l[0];
  const l2 = l[2];
  const l3 = l[3];
  for (let j = 0; j < levels; j++) {
    if (!factorPair(zz, j, l, precision, rootsOut, 3 * j)) return null;
    const r00 = rootsOut[3 * j];
    const r10 = rootsOut[3 * j + 1];
    const r11 = rootsOut[3 * j + 2];
    logDeterminant += 2 * log(r00) + 2 * log(r11);
    const y0 = ((l0 * zy[2 * j] + l2 * zy[2 * j + 1]) * root) / r00;
    const y1 = (l3 * zy[2 * j + 1] * root - r10 * y0) / r11;
    yy -= y0 * y0;
    yy -= y1 * y1;
    const first = from[j];
    const count = from[j + 1] - first;
    for (let a = 0; a < count; a++) {
      const at = 2 * (first + a);
      const h0 = ((l0 * zu[at] + l2 * zu[at + 1]) * root) / r00;
      const h1 = (l3 * zu[at + 1] * root - r10 * h0) / r11;
      half[2 * a] = h0;
      half[2 * a + 1] = h1;
      const ua = column[first + a];
      rawY[ua] -= h0 * y0 + h1 * y1;
      const row = ua * border;
      for (let b = 0; b <= a; b++) raw[row + column[first + b]] -= h0 * half[2 * b] + h1 * half[2 * b + 1];
    }
  }
  mirrorLower(raw, 0, border);
  return { yy, logDeterminant };
}

/** As `leadingGradient`, at a point that `eliminatePairs` has been at. */
export function pairGradient(
  s: GaussianStatistics,
  sigma: number,
  l: Float64Array,
  { w, roots }: { readonly w: Float64Array; readonly roots: Float64Array },
  sigmaW: Float64Array,
  out: Float64Array,
): number {
  const { levels, border, from, column, zu, zy, zz } = s;
  const precision = 1 / (sigma * sigma);
  const l0 = l[0];
  const l1 = l[1];
  const l2 = l[2];
  const l3 = l[3];
  let out0 = out[0];
  let out1 = out[1];
  let out2 = out[2];
  let out3 = out[3];
  let residual = 0;
  for (let j = 0; j < levels; j++) {
    const r00 = roots[3 * j];
    const r10 = roots[3 * j + 1];
    const r11 = roots[3 * j + 2];
    const first = from[j];
    const end = from[j + 1];
    let d0 = zy[2 * j];
    let d1 = zy[2 * j + 1];
    for (let a = first; a < end; a++) {
      const at = w[column[a]];
      d0 -= zu[2 * a] * at;
      d1 -= zu[2 * a + 1] * at;
    }
    let c0 = d0 * d0;
    let c1 = d0 * d1;
    let c2 = d1 * d0;
    let c3 = d1 * d1;
    for (let a = first; a < end; a++) {
      const row = column[a] * border;
      const u0 = zu[2 * a];
      const u1 = zu[2 * a + 1];
      for (let e = first; e < end; e++) {
        const covariance = sigmaW[row + column[e]];
        const v0 = zu[2 * e];
        const v1 = zu[2 * e + 1];
        const s0 = u0 * covariance;
        const s1 = u1 * covariance;
        c0 += s0 * v0;
        c1 += s0 * v1;
        c2 += s1 * v0;
        c3 += s1 * v1;
      }
    }
    // M^-1, by the two solves of `inverseOf`
    const forward = 1 / r00;
    const i1 = (0 - r10 * forward) / r11 / r11;
    const i0 = (forward - r10 * i1) / r00;
    const i3 = 1 / r11 / r11;
    const i2 = (0 - r10 * i3) / r00;
    // B = M^-1 L' / sigma^2
    const b0 = i0 * l0 * precision;
    const b1 = (i0 * l2 + i1 * l3) * precision;
    const b2 = i2 * l0 * precision;
    const b3 = (i2 * l2 + i3 * l3) * precision;
    // E[d z'] = C B', E[z z'] = B C B' + M^-1, N L
    const d00 = c0 * b0 + c1 * b1;
    const d01 = c0 * b2 + c1 * b3;
    const d10 = c2 * b0 + c3 * b1;
    const d11 = c2 * b2 + c3 * b3;
    const z00 = b0 * d00 + b1 * d10 + i0;
    const z01 = b0 * d01 + b1 * d11 + i1;
    const z10 = b2 * d00 + b3 * d10 + i2;
    const z11 = b2 * d01 + b3 * d11 + i3;
    const n0 = zz[4 * j];
    const n1 = zz[4 * j + 1];
    const n2 = zz[4 * j + 2];
    const n3 = zz[4 * j + 3];
    const m0 = n0 * l0 + n1 * l2;
    const m1 = n0 * l1 + n1 * l3;
    const m2 = n2 * l0 + n3 * l2;
    const m3 = n2 * l1 + n3 * l3;
    const g0 = m0 * z00 + m1 * z10;
    const g1 = m0 * z01 + m1 * z11;
    const g2 = m2 * z00 + m3 * z10;
    const g3 = m2 * z01 + m3 * z11;
    out0 += (d00 - g0) * precision;
    out1 += (d01 - g1) * precision;
    out2 += (d10 - g2) * precision;
    out3 += (d11 - g3) * precision;
    residual += l0 * (g0 - 2 * d00);
    residual += l1 * (g1 - 2 * d01);
    residual += l2 * (g2 - 2 * d10);
    residual += l3 * (g3 - 2 * d11);
  }
  out[0] = out0;
  out[1] = out1;
  out[2] = out2;
  out[3] = out3;
  return residual;
}

/** As `drawLevels`, from the factors that `eliminatePairs` left. */
export function drawPairLevels(
  rng: Pick<Rng, 'normal'>,
  { levels, from, column, zu, zy }: Pick<GaussianStatistics, 'levels' | 'from' | 'column' | 'zu' | 'zy'>,
  l: Float64Array,
  precision: number,
  w: Float64Array,
  zOut: Float64Array,
  roots: Float64Array,
): void {
  for (let j = 0; j < levels; j++) {
    const r00 = roots[3 * j];
    const r10 = roots[3 * j + 1];
    const r11 = roots[3 * j + 2];
    let d0 = zy[2 * j];
    let d1 = zy[2 * j + 1];
    for (let a = from[j]; a < from[j + 1]; a++) {
      const at = w[column[a]];
      d0 -= zu[2 * a] * at;
      d1 -= zu[2 * a + 1] * at;
    }
    const mean0 = ((l[0] * d0 + l[2] * d1) * precision) / r00;
    const mean1 = (l[3] * d1 * precision - r10 * mean0) / r11;
    const z0 = mean0 + rng.normal();
    const z1 = (mean1 + rng.normal()) / r11;
    zOut[2 * j] = (z0 - r10 * z1) / r00;
    zOut[2 * j + 1] = z1;
  }
}
