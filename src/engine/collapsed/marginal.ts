import { log2Pi } from '../elementary/constants.ts';
import { log } from '../elementary.ts';
import { choleskyInPlace } from '../linalg/cholesky.ts';
import { type Eliminated, eliminateClasses } from './classes.ts';
import { eliminatePairs } from './pairs.ts';
import type { GaussianStatistics } from './statistics.ts';

/** What the covariance parameters say: the residual sd and every term's factor L_t (k x k, row-major). */
export interface Covariances {
  readonly sigma: number;
  readonly factors: readonly Float64Array[];
}

/** Coefficients of X: integrated out under a normal prior, or held at a value because they are sampled. */
export interface LinearCoefficients {
  /** Prior means (relative to `centre` for the intercept) and precisions; only read where `held` is 0. */
  readonly mean: Float64Array;
  readonly precision: Float64Array;
  /** 1 where the coefficient is sampled; its value is then in `value`. */
  readonly held: Uint8Array;
  readonly value: Float64Array;
}

/**
 * The likelihood of a gaussian mixed model with the group effects and the normal coefficients integrated out, at one
 * point, with what is needed to differentiate it and to draw what was integrated out. With V the covariance of y given
 * the border's coefficients w, and the leading term's M_j = I + L'Z_j'WZ_j L / sigma^2:
 *   V^-1 = (W - W Z_j L M_j^-1 L' Z_j' W / sigma^2) / sigma^2.
 * The border is X: its unknowns zeta are the integrated coefficients, w is zeta beside the held values.
 */
export interface Marginal {
  /** log p(y | covariance parameters, held coefficients). */
  readonly logLikelihood: number;
  /** U'V^-1 U and U'V^-1 y on the raw border columns. */
  readonly raw: Float64Array;
  readonly rawY: Float64Array;
  /** Border columns that are integrated over, ascending: the unknowns zeta. */
  readonly free: Int32Array;
  /** Lower Cholesky factor of the posterior precision of zeta (free x free), of which the lower triangle matters, and its mean. */
  readonly factor: Float64Array;
  readonly mean: Float64Array;
  /** Mean of the raw border coefficients w, held ones included. */
  readonly w: Float64Array;
  /** Of a leading term with two coefficients, the Cholesky factor of each M_j: (r00, r10, r11) a level. */
  readonly roots: Float64Array;
}

/** Arrays that marginals are found in, one after the other: of statistics of one shape, and the same coefficients held. */
export interface MarginalMemory extends Omit<Marginal, 'logLikelihood'> {
  /** Right-hand side of the equations of zeta. */
  readonly right: Float64Array;
  /** Of one level, what its border columns become; k numbers a column. */
  readonly half: Float64Array;
}

export function marginalMemory(s: GaussianStatistics, linear: LinearCoefficients): MarginalMemory {
  const { border } = s;
  const free = freeColumns(linear);
  const n = free.length;
  const [raw, factor] = [border * border, n * n].map((size) => new Float64Array(size));
  const [rawY, w, mean, right] = [border, border, n, n].map((size) => new Float64Array(size));
  const half = new Float64Array(widestLevel(s) * s.k);
  const roots = new Float64Array(s.leading >= 0 && s.k === 2 ? 3 * s.levels : 0);
  return { raw, rawY, free, factor, mean, w, right, half, roots };
}

/** Border columns of the level that touches most. */
function widestLevel({ from, levels }: GaussianStatistics): number {
  let most = 0;
  for (let j = 0; j < levels; j++) most = Math.max(most, from[j + 1] - from[j]);
  return most;
}

/**
 * Returns null where rounding leaves a matrix without a Cholesky factor. What it finds holds until the next point.
 */
