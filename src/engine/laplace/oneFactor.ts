import type { TermProgram } from '../program/program.ts';
import type { LatentTerm } from './latentTerm.ts';
import type { LatentLayout } from './layout.ts';

/** Group effects that all belong to the levels of one factor: nothing couples two levels. */
export interface OneFactor {
  readonly levels: number;
  /** Coefficients a level, all terms together. Arrays below lie level after level, in node order. */
  readonly size: number;
  /** Level of each row. */
  readonly index: Int32Array;
  /** The columns of Z in node order; null for a column of ones. */
  readonly columns: readonly (Float64Array | null)[];
  /** For each term, the first of its coefficients in a level. */
  readonly firstOf: readonly number[];
}

/** Whether all terms split the rows alike, each level by itself; no terms, no factor. */
export function isOneFactor({ terms }: { readonly terms: readonly FactorTerm[] }): boolean {
  return (
    terms.length > 0 &&
    terms.every(
      ({ index, mixing }) => mixing === undefined && index.every((level, i) => level === terms[0].index[i]),
    )
  );
}

/** What of a term says how it splits the rows. */
type FactorTerm = Pick<LatentTerm, 'index'> & Pick<TermProgram, 'mixing'>;

export function oneFactor({ terms, groups }: LatentLayout): OneFactor {
  const [{ levels, size, index, columns }] = groups;
  return { levels, size, index, columns, firstOf: terms.map(({ within }) => within) };
}

/** Every term's L as one lower triangular matrix, size x size row-major. */
export function factorOfLevel(
  { terms }: LatentLayout,
  { size, firstOf }: OneFactor,
  factors: readonly Float64Array[],
  out: Float64Array,
): void {
  out.fill(0);
  terms.forEach(({ k }, t) => {
    const at = firstOf[t] * (size + 1);
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[at + a * size + b] = factors[t][a * k + b];
  });
}

/** out_j = sum over the rows of level j of e_i z_i, z_i row i of Z. */
export function sumByLevel({ size, index, columns }: OneFactor, e: Float64Array, out: Float64Array): void {
  out.fill(0);
  columns.forEach((x, c) => {
    if (x === null) for (let i = 0; i < e.length; i++) out[index[i] * size + c] += e[i];
    else for (let i = 0; i < e.length; i++) out[index[i] * size + c] += e[i] * x[i];
  });
}

/** eta_i += z_i' b_j for the level j of row i. */
export function addByLevel({ size, index, columns }: OneFactor, b: Float64Array, eta: Float64Array): void {
  columns.forEach((x, c) => {
    if (x === null) for (let i = 0; i < eta.length; i++) eta[i] += b[index[i] * size + c];
    else for (let i = 0; i < eta.length; i++) eta[i] += x[i] * b[index[i] * size + c];
  });
}
