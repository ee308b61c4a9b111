import { timesBlocks, transposedTimesBlocks } from '../linalg/sparse.ts';
import { mirrorLower } from '../linalg/triangular.ts';
import { eachPair } from './columnPairs.ts';
import { applyFactors } from './effects.ts';
import type { LatentLayout, TermLayout } from './layout.ts';
import { addMixedForms, addMixedProduct } from './mixedProducts.ts';
import { pairAt } from './packed.ts';

/** Each linear predictor's eta += Z b, for effects b in theta order. */
export function addEffects(layout: LatentLayout, b: Float64Array, etas: readonly Float64Array[]): void {
  for (const term of layout.terms) {
    const { k, index, columns, predictors } = term;
    const own = effectsAtPlaces(term, b);
    columns.forEach((x, c) => {
      const eta = etas[predictors[c]];
      if (x === null) for (let i = 0; i < eta.length; i++) eta[i] += own[c + k * index[i]];
      else for (let i = 0; i < eta.length; i++) eta[i] += x[i] * own[c + k * index[i]];
    });
  }
}

/** What rows at each place have of a term's effects; a level's own where none are mixed. */
function effectsAtPlaces({ start, k, levels, mixing, atPlaces }: TermLayout, b: Float64Array): Float64Array {
  const own = b.subarray(start, start + levels * k);
  if (mixing === undefined) return own;
  timesBlocks(mixing, k, own, atPlaces);
  return atPlaces;
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
  for (const { k, start, levels, index, columns, predictors, mixing, atPlaces } of layout.terms) {
    const own = out.subarray(start, start + levels * k);
    const sums = mixing === undefined ? own : atPlaces;
    sums.fill(0);
    columns.forEach((x, c) => {
      addByLevel(e[predictors[c]], x, index, k, sums, c);
    });
    if (mixing !== undefined) transposedTimesBlocks(mixing, k, sums, own);
  }
}

/** out[at + k index_i] += e_i x_i, a run of rows of equal index at a time. */
export function addByLevel(
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

/**
 * Writes the numbers of Z'WZ on its pattern, W having an m x m block a row: an array of them for each pair of linear
 * predictors. `scratch` holds a number a row.
 */
export function crossProduct(
  layout: LatentLayout,
  w: readonly Float64Array[],
  out: Float64Array,
  scratch: Float64Array,
): void {
  out.fill(0);
  eachPair(layout, (meeting, pair) => {
    const of = w[pairAt(pair.p, pair.q)];
    const wx = pair.xt === null ? of : timesColumn(of, pair.xt, scratch);
    if (meeting.mixed === null) addByLevel(wx, pair.xu, meeting.at, 1, out, pair.shift);
    else addMixedProduct(meeting, meeting.mixed, pair, wx, out);
  });
  mirror(layout, out);
}

/** w * x entry by entry. */
function timesColumn(w: Float64Array, x: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < w.length; i++) out[i] = w[i] * x[i];
  return out;
}

function mirror({ pattern: { sizes, start, offset } }: LatentLayout, m: Float64Array): void {
  for (let i = 0; i < sizes.length; i++) if (sizes[i] > 1) mirrorLower(m, offset[start[i + 1] - 1], sizes[i]);
}

/** Writes h_pq,i = z_pi' C z_qi for every pair, z_pi row i of predictor p's Z, for a symmetric C on the pattern. */
export function quadraticForms(layout: LatentLayout, c: Float64Array, hOut: readonly Float64Array[]): void {
  for (const h of hOut) h.fill(0);
  eachPair(layout, (meeting, pair) => {
    const { xt, xu, p, q, shift, same } = pair;
    const h = hOut[pairAt(p, q)];
    const times = same || p !== q ? 1 : 2;
    if (meeting.mixed !== null) {
      addMixedForms(meeting, meeting.mixed, pair, c, times, h);
      return;
    }
    const { at } = meeting;
    if (xt === null && xu === null) {
      for (let i = 0; i < h.length; i++) h[i] += times * c[at[i] + shift];
      return;
    }
    for (let i = 0; i < h.length; i++) {
      const x = (xt === null ? 1 : xt[i]) * (xu === null ? 1 : xu[i]);
      h[i] += times * x * c[at[i] + shift];
    }
  });
}
