import { log } from '../../src/elementary.ts';
import { choleskyInPlace } from '../../src/linalg/cholesky.ts';
import { scaledInformation, solveTransposed } from '../collapsed/marginal.ts';
import { pairLevels } from './pairLevels.ts';
import type { Stage } from './transport.ts';

/** One term's part of a transport: xi_j <-> z_j for every level, and the reverse sweep. Owns scratch memory. */
export interface LevelTransport {
  /**
   * Writes z (k a level) for the coefficients w (every term's effects b, then linear coefficients) and L;
   * returns log |dz / dxi| = -sum_j log |R_j|, NaN if rounding spoils a factor.
   */
  forward(l: Float64Array, w: Float64Array, xi: Float64Array, zOut: Float64Array): number;
  /**
   * After `forward` at the same point: given zBar = d lp / d z, writes d / d xi, and ADDS d / d w and d / d L of
   * lp + log |dz / dxi| to the others.
   */
  backward(
    l: Float64Array,
    zBar: Float64Array,
    xiOut: Float64Array,
    wOut: Float64Array,
    lOut: Float64Array,
  ): void;
}

export function createLevelTransport(s: Stage): LevelTransport {
  if (s.k === 1) return scalarLevels(s);
  return s.k === 2 ? pairLevels(s) : vectorLevels(s);
}

/** One coefficient a level: M = 1 + l^2 I, z = l g / M + xi / sqrt(M). */
function scalarLevels({ levels, from, column, zu, zy, zz }: Stage): LevelTransport {
  const [g, m, root, noise] = Array.from({ length: 4 }, () => new Float64Array(levels));
  return {
    forward([l], w, xi, zOut) {
      let product = 1;
      let logDeterminant = 0;
      for (let j = 0; j < levels; j++) {
        let sum = zy[j];
        for (let a = from[j]; a < from[j + 1]; a++) sum -= zu[a] * w[column[a]];
        g[j] = sum;
        m[j] = 1 + l * l * zz[j];
        root[j] = Math.sqrt(m[j]);
        noise[j] = xi[j] / root[j];
        zOut[j] = (l * sum) / m[j] + noise[j];
        product *= m[j];
        if (product > 1e200 || j === levels - 1) {
          logDeterminant -= 0.5 * log(product);
          product = 1;
        }
      }
      return logDeterminant;
    },
    backward([l], zBar, xiOut, wOut, lOut) {
      for (let j = 0; j < levels; j++) {
        const a = zBar[j] / m[j];
        xiOut[j] = zBar[j] / root[j];
        const gBar = l * a;
        for (let i = from[j]; i < from[j + 1]; i++) wOut[column[i]] -= zu[i] * gBar;
        const mean = (l * g[j]) / m[j];
        const mBar = -a * mean - (zBar[j] * noise[j] + 1) / (2 * m[j]);
        lOut[0] += g[j] * a + 2 * l * zz[j] * mBar;
      }
    },
  };
}

