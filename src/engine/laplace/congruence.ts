import type { ArrowMatrix } from '../linalg/arrow.ts';
import { blocksOf } from './latentModel.ts';
import type { LatentLayout, TermLayout } from './layout.ts';

/** A block-diagonal matrix in arrow order: the small factor and width of the block that each row belongs to. */
export interface BlockFactors {
  /** k x k row-major, for each row's block. */
  readonly factorOf: readonly Float64Array[];
  readonly widthOf: Int32Array;
}

/** `factors[t]` for every level of term t, or their transposes. */
export function blockFactors(
  { terms, dimension }: LatentLayout,
  factors: readonly Float64Array[],
  transpose: boolean,
): BlockFactors {
  const factorOf = new Array<Float64Array>(dimension);
  const widthOf = new Int32Array(dimension);
  terms.forEach((term: TermLayout, t) => {
    const { k, levels, first, stride } = term;
    const { size } = blocksOf(term);
    const factor = transpose ? transposed(factors[t], size) : factors[t];
    for (let j = 0; j < levels; j++)
      for (let c = 0; c < k; c++) {
        factorOf[first + j * stride + c] = factor;
        widthOf[first + j * stride + c] = size;
      }
  });
  return { factorOf, widthOf };
}

/**
 * M <- X'M X in place for a symmetric M on the pattern, both triangles filled, and a block-diagonal X. With X = Lambda
 * (each term's L) this turns Z'WZ into the curvature of spherical effects; with X = Lambda' it turns a covariance of
 * spherical effects into one of the effects themselves. Rows of M begin at row `first` of X.
 */
export function congruence(x: BlockFactors, m: ArrowMatrix, first = 0): void {
  const { blocks, size, border, start, touched } = m.pattern;
  const borderAt = first + blocks * size;
  for (let j = 0; j < blocks; j++) {
    const at = j * size * size;
    const row = first + j * size;
    for (let a = 0; a < size; a++) times(m.lead, at + a * size, 1, x, row, size);
    for (let a = 0; a < size; a++) times(m.lead, at + a, size, x, row, size);
    for (let e = start[j]; e < start[j + 1]; e++) times(m.coupling, e * size, 1, x, row, size);
    for (let e = start[j]; e < start[j + 1]; e += x.widthOf[borderAt + touched[e]])
      for (let a = 0; a < size; a++)
        times(m.coupling, e * size + a, size, x, borderAt + touched[e], x.widthOf[borderAt + touched[e]]);
  }
  if (m.rest !== null) {
    congruence(x, m.rest, borderAt);
    return;
  }
  for (let p = 0; p < border; p++) times(m.border, p * border, 1, x, borderAt, border);
  for (let p = 0; p < border; p++) times(m.border, p, border, x, borderAt, border);
}

/** The n numbers y at `at`, `stride` apart, become y'X, X being the blocks of x from `row` on. */
function times(m: Float64Array, at: number, stride: number, x: BlockFactors, row: number, n: number): void {
  for (let i = 0; i < n; ) {
    const k = x.widthOf[row + i];
    const factor = x.factorOf[row + i];
    if (k === 1) m[at + i * stride] *= factor[0];
    else timesBlock(m, at + i * stride, stride, factor, k);
    i += k;
  }
}

const scratch = new Float64Array(64);

function timesBlock(m: Float64Array, at: number, stride: number, factor: Float64Array, k: number): void {
  const y = k <= scratch.length ? scratch : new Float64Array(k);
  for (let a = 0; a < k; a++) y[a] = m[at + a * stride];
  for (let b = 0; b < k; b++) {
    let s = 0;
    for (let a = 0; a < k; a++) s += y[a] * factor[a * k + b];
    m[at + b * stride] = s;
  }
}

function transposed(factor: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[b * k + a] = factor[a * k + b];
  return out;
}
