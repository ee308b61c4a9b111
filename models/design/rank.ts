import { dot } from '../../src/engine/linalg/vectors.ts';
import { meanOf } from './standardize.ts';

/** A column whose part independent of those before it is shorter than this, relatively, depends on them; as R's qr(). */
const TOLERANCE = 1e-7;
/** A column whose spread is this small beside its size is constant to working precision. */
const CONSTANT = 1e-11;
/** Coefficients this small, in units of the columns' spreads, are rounding. */
const NEGLIGIBLE = 1e-6;

/** column = constant + sum of coef * columns[of]; no terms means a constant column, `range` how far it varies all the same. */
export interface Dependence {
  readonly column: number;
  readonly constant: number;
  readonly range?: number;
  readonly terms: readonly { readonly of: number; readonly coef: number }[];
}

/** The orthonormal basis so far: `q[k]` came from column `from[k]`, which had `spread[k]`; r is upper triangular. */
interface Basis {
  readonly q: Float64Array[];
  readonly from: number[];
  readonly spread: number[];
  readonly r: number[][];
}

function subtract(from: Float64Array, times: number, column: Float64Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= times * column[i];
}

function scale(column: Float64Array, by: number): void {
  for (let i = 0; i < column.length; i++) column[i] *= by;
}

/** Takes from `v` its part along each basis vector; returns the parts. */
function project(v: Float64Array, basis: Basis): number[] {
  return basis.q.map((q) => {
    const along = dot(q, v);
    subtract(v, along, q);
    return along;
  });
}

/** Solves R c = parts, R upper triangular: the column in terms of the basis' columns. */
function solveUpper(r: readonly (readonly number[])[], parts: readonly number[]): number[] {
  const c = [...parts];
  for (let k = c.length - 1; k >= 0; k--) {
    c[k] /= r[k][k];
    for (let i = 0; i < k; i++) c[i] -= r[k][i] * c[k];
  }
  return c;
}

/** `spread` is the dependent column's; `mean(j)` is column j's, zero without an intercept. */
function describe(
  column: number,
  spread: number,
  parts: number[],
  basis: Basis,
  mean: readonly number[],
): Dependence {
  const terms = solveUpper(basis.r, parts)
    .map((c, k) => ({ of: basis.from[k], coef: (c * spread) / basis.spread[k], share: Math.abs(c) }))
    .filter((term) => term.share > NEGLIGIBLE)
    .map(({ of, coef }) => ({ of, coef }));
  const shifts = terms.map(({ of, coef }) => coef * mean[of]);
  const size = shifts.reduce((sum, shift) => sum + Math.abs(shift), Math.abs(mean[column]));
  const rest = shifts.reduce((sum, shift) => sum - shift, mean[column]);
  const constant = Math.abs(rest) <= TOLERANCE * size ? 0 : rest;
  return { column, constant, terms };
}

function rangeOf(column: Float64Array): number {
  let least = column[0];
  let most = column[0];
  for (let i = 1; i < column.length; i++) {
    if (column[i] < least) least = column[i];
    if (column[i] > most) most = column[i];
  }
  return most - least;
}

/**
 * The columns that are linear combinations of the columns before them and, with `intercept`, of a constant.
 * Modified Gram-Schmidt on centred columns of unit length, so neither units nor origins matter.
 */
export function dependences(columns: readonly Float64Array[], intercept: boolean): Dependence[] {
  const mean = columns.map((column) => (intercept ? meanOf(column) : 0));
  const basis: Basis = { q: [], from: [], spread: [], r: [] };
  const found: Dependence[] = [];
  columns.forEach((column, j) => {
    const v = column.map((value) => value - mean[j]);
    const spread = Math.sqrt(dot(v, v));
    if (spread <= CONSTANT * Math.sqrt(dot(column, column))) {
      found.push({ column: j, constant: column[0], terms: [], range: rangeOf(column) });
      return;
    }
    scale(v, 1 / spread);
    const parts = project(v, basis);
    const left = Math.sqrt(dot(v, v));
    if (left < TOLERANCE) {
      found.push(describe(j, spread, parts, basis, mean));
      return;
    }
    scale(v, 1 / left);
    basis.q.push(v);
    basis.from.push(j);
    basis.spread.push(spread);
    basis.r.push([...parts, left]);
  });
  return found;
}
