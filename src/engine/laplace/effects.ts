import type { LatentLayout } from './layout.ts';

/** The numbers of term t in a vector in theta order. */
export function termSlice({ terms }: LatentLayout, x: Float64Array, t: number): Float64Array {
  const { start, levels, k } = terms[t];
  return x.subarray(start, start + levels * k);
}

/** b = Lambda z: each level's z times its term's L; b may be written over z. */
export function applyFactors(
  { terms }: LatentLayout,
  factors: readonly Float64Array[],
  z: Float64Array,
  bOut: Float64Array,
): void {
  terms.forEach(({ start, levels, k }, t) => {
    const factor = factors[t];
    for (let at = start; at < start + levels * k; at += k)
      for (let r = k - 1; r >= 0; r--) {
        let s = 0;
        for (let c = 0; c <= r; c++) s += factor[r * k + c] * z[at + c];
        bOut[at + r] = s;
      }
  });
}

/** Lambda' g, which may be written over g. */
export function applyTransposedFactors(
  { terms }: LatentLayout,
  factors: readonly Float64Array[],
  g: Float64Array,
  out: Float64Array,
): void {
  terms.forEach(({ start, levels, k }, t) => {
    const factor = factors[t];
    for (let at = start; at < start + levels * k; at += k)
      for (let c = 0; c < k; c++) {
        let s = 0;
        for (let r = c; r < k; r++) s += factor[r * k + c] * g[at + r];
        out[at + c] = s;
      }
  });
}
