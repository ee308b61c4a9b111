import type { LatentLayout } from './layout.ts';

/** A square matrix for every node of a group: its terms' L on the diagonal, or their transposes. */
export interface NodeFactor {
  readonly size: number;
  /** Row-major. */
  readonly entries: Float64Array;
  /** Column c has nothing but rows `from[c]` up to `to[c] - 1`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Room for the matrices of all groups. */
export function nodeFactors({ groups, terms }: LatentLayout, transpose: boolean): NodeFactor[] {
  return groups.map(({ terms: of, size }) => {
    const [from, to] = [new Int32Array(size), new Int32Array(size)];
    for (const t of of) {
      const { within, k } = terms[t];
      for (let c = 0; c < k; c++) {
        from[within + c] = transpose ? within : within + c;
        to[within + c] = transpose ? within + c + 1 : within + k;
      }
    }
    return { size, entries: new Float64Array(size * size), from, to };
  });
}

/** Takes in each term's L. */
export function writeNodeFactors(
  { groups, terms }: LatentLayout,
  factors: readonly Float64Array[],
  transpose: boolean,
  out: readonly NodeFactor[],
): void {
  groups.forEach(({ terms: of, size }, g) => {
    for (const t of of) {
      const { within, k } = terms[t];
      const at = within * (size + 1);
      for (let a = 0; a < k; a++)
        for (let b = 0; b <= a; b++)
          out[g].entries[transpose ? at + b * size + a : at + a * size + b] = factors[t][a * k + b];
    }
  });
}

/**
 * Writes X'M X for a symmetric M on the pattern, diagonal blocks with both triangles, and a block-diagonal X; `out` may be M.
 * With X = Lambda (each term's L) this turns Z'WZ into the curvature of spherical effects, less the identity; with
 * X = Lambda' it turns a covariance of spherical effects into one of the effects themselves.
 */
export function congruence(
  { pattern, groupOf }: LatentLayout,
  x: readonly NodeFactor[],
  m: Float64Array,
  out: Float64Array,
): void {
  const { sizes, start, column, offset } = pattern;
  for (let i = 0; i < sizes.length; i++) {
    const left = x[groupOf[i]];
    for (let e = start[i]; e < start[i + 1]; e++) {
      const right = x[groupOf[column[e]]];
      const at = offset[e];
      if (left.size === 1 && right.size === 1) out[at] = left.entries[0] * m[at] * right.entries[0];
      else timesBlock(left, right, m, out, at);
    }
  }
}

let scratch = new Float64Array(64);

/** One block: B <- X'B Y. */
function timesBlock(x: NodeFactor, y: NodeFactor, m: Float64Array, out: Float64Array, at: number): void {
  const [r, c] = [x.size, y.size];
  if (scratch.length < r * c) scratch = new Float64Array(r * c);
  const t = scratch;
  for (let i = 0; i < r; i++)
    for (let j = 0; j < c; j++) {
      let s = 0;
      for (let k = y.from[j]; k < y.to[j]; k++) s += m[at + i * c + k] * y.entries[k * c + j];
      t[i * c + j] = s;
    }
  for (let i = 0; i < r; i++)
    for (let j = 0; j < c; j++) {
      let s = 0;
      for (let k = x.from[i]; k < x.to[i]; k++) s += x.entries[k * r + i] * t[k * c + j];
      out[at + i * c + j] = s;
    }
}
