import type { LatentLayout } from './layout.ts';

/** out = M x for a symmetric M on the pattern, x and out in theta order. */
export function timesPattern(
  { pattern, placeOf }: LatentLayout,
  m: Float64Array,
  x: Float64Array,
  out: Float64Array,
): void {
  const { sizes, start, column, offset } = pattern;
  const [ordered, sums] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let p = 0; p < x.length; p++) ordered[placeOf[p]] = x[p];
  const first = firstRows(sizes);
  for (let i = 0; i < sizes.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++) {
      const j = column[e];
      for (let a = 0, at = offset[e]; a < sizes[i]; a++)
        for (let b = 0; b < sizes[j]; b++, at++) {
          sums[first[i] + a] += m[at] * ordered[first[j] + b];
          if (i !== j) sums[first[j] + b] += m[at] * ordered[first[i] + a];
        }
    }
  for (let p = 0; p < x.length; p++) out[p] = sums[placeOf[p]];
}

function firstRows(sizes: Int32Array): Int32Array {
  const first = new Int32Array(sizes.length);
  for (let i = 1; i < sizes.length; i++) first[i] = first[i - 1] + sizes[i - 1];
  return first;
}