/** k coefficients a level, through the Cholesky factor R of M and its adjoint. */
function vectorLevels({ k, levels, from, column, zu, zy, zz }: Stage): LevelTransport {
  const kk = k * k;
  const [g, mean, noise] = Array.from({ length: 3 }, () => new Float64Array(levels * k));
  const r = new Float64Array(levels * kk);
  const x = new Float64Array(k);
  const [a, q] = [new Float64Array(k), new Float64Array(k)];
  const [rBar, mBar, il] = [new Float64Array(kk), new Float64Array(kk), new Float64Array(kk)];
  return {
    forward(l, w, xi, zOut) {
      let logDeterminant = 0;
      for (let j = 0; j < levels; j++) {
        const rj = r.subarray(j * kk, (j + 1) * kk);
        scaledInformation(zz, j, l, k, 1, rj);
        if (!choleskyInPlace(rj, k)) return Number.NaN;
        for (let c = 0; c < k; c++) {
          let sum = zy[j * k + c];
          for (let i = from[j]; i < from[j + 1]; i++) sum -= zu[i * k + c] * w[column[i]];
          g[j * k + c] = sum;
          logDeterminant -= log(rj[c * k + c]);
        }
        transposedTimes(l, k, g, j * k, x);
        forwardSolve(rj, k, x);
        solveTransposed(rj, k, x);
        mean.set(x, j * k);
        for (let c = 0; c < k; c++) x[c] = xi[j * k + c];
        solveTransposed(rj, k, x);
        noise.set(x, j * k);
        for (let c = 0; c < k; c++) zOut[j * k + c] = mean[j * k + c] + x[c];
      }
      return logDeterminant;
    },
    backward(l, zBar, xiOut, wOut, lOut) {
      for (let j = 0; j < levels; j++) {
        const rj = r.subarray(j * kk, (j + 1) * kk);
        for (let c = 0; c < k; c++) q[c] = zBar[j * k + c];
        forwardSolve(rj, k, q); // q = R^-1 zBar = d / d xi
        xiOut.set(q, j * k);
        a.set(q);
        solveTransposed(rj, k, a); // a = M^-1 zBar
        for (let c = 0; c < k; c++) {
          let gBar = 0; // (L a)_c
          for (let d = 0; d <= c; d++) gBar += l[c * k + d] * a[d];
          for (let i = from[j]; i < from[j + 1]; i++) wOut[column[i]] -= zu[i * k + c] * gBar;
        }
        // Noise e = R'^-1 xi: dR gives -e q'; log |R| gives -1 / R_cc.
        for (let c = 0; c < k; c++)
          for (let d = 0; d <= c; d++)
            rBar[c * k + d] = -noise[j * k + c] * q[d] - (c === d ? 1 / rj[c * k + c] : 0);
        choleskyAdjoint(rj, rBar, k, mBar);
        for (let c = 0; c < k; c++)
          for (let d = 0; d < k; d++)
            mBar[c * k + d] -= 0.5 * (a[c] * mean[j * k + d] + mean[j * k + c] * a[d]);
        informationTimes(zz, j, l, k, il);
        for (let c = 0; c < k; c++)
          for (let d = 0; d <= c; d++) {
            let sum = g[j * k + c] * a[d];
            for (let e = 0; e < k; e++) sum += 2 * il[c * k + e] * mBar[e * k + d];
            lOut[c * k + d] += sum;
          }
      }
    },
  };
}

/** out = L' t. */
function transposedTimes(l: Float64Array, k: number, t: Float64Array, at: number, out: Float64Array): void {
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let d = c; d < k; d++) sum += l[d * k + c] * t[at + d];
    out[c] = sum;
  }
}

/** Solves R x = b in place. */
function forwardSolve(r: Float64Array, k: number, x: Float64Array): void {
  for (let c = 0; c < k; c++) {
    for (let d = 0; d < c; d++) x[c] -= r[c * k + d] * x[d];
    x[c] /= r[c * k + c];
  }
}

/** out = I_j L. */
function informationTimes(zz: Float64Array, j: number, l: Float64Array, k: number, out: Float64Array): void {
  for (let c = 0; c < k; c++)
    for (let d = 0; d < k; d++) {
      let sum = 0;
      for (let e = d; e < k; e++) sum += zz[(j * k + c) * k + e] * l[e * k + d];
      out[c * k + d] = sum;
    }
}

/**
 * Adjoint of M = R R': the symmetric mBar = R'^-1 P R^-1, P the symmetrised lower part of R' rBar with halved diagonal.
 * Source: Murray 2016, "Differentiation of the Cholesky decomposition", equation 10.
 */
function choleskyAdjoint(r: Float64Array, rBar: Float64Array, k: number, mBarOut: Float64Array): void {
  const p = mBarOut;
  for (let c = 0; c < k; c++)
    for (let d = 0; d <= c; d++) {
      let sum = 0;
      for (let e = c; e < k; e++) sum += r[e * k + c] * rBar[e * k + d];
      p[c * k + d] = 0.5 * sum;
      p[d * k + c] = 0.5 * sum;
    }
  for (let column = 0; column < k; column++) solveColumn(r, k, p, column, k); // R'^-1 P
  for (let row = 0; row < k; row++) solveColumn(r, k, p, row * k, 1); // then (R'^-1 P') again for R^-1 on the right
}

/** Solves R' x = b in place for the k numbers at `at`, `at + stride`, ... */
function solveColumn(r: Float64Array, k: number, x: Float64Array, at: number, stride: number): void {
  for (let i = k - 1; i >= 0; i--) {
    let sum = x[at + i * stride];
    for (let j = i + 1; j < k; j++) sum -= r[j * k + i] * x[at + j * stride];
    x[at + i * stride] = sum / r[i * k + i];
  }
}
