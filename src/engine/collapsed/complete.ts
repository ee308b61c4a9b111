import { choleskyInPlace } from '../linalg/cholesky.ts';
import type { Rng } from '../rng.ts';
import {
  type Covariances,
  type LinearCoefficients,
  type Marginal,
  scaledInformation,
  solveTransposed,
} from './marginal.ts';
import { drawPairLevels } from './pairs.ts';
import type { GaussianStatistics } from './statistics.ts';

/** Draws the coefficients, those held as they are, then every level of the leading term given them. */
export function drawBordered(
  rng: Pick<Rng, 'normal'>,
  s: GaussianStatistics,
  covariances: Covariances,
  m: Marginal,
  { held, value }: LinearCoefficients,
  wOut: Float64Array,
  zOut: Float64Array,
): void {
  const n = m.free.length;
  const zeta = new Float64Array(n);
  for (let f = 0; f < n; f++) zeta[f] = rng.normal();
  solveTransposed(m.factor, n, zeta);
  for (let j = 0; j < s.border; j++) wOut[j] = held[j] === 1 ? value[j] : 0;
  for (let f = 0; f < n; f++) wOut[m.free[f]] = zeta[f] + m.mean[f];
  drawLeading(rng, s, covariances, m, wOut, zOut);
}

/** Writes the conditional means of all group effects (z), level after level: what the draws are without their noise. */
export function effectMeans(
  s: GaussianStatistics,
  covariances: Covariances,
  m: Marginal,
  zOut: Float64Array,
): void {
  drawLeading(still, s, covariances, m, m.w, zOut);
}

/** Draws the effects z of every level given the border's coefficients w. */
function drawLeading(
  rng: Pick<Rng, 'normal'>,
  s: GaussianStatistics,
  { sigma, factors }: Covariances,
  { roots }: Marginal,
  w: Float64Array,
  zOut: Float64Array,
): void {
  if (s.leading < 0) return;
  const draw = s.k === 1 ? drawScalarLevels : s.k === 2 ? drawPairLevels : drawLevels;
  draw(rng, s, factors[s.leading], 1 / (sigma * sigma), w, zOut, roots);
}

export const still: Pick<Rng, 'normal'> = { normal: () => 0 };

/** As `drawLevels` for one coefficient a level. */
function drawScalarLevels(
  rng: Pick<Rng, 'normal'>,
  { levels, from, column, zu, zy, zz }: GaussianStatistics,
  factor: Float64Array,
  precision: number,
  w: Float64Array,
  zOut: Float64Array,
): void {
  const l = factor[0];
  for (let j = 0; j < levels; j++) {
    let d = zy[j];
    for (let a = from[j]; a < from[j + 1]; a++) d -= zu[a] * w[column[a]];
    const r = Math.sqrt(l * zz[j] * l * precision + 1);
    zOut[j] = ((l * d * precision) / r + rng.normal()) / r;
  }
}

/**
 * Draws every level's z given the border's coefficients: z = R'^-1 (R^-1 L'd / sigma^2 + noise) with M = R R', so that the
 * mean is M^-1 L'd / sigma^2 and the covariance M^-1.
 */
export function drawLevels(
  rng: Pick<Rng, 'normal'>,
  { k, levels, from, column, zu, zy, zz }: GaussianStatistics,
  l: Float64Array,
  precision: number,
  w: Float64Array,
  zOut: Float64Array,
): void {
  const z = new Float64Array(k);
  const d = new Float64Array(k);
  const r = new Float64Array(k * k);
  for (let j = 0; j < levels; j++) {
    scaledInformation(zz, j, l, k, precision, r);
    if (!choleskyInPlace(r, k))
      throw new RangeError('complete: no Cholesky factor at a point that was accepted');
    for (let x = 0; x < k; x++) d[x] = zy[j * k + x];
    for (let a = from[j]; a < from[j + 1]; a++)
      for (let x = 0; x < k; x++) d[x] -= zu[a * k + x] * w[column[a]];
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let a = c; a < k; a++) sum += l[a * k + c] * d[a];
      sum *= precision;
      for (let b = 0; b < c; b++) sum -= r[c * k + b] * z[b];
      z[c] = sum / r[c * k + c];
    }
    for (let c = 0; c < k; c++) z[c] += rng.normal();
    solveTransposed(r, k, z);
    zOut.set(z, j * k);
  }
}
