import { choleskyInPlace } from '../linalg/cholesky.ts';
import type { EffectSpread } from './effectSpread.ts';
import { inverseOf, posteriorCovariance } from './gradient.ts';
import { type Covariances, type Marginal, scaledInformation } from './marginal.ts';
import type { GaussianStatistics } from './statistics.ts';

/**
 * Of the leading term, the covariance of a level's z given y and whatever was held: M_j^-1 + B_j T_j Sigma T_j' B_j', with
 * B_j = M_j^-1 L' / sigma^2.
 */
export function leadingSpread(
  s: GaussianStatistics,
  covariances: Covariances,
  marginal: Marginal,
): EffectSpread {
  const { k, border, from, column, zu, zz } = s;
  const l = covariances.factors[s.leading];
  const precision = 1 / (covariances.sigma * covariances.sigma);
  const sigmaW = posteriorCovariance(marginal, border);
  const [r, inverse] = [new Float64Array(k * k), new Float64Array(k * k)];
  return (level) => {
    scaledInformation(zz, level, l, k, precision, r);
    if (!choleskyInPlace(r, k)) return new Float64Array(k * k).fill(Number.NaN);
    inverseOf(r, k, inverse);
    const b = new Float64Array(k * k);
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++)
        for (let e = 0; e <= y; e++) b[x * k + y] += inverse[x * k + e] * l[y * k + e] * precision;
    const count = from[level + 1] - from[level];
    const bt = new Float64Array(count * k); // B T, a row of k a column of the border
    for (let a = 0; a < count; a++)
      for (let x = 0; x < k; x++)
        for (let y = 0; y < k; y++) bt[a * k + x] += b[x * k + y] * zu[(from[level] + a) * k + y];
    const out = inverse.slice();
    for (let a = 0; a < count; a++)
      for (let e = 0; e < count; e++) {
        const covariance = sigmaW[column[from[level] + a] * border + column[from[level] + e]];
        for (let x = 0; x < k; x++)
          for (let y = 0; y < k; y++) out[x * k + y] += bt[a * k + x] * covariance * bt[e * k + y];
      }
    return out;
  };
}
