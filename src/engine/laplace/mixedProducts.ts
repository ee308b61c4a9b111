import { type ArrowMatrix, arrowAt } from '../linalg/arrow.ts';
import type { MixedRows } from './latentModel.ts';
import type { LatentLayout, PairLayout } from './layout.ts';
import { pairAt } from './packed.ts';

/** Where the effects of a term with mixed levels meet each other. */
interface OwnPair {
  readonly pair: PairLayout;
  readonly rows: MixedRows;
  readonly predictors: readonly number[];
}

/** The pairs of terms with mixed levels and themselves: their products go place by place, not column by column. */
export function ownPairs({ terms, pairs }: LatentLayout): OwnPair[] {
  return pairs.flatMap((pair) => {
    const { mixed: rows, predictors } = terms[pair.t];
    return pair.t !== pair.u || rows === undefined ? [] : [{ pair, rows, predictors }];
  });
}

/** Calls back for coefficients a and b of a block, with each place's sum of w x_a x_b over its rows. */
function eachBlock(
  { rows, predictors }: OwnPair,
  visit: (a: number, b: number, slot: number, x: (i: number) => number) => void,
): void {
  const { columns } = rows;
  columns.forEach((xa, a) => {
    columns.forEach((xb, b) => {
      visit(a, b, pairAt(predictors[a], predictors[b]), (i) => (xa?.[i] ?? 1) * (xb?.[i] ?? 1));
    });
  });
}

/** Adds sum_p M_pl M_pm (sum of w x_a x_b over place p) at effects (l, a) and (m, b), lower triangle. */
export function addMixedProduct(own: OwnPair, w: readonly Float64Array[], out: ArrowMatrix): void {
  const { index, places, columns } = own.rows;
  const { start, column, values } = places;
  const { depth, part, base, stride } = own.pair;
  const to = arrowAt(out, depth)[part];
  const k = columns.length;
  const sums = new Float64Array(places.rows);
  eachBlock(own, (a, b, slot, x) => {
    const of = w[slot];
    sums.fill(0);
    for (let i = 0; i < index.length; i++) sums[index[i]] += of[i] * x(i);
    for (let p = 0; p < places.rows; p++)
      for (let e = start[p]; e < start[p + 1]; e++) {
        const by = sums[p] * values[e];
        const row = base[0] + (column[e] * k + b) * stride + a;
        // columns ascend: of one level, only the lower triangle
        for (let f = start[p]; f < e; f++) to[row + column[f] * k] += by * values[f];
        if (a <= b) to[row + column[e] * k] += by * values[e];
      }
  });
}

/** Adds each row's z_i' C z_i for the effects of the term, C being symmetric on the pattern. */
export function addMixedForms(own: OwnPair, c: ArrowMatrix, hOut: readonly Float64Array[]): void {
  const { index, places, columns } = own.rows;
  const { start, column, values } = places;
  const { depth, part, base, stride } = own.pair;
  const from = arrowAt(c, depth)[part];
  const k = columns.length;
  const { predictors } = own;
  const forms = new Float64Array(places.rows);
  eachBlock(own, (a, b, slot, x) => {
    if (predictors[a] < predictors[b]) return; // each pair of predictors once
    for (let p = 0; p < places.rows; p++) {
      let form = 0;
      for (let e = start[p]; e < start[p + 1]; e++) {
        const row = base[0] + (column[e] * k + b) * stride + a;
        let s = 0;
        for (let f = start[p]; f < start[p + 1]; f++) s += from[row + column[f] * k] * values[f];
        form += s * values[e];
      }
      forms[p] = form;
    }
    const h = hOut[slot];
    for (let i = 0; i < h.length; i++) h[i] += x(i) * forms[index[i]];
  });
}