export function evaluateMarginal(
  s: GaussianStatistics,
  { sigma, factors }: Covariances,
  linear: LinearCoefficients,
  memory: MarginalMemory,
): Marginal | null {
  const { border } = s;
  const precision = 1 / (sigma * sigma);
  const { raw, rawY, free, factor, mean, w, right: c, half, roots } = memory;
  raw.set(s.uu);
  rawY.set(s.uy);
  const l = s.leading < 0 ? null : factors[s.leading];
  const leading =
    l !== null && s.classes !== null
      ? eliminateClasses(s, s.classes, l[0], precision, raw, rawY)
      : l !== null && s.k === 2
        ? eliminatePairs(s, l, precision, raw, rawY, half, roots)
        : eliminateLeading(s, l, precision, raw, rawY, half);
  if (leading === null) return null;
  for (let i = 0; i < raw.length; i++) raw[i] *= precision;
  for (let i = 0; i < border; i++) rawY[i] *= precision;
  const n = free.length;
  const held = w;
  placeHeld(s, linear, held);
  let yy = leading.yy * precision;
  for (let i = s.linearStart; i < border; i++) {
    if (held[i] === 0) continue;
    yy -= 2 * held[i] * rawY[i];
    for (let j = s.linearStart; j < border; j++) yy += held[i] * raw[i * border + j] * held[j];
  }
  let logPriorPrecision = 0;
  for (let f = 0; f < n; f++) {
    const row = free[f] * border;
    for (let g = 0; g <= f; g++) factor[f * n + g] = raw[row + free[g]];
    let left = rawY[free[f]];
    for (let j = s.linearStart; j < border; j++) left -= raw[row + j] * held[j];
    const p0 = linear.precision[free[f]];
    const m0 = linear.mean[free[f]];
    factor[f * n + f] += p0;
    c[f] = left + p0 * m0;
    yy += p0 * m0 * m0;
    if (p0 > 0) logPriorPrecision += log(p0);
  }
  if (!choleskyInPlace(factor, n)) return null;
  mean.set(c);
  solveInPlace(factor, n, mean);
  for (let f = 0; f < n; f++) yy -= c[f] * mean[f];
  for (let f = 0; f < n; f++) w[free[f]] = mean[f];
  const logLikelihood =
    -0.5 *
    (s.weight * (log2Pi + 2 * log(sigma)) +
      leading.logDeterminant +
      logDeterminant(factor, n) -
      logPriorPrecision +
      yy);
  return { logLikelihood, raw, rawY, free, factor, mean, w, roots };
}

/**
 * Takes the leading term out: subtracts T'H T, T'H t and t'H t with H_j = L M_j^-1 L' / sigma^2 from U'WU, U'Wy, y'Wy.
 * All still to be multiplied by 1 / sigma^2.
 */
export function eliminateLeading(
  s: GaussianStatistics,
  l: Float64Array | null,
  precision: number,
  raw: Float64Array,
  rawY: Float64Array,
  half: Float64Array = new Float64Array(widestLevel(s) * s.k), // M^-1/2 L' T / sigma, a row of k a column
): Eliminated | null {
  const { k, levels, border, from, column, zu, zy, zz } = s;
  let [yy, logDeterminantSum] = [s.yy, 0];
  if (l === null) return { yy, logDeterminant: 0 };
  const r = new Float64Array(k * k);
  const halfY = new Float64Array(k);
  const root = Math.sqrt(precision);
  for (let j = 0; j < levels; j++) {
    scaledInformation(zz, j, l, k, precision, r);
    if (!choleskyInPlace(r, k)) return null;
    logDeterminantSum += logDeterminant(r, k);
    halfSolve(r, l, k, zy, j * k, root, halfY, 0);
    for (let c = 0; c < k; c++) yy -= halfY[c] * halfY[c];
    const first = from[j];
    const count = from[j + 1] - first;
    for (let a = 0; a < count; a++) {
      halfSolve(r, l, k, zu, (first + a) * k, root, half, a * k);
      const ua = column[first + a];
      let dotY = 0;
      for (let c = 0; c < k; c++) dotY += half[a * k + c] * halfY[c];
      rawY[ua] -= dotY;
      const row = ua * border;
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let c = 0; c < k; c++) dot += half[a * k + c] * half[b * k + c];
        raw[row + column[first + b]] -= dot;
      }
    }
  }
  mirror(raw, border);
  return { yy, logDeterminant: logDeterminantSum };
}

