import type { ArrowMatrix } from '../linalg/arrow.ts';
import type { LatentLayout, TermLayout } from './layout.ts';

/** k x k row-major. */
type Small = Float64Array;

/**
 * M <- X'M X in place for a symmetric M on the pattern, both triangles filled, and X block diagonal with `factors[t]` for
 * every level of term t. With X = Lambda (each term's L) this turns Z'WZ into the curvature of spherical effects; with
 * X = Lambda' it turns a covariance of spherical effects into one of the effects themselves.
 */
export function congruence(layout: LatentLayout, factors: readonly Small[], m: ArrowMatrix): void {
  const { blocks, size, border } = layout.pattern;
  const leadFactor = blockDiagonal(layout, factors);
  const scratch = new Float64Array(Math.max(size, border));
  for (let j = 0; j < blocks; j++) {
    const at = j * size * size;
    for (let a = 0; a < size; a++) rowTimes(m.lead, at + a * size, 1, leadFactor, size, scratch);
    for (let a = 0; a < size; a++) rowTimes(m.lead, at + a, size, leadFactor, size, scratch);
  }
  if (border === 0) return;
  const termOf = borderTerms(layout);
  const { touched } = layout.pattern;
  for (let e = 0; e < touched.length; e++) rowTimes(m.coupling, e * size, 1, leadFactor, size, scratch);
  for (let e = 0; e < touched.length; ) {
    const { k } = layout.terms[termOf[touched[e]]];
    const factor = factors[termOf[touched[e]]];
    for (let a = 0; a < size; a++) rowTimes(m.coupling, e * size + a, size, factor, k, scratch);
    e += k;
  }
  for (let p = 0; p < border; p++) borderRowTimes(layout, factors, m.border, p * border, 1, scratch);
  for (let p = 0; p < border; p++) borderRowTimes(layout, factors, m.border, p, border, scratch);
}

/** The n numbers x_a at `at + a * stride` become x X. */
function rowTimes(
  m: Float64Array,
  at: number,
  stride: number,
  factor: Small,
  n: number,
  scratch: Float64Array,
): void {
  if (n === 1) {
    m[at] *= factor[0];
    return;
  }
  for (let a = 0; a < n; a++) scratch[a] = m[at + a * stride];
  for (let b = 0; b < n; b++) {
    let s = 0;
    for (let a = 0; a < n; a++) s += scratch[a] * factor[a * n + b];
    m[at + b * stride] = s;
  }
}

function borderRowTimes(
  { terms }: LatentLayout,
  factors: readonly Small[],
  m: Float64Array,
  at: number,
  stride: number,
  scratch: Float64Array,
): void {
  terms.forEach(({ leading, offset, levels, k }, t) => {
    if (leading) return;
    for (let j = 0; j < levels; j++)
      rowTimes(m, at + (offset + j * k) * stride, stride, factors[t], k, scratch);
  });
}

/** The leading terms' factors along one leading block. */
function blockDiagonal({ terms, pattern: { size } }: LatentLayout, factors: readonly Small[]): Small {
  const out = new Float64Array(size * size);
  terms.forEach(({ leading, offset, k }, t) => {
    if (!leading) return;
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) out[(offset + a) * size + offset + b] = factors[t][a * k + b];
  });
  return out;
}

/** The term that each border column belongs to. */
function borderTerms({ terms, pattern }: LatentLayout): Int32Array {
  const termOf = new Int32Array(pattern.border);
  terms.forEach(({ leading, offset, levels, k }: TermLayout, t) => {
    if (!leading) termOf.fill(t, offset, offset + levels * k);
  });
  return termOf;
}

export function transposed(factor: Small, k: number): Small {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[b * k + a] = factor[a * k + b];
  return out;
}
