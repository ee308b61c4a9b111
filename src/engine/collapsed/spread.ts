import { choleskyInPlace } from '../linalg/cholesky.ts';
import { inverseOf, posteriorCovariance } from './gradient.ts';
import type { CollapsedPoint } from './likelihood.ts';
import { scaledInformation, solveCholesky } from './marginal.ts';

/**
 * Conditional covariance of the k effects z of one level of a term, k x k row-major; where levels are mixed, of those of one
 * level (the rows) with those of another.
 */
export type EffectSpread = (level: number, other: number) => Float64Array;

/**
 * Of every term, the covariance of a level's z given y and whatever was held: a block of the border's posterior covariance;
 * for the leading term M_j^-1 + B_j T_j Sigma T_j' B_j', with B_j = M_j^-1 L' / sigma^2.
 */
export function effectSpreads(point: CollapsedPoint, termCount: number): EffectSpread[] {
  const { statistics: s } = point;
  return Array.from({ length: termCount }, (_, term) => {
    if (term === s.leading) return leadingSpread(point);
    const border = s.borderTerms.find((b) => b.term === term);
    if (border === undefined) throw new RangeError(`spread: no term ${term}`);
    return borderSpread(point, border);
  });
}

function borderSpread(
  { marginal: { factor, free } }: CollapsedPoint,
  { start, k }: { readonly start: number; readonly k: number },
): EffectSpread {
  const n = free.length;
  const columns = new Map<number, Float64Array>();
  const columnOf = (at: number): Float64Array => {
    const column = columns.get(at) ?? solveCholesky(factor, n, new Float64Array(n).fill(1, at, at + 1));
    columns.set(at, column);
    return column;
  };
  return (level, other) => {
    const out = new Float64Array(k * k);
    for (let c = 0; c < k; c++) {
      const column = columnOf(start + other * k + c);
      for (let r = 0; r < k; r++) out[r * k + c] = column[start + level * k + r];
    }
    return out;
  };
}

function leadingSpread({ statistics: s, covariances, marginal }: CollapsedPoint): EffectSpread {
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