/** Copies the lower triangle to the upper. */
export function mirror(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
}

/** m = I + L' N_j L * precision, lower triangle. */
export function scaledInformation(
  zz: Float64Array,
  j: number,
  l: Float64Array,
  k: number,
  precision: number,
  mOut: Float64Array,
): void {
  for (let c = 0; c < k; c++)
    for (let d = 0; d <= c; d++) {
      let sum = 0;
      for (let a = c; a < k; a++)
        for (let b = d; b < k; b++) sum += l[a * k + c] * zz[(j * k + a) * k + b] * l[b * k + d];
      mOut[c * k + d] = sum * precision + (c === d ? 1 : 0);
    }
}

/** out = R^-1 L' t * scale for M = R R'. */
function halfSolve(
  r: Float64Array,
  l: Float64Array,
  k: number,
  t: Float64Array,
  tAt: number,
  scale: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let a = c; a < k; a++) sum += l[a * k + c] * t[tAt + a];
    sum *= scale;
    for (let d = 0; d < c; d++) sum -= r[c * k + d] * out[outAt + d];
    out[outAt + c] = sum / r[c * k + c];
  }
}

/** Places of the integrated coefficients, ascending; there are no other unknowns in the border. */
function freeColumns({ held }: LinearCoefficients): Int32Array {
  let count = 0;
  for (let j = 0; j < held.length; j++) count += 1 - held[j];
  const free = new Int32Array(count);
  for (let j = 0, f = 0; j < held.length; j++) if (held[j] === 0) free[f++] = j;
  return free;
}

/** Writes the values of the held coefficients in their border places, zero elsewhere. */
function placeHeld(s: GaussianStatistics, { held, value }: LinearCoefficients, out: Float64Array): void {
  out.fill(0);
  for (let j = 0; j < held.length; j++) if (held[j] === 1) out[s.linearStart + j] = value[j];
}

/** Lambda' A Lambda, skipping zeros of Lambda (it is block diagonal with small blocks). */
export function congruence(a: Float64Array, lambda: Float64Array, border: number, n: number): Float64Array {
  const half = new Float64Array(border * n);
  for (let i = 0; i < border; i++)
    for (let f = 0; f < n; f++) {
      const at = lambda[i * n + f];
      if (at === 0) continue;
      for (let row = 0; row < border; row++) half[row * n + f] += a[row * border + i] * at;
    }
  const out = new Float64Array(n * n);
  for (let i = 0; i < border; i++)
    for (let f = 0; f < n; f++) {
      const at = lambda[i * n + f];
      if (at === 0) continue;
      for (let g = 0; g < n; g++) out[f * n + g] += at * half[i * n + g];
    }
  return out;
}

function logDeterminant(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * log(factor[i * n + i]);
  return sum;
}

/** Solves C C' x = b. */
export function solveCholesky(factor: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = b.slice();
  solveInPlace(factor, n, x);
  return x;
}

/** Solves C C' x = b over the n numbers of `x` from `at` on, which hold b. */
export function solveInPlace(factor: Float64Array, n: number, x: Float64Array, at = 0): void {
  for (let i = 0; i < n; i++) {
    let sum = x[at + i];
    for (let j = 0; j < i; j++) sum -= factor[i * n + j] * x[at + j];
    x[at + i] = sum / factor[i * n + i];
  }
  solveTransposed(factor, n, x, at);
}

/** Solves C' x = b, in place. */
export function solveTransposed(factor: Float64Array, n: number, x: Float64Array, at = 0): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[at + i];
    for (let j = i + 1; j < n; j++) sum -= factor[j * n + i] * x[at + j];
    x[at + i] = sum / factor[i * n + i];
  }
  return x;
}
