import { choleskyInPlace } from '../linalg/cholesky.ts';
import type { NormalCoefficient, Program } from '../program/program.ts';
import { effectStarts } from '../program/starts.ts';
import type { Rng } from '../rng.ts';
import type { CollapsedPoint } from './likelihood.ts';
import {
  type Covariances,
  type LinearCoefficients,
  type Marginal,
  scaledInformation,
  solveTransposed,
} from './marginal.ts';
import type { GaussianStatistics } from './statistics.ts';

/** Draws the border's unknowns, then every level of the leading term given them. */
export function drawIntegrated(
  rng: Pick<Rng, 'normal'>,
  { alpha, linearPriors, terms }: Program,
  s: GaussianStatistics,
  { sigma, factors }: Covariances,
  m: Marginal,
  { held, value }: LinearCoefficients,
  thetaOut: Float64Array,
): void {
  const n = m.free.length;
  const zeta = solveTransposed(
    m.factor,
    n,
    Float64Array.from({ length: n }, () => rng.normal()),
  );
  for (let f = 0; f < n; f++) zeta[f] += m.mean[f];
  const w = new Float64Array(s.border);
  for (let j = 0; j < held.length; j++) if (held[j] === 1) w[s.linearStart + j] = value[j];
  for (let i = 0; i < s.border; i++) for (let f = 0; f < n; f++) w[i] += m.lambda[i * n + f] * zeta[f];
  linearPriors.forEach((prior: NormalCoefficient | null, j) => {
    if (prior !== null) thetaOut[prior.at] = w[s.linearStart + j] / prior.slope;
  });
  drawEffects(rng, terms, s, { sigma, factors }, zeta, w, thetaOut.subarray(alpha.length));
}

/** The effects of the border's terms are at hand; those of the leading one are drawn given all. */
function drawEffects(
  rng: Pick<Rng, 'normal'>,
  terms: Program['terms'],
  s: GaussianStatistics,
  { sigma, factors }: Covariances,
  zeta: Float64Array,
  w: Float64Array,
  zOut: Float64Array,
): void {
  const starts = effectStarts(terms, 0);
  for (const { term, start, k, levels } of s.borderTerms)
    zOut.set(zeta.subarray(start, start + k * levels), starts[term]);
  if (s.leading < 0) return;
  const out = zOut.subarray(starts[s.leading], starts[s.leading] + s.k * s.levels);
  const draw = s.k === 1 ? drawScalarLevels : drawLevels;
  draw(rng, s, factors[s.leading], 1 / (sigma * sigma), w, out);
}

/** Writes the conditional means of all group effects (z), term after term: what the draws are without their noise. */
export function effectMeans({ terms }: Program, point: CollapsedPoint, zOut: Float64Array): void {
  const { statistics, covariances, marginal } = point;
  drawEffects(still, terms, statistics, covariances, marginal.mean, marginal.w, zOut);
}

/** Draws all group effects (z) given what was held at a point. */
export function drawEffectsAt(
  rng: Pick<Rng, 'normal'>,
  { terms }: Program,
  point: CollapsedPoint,
  zOut: Float64Array,
): void {
  const { statistics, covariances, marginal } = point;
  const { factor, lambda, mean } = marginal;
  const n = mean.length;
  const noise = solveTransposed(
    factor,
    n,
    Float64Array.from({ length: n }, () => rng.normal()),
  );
  const w = marginal.w.slice();
  for (let i = 0; i < w.length; i++) for (let f = 0; f < n; f++) w[i] += lambda[i * n + f] * noise[f];
  const zeta = noise.map((x, f) => x + mean[f]);
  drawEffects(rng, terms, statistics, covariances, zeta, w, zOut);
}

const still: Pick<Rng, 'normal'> = { normal: () => 0 };

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
function drawLevels(
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
