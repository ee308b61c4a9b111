import { choleskyInPlace } from '../linalg/cholesky.ts';
import { classGradient } from './classes.ts';
import {
  type Covariances,
  type LinearCoefficients,
  type Marginal,
  scaledInformation,
  solveInPlace,
} from './marginal.ts';
import { pairGradient } from './pairs.ts';
import type { GaussianStatistics } from './statistics.ts';

/** Derivatives of the log marginal likelihood. */
export interface MarginalGradient {
  readonly sigma: number;
  /** d / d L_t, k x k row-major, a term; only the lower triangles matter. */
  readonly factors: readonly Float64Array[];
  /** d / d held coefficients; zero for integrated ones. */
  readonly held: Float64Array;
}

/** Arrays that gradients are found in, one after the other: for statistics and terms of one shape. */
export interface GradientMemory extends Omit<MarginalGradient, 'sigma'> {
  readonly sigmaW: Float64Array;
  readonly column: Float64Array;
  readonly score: Float64Array;
}

export function gradientMemory(
  { border }: GaussianStatistics,
  factors: readonly Float64Array[],
  linear: LinearCoefficients,
): GradientMemory {
  return {
    factors: factors.map((l) => new Float64Array(l.length)),
    held: new Float64Array(linear.held.length),
    sigmaW: new Float64Array(border * border),
    column: new Float64Array(border),
    score: new Float64Array(border),
  };
}

/**
 * Gradient by Fisher's identity: the mean, over the conditional normal distribution of what was integrated out, of the
 * gradient of the complete log density. With d_j = Z_j'W(y - U w), z_j | d_j ~ N(B_j d_j, M_j^-1), B_j = M_j^-1 L' / sigma^2:
 *   d / d L     = sum_j (E[d z'] - N_j L E[z z']) / sigma^2,
 *   d / d sigma = -weight / sigma + E[residual sum of squares] / sigma^3.
 * Source of the identity: Dempster, Laird & Rubin 1977, section 3. What it finds holds until the next point.
 */
export function marginalGradient(
  s: GaussianStatistics,
  { sigma, factors }: Covariances,
  linear: LinearCoefficients,
  m: Marginal,
  memory: GradientMemory,
): MarginalGradient {
  const { border } = s;
  const { sigmaW, score, held, factors: out } = memory;
  writePosteriorCovariance(m, border, memory.column, sigmaW);
  for (const slopes of out) slopes.fill(0);
  let residual = s.yy;
  for (let i = 0; i < border; i++) {
    residual -= 2 * m.w[i] * s.uy[i];
    for (let j = 0; j < border; j++)
      residual += s.uu[i * border + j] * (m.w[i] * m.w[j] + sigmaW[i * border + j]);
  }
  if (s.leading >= 0) {
    const l = factors[s.leading];
    const lOut = out[s.leading];
    if (s.classes !== null) residual += classGradient(s, s.classes, sigma, l[0], m, sigmaW, lOut);
    else residual += (s.k === 2 ? pairGradient : leadingGradient)(s, sigma, l, m, sigmaW, lOut);
  }
  score.set(m.rawY);
  for (let i = 0; i < border; i++)
    for (let j = 0; j < border; j++) score[i] -= m.raw[i * border + j] * m.w[j];
  for (let j = 0; j < held.length; j++) if (linear.held[j] === 1) held[j] = score[s.linearStart + j];
  return { sigma: (residual / (sigma * sigma) - s.weight) / sigma, factors: out, held };
}

/** The posterior covariance of the raw border coefficients, border x border; zero where one is held. */
export function posteriorCovariance(m: Marginal, border: number): Float64Array {
  const out = new Float64Array(border * border);
  writePosteriorCovariance(m, border, new Float64Array(border), out);
  return out;
}

/** The same into `out`, whose places of held coefficients hold zero already; `column` is scratch. */
function writePosteriorCovariance(
  { free, factor }: Marginal,
  border: number,
  column: Float64Array,
  out: Float64Array,
): void {
  const n = free.length;
  for (let f = 0; f < n; f++) {
    column.fill(0);
    column[f] = 1;
    solveInPlace(factor, n, column);
    for (let g = 0; g < n; g++) out[free[g] * border + free[f]] = column[g];
  }
}

