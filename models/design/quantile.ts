import type { CountedValues } from './counted.ts';

/** Linear interpolation between order statistics, R's type 7. */
export function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** The same where each value stands as often as it counts. */
export function countedQuantile({ values, counts }: CountedValues, p: number): number {
  if (counts === null) return quantile(values, p);
  const last = counts.reduce((s, n) => s + n, 0) - 1;
  const at = p * last;
  const low = Math.floor(at);
  const below = numberAt(values, counts, low);
  return below + (at - low) * (numberAt(values, counts, Math.min(low + 1, last)) - below);
}

/** Value number i, from 0, of all that are counted. */
function numberAt(values: Float64Array, counts: Float64Array, i: number): number {
  let end = 0;
  for (let v = 0; v < values.length; v++) {
    end += counts[v];
    if (i < end) return values[v];
  }
  return values[values.length - 1];
}
