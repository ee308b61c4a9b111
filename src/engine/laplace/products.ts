import { type ArrowMatrix, arrowAt } from '../linalg/arrow.ts';
import { mirrorLower } from '../linalg/triangular.ts';
import { applyFactors } from './effects.ts';
import type { LatentLayout, PairLayout } from './layout.ts';
import { addMixedForms, addMixedProduct, ownPairs } from './mixedProducts.ts';
import { pairAt } from './packed.ts';

/** Each linear predictor's eta += Z b, for effects b in theta order. */
export function addEffects(layout: LatentLayout, b: Float64Array, etas: readonly Float64Array[]): void {
  for (const { k, start, index, columns, predictors } of layout.terms)
    columns.forEach((x, c) => {
      const at = start + c;
      const eta = etas[predictors[c]];
      if (x === null) for (let i = 0; i < eta.length; i++) eta[i] += b[at + k * index[i]];
      else for (let i = 0; i < eta.length; i++) eta[i] += x[i] * b[at + k * index[i]];
    });
}

/** out += by * Z Lambda z, for spherical effects z in theta order. */
export function addScaledEffects(
  layout: LatentLayout,
  factors: readonly Float64Array[],
  z: Float64Array,
  by: number,
  out: readonly Float64Array[],
): void {
  const b = new Float64Array(z.length);
  applyFactors(layout, factors, z, b);
  for (let p = 0; p < b.length; p++) b[p] *= by;
  addEffects(layout, b, out);
}

/** Writes Z'e in theta order, e having an array a linear predictor. */
export function transposeTimes(layout: LatentLayout, e: readonly Float64Array[], out: Float64Array): void {
  out.fill(0);
  for (const { k, start, index, columns, predictors } of layout.terms)
    columns.forEach((x, c) => {
      addByLevel(e[predictors[c]], x, index, k, out, start + c);
    });
}

/** out[at + k index_i] += e_i x_i, a run of rows of equal index at a time. */
function addByLevel(
  e: Float64Array,
  x: Float64Array | null,
  index: Int32Array,
  k: number,
  out: Float64Array,
  at: number,
): void {
  for (let i = 0; i < e.length; ) {
    const level = index[i];
    let sum = 0;
    if (x === null) for (; i < e.length && index[i] === level; i++) sum += e[i];
    else for (; i < e.length && index[i] === level; i++) sum += e[i] * x[i];
    out[at + k * level] += sum;
  }
}

/** Two columns of Z that meet in a row. */
interface Meeting {
  readonly xt: Float64Array | null;
  readonly xu: Float64Array | null;
  /** Their linear predictors. */
  readonly p: number;
  readonly q: number;
  /** Within the pair's slots. */
  readonly shift: number;
  readonly same: boolean;
}

/** Calls back for every pair of columns of Z that meet in a row, but those within a term of mixed levels. */
function eachPair(layout: LatentLayout, visit: (pair: PairLayout, meeting: Meeting) => void): void {
  for (const pair of layout.pairs) {
    const { t, u, stride } = pair;
    const [one, other] = [layout.terms[t], layout.terms[u]];
    if (t === u && one.mixed !== undefined) continue;
    one.columns.forEach((xt, a) => {
      other.columns.forEach((xu, b) => {
        if (t === u && (b < a || one.meets?.[a * one.k + b] === 0)) return;
        const [p, q] = [one.predictors[a], other.predictors[b]];
        visit(pair, { xt, xu, p, q, shift: a + b * stride, same: t === u && a === b });
      });
    });
  }
}

/**
 * Writes Z'WZ on its pattern, both triangles, W having an m x m block a row: an array of them for each pair of linear
 * predictors. `scratch` holds a number a row.
 */
export function crossProduct(
  layout: LatentLayout,
  w: readonly Float64Array[],
  out: ArrowMatrix,
  scratch: Float64Array,
): void {
  clear(out);
  eachPair(layout, ({ depth, part, base }, { xt, xu, p, q, shift }) => {
    const of = w[pairAt(p, q)];
    const wx = xt === null ? of : timesColumn(of, xt, scratch);
    addByLevel(wx, xu, base, 1, arrowAt(out, depth)[part], shift);
  });
  for (const own of ownPairs(layout)) addMixedProduct(own, w, out);
  mirror(out);
}

/** w * x entry by entry. */
function timesColumn(w: Float64Array, x: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < w.length; i++) out[i] = w[i] * x[i];
  return out;
}

function clear({ lead, coupling, border, rest }: ArrowMatrix): void {
  lead.fill(0);
  coupling.fill(0);
  border.fill(0);
  if (rest !== null) clear(rest);
}

function mirror({ pattern, lead, border, rest }: ArrowMatrix): void {
  const { blocks, size } = pattern;
  if (size > 1) for (let j = 0; j < blocks; j++) mirrorLower(lead, j * size * size, size);
  if (rest === null) mirrorLower(border, 0, pattern.border);
  else mirror(rest);
}

/** Writes h_pq,i = z_pi' C z_qi for every pair, z_pi row i of predictor p's Z, for a symmetric C on the pattern. */
export function quadraticForms(layout: LatentLayout, c: ArrowMatrix, hOut: readonly Float64Array[]): void {
  for (const h of hOut) h.fill(0);
  eachPair(layout, ({ depth, part, base }, { xt, xu, p, q, shift, same }) => {
    const from = arrowAt(c, depth)[part];
    const h = hOut[pairAt(p, q)];
    const times = same || p !== q ? 1 : 2;
    for (let i = 0; i < h.length; i++) {
      const x = (xt === null ? 1 : xt[i]) * (xu === null ? 1 : xu[i]);
      h[i] += times * x * from[base[i] + shift];
    }
  });
  for (const own of ownPairs(layout)) addMixedForms(own, c, hOut);
}
