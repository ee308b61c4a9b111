import type { ColumnPair } from './columnPairs.ts';
import type { Meeting, MixedCells } from './meetings.ts';

/** Adds the sums of w x_t x_u over the rows of each cell, `wx` being w x_t, to the blocks that it goes to. */
export function addMixedProduct(
  { first, second, at }: Meeting,
  { count, each }: MixedCells,
  { xu, shift, transposed, same }: ColumnPair,
  wx: Float64Array,
  out: Float64Array,
): void {
  const sums = new Float64Array(count);
  for (let i = 0; i < at.length; i++) sums[at[i]] += wx[i] * (xu === null ? 1 : xu[i]);
  const both = first === second && !same;
  for (let cell = 0; cell < count; cell++) {
    const sum = sums[cell];
    each(cell, (offset, share, isDiagonal) => {
      out[offset + shift] += share * sum;
      // two levels of one term: each has the column that the other has not
      if (both && !isDiagonal) out[offset + transposed] += share * sum;
    });
  }
}

/** Adds `times` each row's x_t x_u (z_t' C z_u) to h, z being what the row's cell has of the levels. */
export function addMixedForms(
  { first, second, at }: Meeting,
  { count, each }: MixedCells,
  { xt, xu, shift, transposed, same }: ColumnPair,
  c: Float64Array,
  times: number,
  h: Float64Array,
): void {
  const forms = new Float64Array(count);
  const own = first === second;
  for (let cell = 0; cell < count; cell++) {
    let form = 0;
    each(cell, (offset, share, isDiagonal) => {
      form += share * c[offset + shift];
      if (own && !isDiagonal) form += share * c[offset + (same ? shift : transposed)];
    });
    forms[cell] = times * form;
  }
  for (let i = 0; i < h.length; i++)
    h[i] += (xt === null ? 1 : xt[i]) * (xu === null ? 1 : xu[i]) * forms[at[i]];
}