/** Adds the leading term's d / d L to `out`; returns its part of the expected residual sum of squares. */
export function leadingGradient(
  s: GaussianStatistics,
  sigma: number,
  l: Float64Array,
  m: Marginal,
  sigmaW: Float64Array,
  out: Float64Array,
): number {
  const { k, levels, border, from, column, zu, zy, zz } = s;
  const precision = 1 / (sigma * sigma);
  const [d, c, b, inverse, zzMean, dz, nl, r] = [k, ...Array(7).fill(k * k)].map(
    (size) => new Float64Array(size),
  );
  let residual = 0;
  for (let j = 0; j < levels; j++) {
    scaledInformation(zz, j, l, k, precision, r);
    if (!choleskyInPlace(r, k)) return Number.NaN;
    d.set(zy.subarray(j * k, (j + 1) * k));
    for (let a = from[j]; a < from[j + 1]; a++)
      for (let x = 0; x < k; x++) d[x] -= zu[a * k + x] * m.w[column[a]];
    for (let x = 0; x < k; x++) for (let y = 0; y < k; y++) c[x * k + y] = d[x] * d[y];
    if (k === 1) c[0] = addScalarSpread(s, j, sigmaW, c[0]);
    else
      for (let a = from[j]; a < from[j + 1]; a++)
        for (let e = from[j]; e < from[j + 1]; e++) {
          const covariance = sigmaW[column[a] * border + column[e]];
          for (let x = 0; x < k; x++)
            for (let y = 0; y < k; y++) c[x * k + y] += zu[a * k + x] * covariance * zu[e * k + y];
        }
    inverseOf(r, k, inverse);
    // B = M^-1 L' / sigma^2
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let sum = 0;
        for (let e = 0; e <= y; e++) sum += inverse[x * k + e] * l[y * k + e];
        b[x * k + y] = sum * precision;
      }
    multiply(c, b, k, true, dz); // E[d z'] = C B'
    multiply(b, dz, k, false, zzMean); // B C B'
    for (let x = 0; x < k * k; x++) zzMean[x] += inverse[x];
    const n = zz.subarray(j * k * k, (j + 1) * k * k);
    multiply(n, l, k, false, nl);
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let nlzz = 0;
        for (let e = 0; e < k; e++) nlzz += nl[x * k + e] * zzMean[e * k + y];
        out[x * k + y] += (dz[x * k + y] - nlzz) * precision;
        residual += l[x * k + y] * (nlzz - 2 * dz[x * k + y]);
      }
  }
  return residual;
}

/** sum + T Sigma T' of one level with one coefficient, added in the same order as for more. */
function addScalarSpread(
  { border, from, column, zu }: GaussianStatistics,
  j: number,
  sigmaW: Float64Array,
  start: number,
): number {
  let sum = start;
  for (let a = from[j]; a < from[j + 1]; a++) {
    const row = column[a] * border;
    for (let e = from[j]; e < from[j + 1]; e++) sum += zu[a] * sigmaW[row + column[e]] * zu[e];
  }
  return sum;
}

/** out = a b, or a b' where `transposed`. */
function multiply(a: Float64Array, b: Float64Array, k: number, transposed: boolean, out: Float64Array): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < k; y++) {
      let sum = 0;
      for (let e = 0; e < k; e++) sum += a[x * k + e] * (transposed ? b[y * k + e] : b[e * k + y]);
      out[x * k + y] = sum;
    }
}

/** Inverse of R R'. */
export function inverseOf(r: Float64Array, k: number, out: Float64Array): void {
  if (k === 1) {
    out[0] = 1 / (r[0] * r[0]);
    return;
  }
  out.fill(0);
  for (let x = 0; x < k; x++) {
    out[x * k + x] = 1;
    solveInPlace(r, k, out, x * k);
  }
}
