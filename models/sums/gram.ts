import type { Dependence } from '../design/rank.ts';
import { columnUnit, productUnit, ratio, wholeOf } from './exact.ts';
import type { Answer, ScaledColumn } from './questions.ts';

/** Sums of products of columns over some rows, as whole numbers. Column 0 is that of ones. */
export interface ExactSums {
  readonly rows: number;
  /** Sum of the weights, of which a row has 1 where there are none, as a number. */
  readonly weight: number;
  /** What weights were divided by. */
  readonly weightScale: number;
  /** Of the pair, in units of `productUnit` over the columns' scales. */
  readonly of: (i: number, j: number) => bigint;
}

/** The sums of one row of an answer to a question of products, its keys being `keys` columns. */
export function exactSums(
  answer: Answer,
  row: number,
  keys: number,
  pairs: readonly (readonly [number, number])[],
  weightScale = 1,
): ExactSums {
  const of = wholeSums(answer, row, keys + 1, pairs);
  const rows = Number(answer.columns[keys][row]);
  return { rows, weight: (Number(of(0, 0)) / productUnit) * weightScale, weightScale, of };
}

/** Sums of pairs in one row of an answer, from a column on. */
export function wholeSums(
  { columns }: Answer,
  row: number,
  from: number,
  pairs: readonly (readonly [number, number])[],
): ExactSums['of'] {
  const at = new Map(pairs.map(([i, j], p) => [i <= j ? `${i},${j}` : `${j},${i}`, p]));
  return (i, j) => {
    const p = at.get(i <= j ? `${i},${j}` : `${j},${i}`);
    if (p === undefined) throw new RangeError(`no sum of columns ${i} and ${j}`);
    return wholeOf(Number(columns[from + 2 * p][row]), Number(columns[from + 1 + 2 * p][row]));
  };
}

/** What a column's scaled cells are to be multiplied by; that of ones is its own. */
const unitOf = (columns: readonly ScaledColumn[], i: number): number =>
  (i === 0 ? 1 : columns[i - 1].scale) / columnUnit;

const centreOf = (columns: readonly ScaledColumn[], i: number): number =>
  i === 0 ? 0 : columns[i - 1].centre;

/** The mean of a column. */
export function meanOf(sums: ExactSums, columns: readonly ScaledColumn[], i: number): number {
  const unit = unitOf(columns, i) * columnUnit;
  return centreOf(columns, i) + ratio(sums.of(0, i), sums.of(0, 0)) * unit;
}

/** The mean of a column over some rows less that over all: no digits are lost, however far both are from 0. */
export function meanLess(
  sums: ExactSums,
  all: ExactSums,
  columns: readonly ScaledColumn[],
  i: number,
): number {
  const difference = sums.of(0, i) * all.of(0, 0) - all.of(0, i) * sums.of(0, 0);
  return ratio(difference, sums.of(0, 0) * all.of(0, 0)) * unitOf(columns, i) * columnUnit;
}

/** The sum of products of two columns about their means over these rows: no digits are lost. */
export function aboutMeans(sums: ExactSums, columns: readonly ScaledColumn[], i: number, j: number): number {
  const n = sums.of(0, 0);
  const centred = n * sums.of(i, j) - sums.of(0, i) * sums.of(0, j);
  return ratio(centred, n) * unitOf(columns, i) * unitOf(columns, j) * sums.weightScale;
}

/** A sum of products of columns of these scales. */
export const productOf = (sum: bigint, a: number, b: number): number =>
  Number(sum) * (a / columnUnit) * (b / columnUnit);

/** A part of a column that is shorter than this beside the whole, squared, depends on those before it: 1e-6 of its length, where `dependences` can tell 1e-7. */
const tolerance = 1e-12;

/**
 * The columns that are linear combinations of those before them and, with an intercept, of a constant, from sums of products: as
 * `dependences` finds them from the columns.
 */
export function dependencesOfSums(
  count: number,
  intercept: boolean,
  mean: (j: number) => number,
  crossed: (i: number, j: number) => number,
): Dependence[] {
  const spread = Array.from({ length: count }, (_, j) => Math.sqrt(Math.max(0, crossed(j, j))));
  const basis: number[] = [];
  const factor: number[][] = [];
  const found: Dependence[] = [];
  for (let j = 0; j < count; j++) {
    if (!(spread[j] > 0)) {
      found.push({ column: j, constant: intercept ? mean(j) : 0, terms: [], range: 0 });
      continue;
    }
    const row: number[] = [];
    basis.forEach((b, k) => {
      const sum = row.reduce((s, r, e) => s + r * factor[k][e], 0);
      row.push((crossed(b, j) / spread[b] / spread[j] - sum) / factor[k][k]);
    });
    const left = 1 - row.reduce((s, r) => s + r * r, 0);
    if (left > tolerance) {
      basis.push(j);
      factor.push([...row, Math.sqrt(left)]);
      continue;
    }
    const coefs = row.slice();
    for (let k = coefs.length - 1; k >= 0; k--) {
      for (let e = k + 1; e < coefs.length; e++) coefs[k] -= factor[e][k] * coefs[e];
      coefs[k] /= factor[k][k];
    }
    const terms = coefs
      .map((c, k) => ({ of: basis[k], coef: (c * spread[j]) / spread[basis[k]], share: Math.abs(c) }))
      .filter(({ share }) => share > 1e-5)
      .map(({ of, coef }) => ({ of, coef }));
    const rest = terms.reduce((s, { of, coef }) => s - coef * mean(of), mean(j));
    const size = terms.reduce((s, { of, coef }) => s + Math.abs(coef * mean(of)), Math.abs(mean(j)));
    found.push({ column: j, constant: !intercept || Math.abs(rest) <= 1e-6 * size ? 0 : rest, terms });
  }
  return found;
}
