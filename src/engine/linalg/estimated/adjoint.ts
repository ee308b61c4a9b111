import { backSolve } from '../triangular.ts';
import type { BlockList, Elimination, NodeSet } from './elimination.ts';
import { last, type Normalised } from './normalised.ts';
import { solveUpperTransposed } from './upper.ts';

/**
 * The derivative of a sum of tr(Y dE) and of log|A| + log|D|, by the matrix H that E was made of: gathered in normalised
 * coordinates, Y = sum_k c_k y_k y_k' never being formed.
 */
export interface Adjoint {
  /** -B Y where main and other nodes meet. */
  readonly cells: Float64Array;
  /** Diagonal blocks of B Y B'. */
  readonly main: Float64Array;
  /** Y where other nodes meet. */
  readonly pairs: Float64Array;
  /** Diagonal blocks of Y. */
  readonly rest: Float64Array;
  /** Diagonal blocks of (I + E) Y. */
  readonly scaled: Float64Array;
}

export function adjointOf({ main, rest, cells, pairs }: Elimination): Adjoint {
  return {
    cells: new Float64Array(last(cells.at)),
    main: new Float64Array(last(main.squareAt)),
    pairs: new Float64Array(last(pairs.at)),
    rest: new Float64Array(last(rest.squareAt)),
    scaled: new Float64Array(last(rest.squareAt)),
  };
}

export function clearAdjoint({ cells, main, pairs, rest, scaled }: Adjoint): void {
  for (const part of [cells, main, pairs, rest, scaled]) part.fill(0);
}

/**
 * Adds sum_k c_k y_k y_k' to Y: as many vectors as there are c, number k of entry p at [p * c.length + k], and `images`
 * (I + E) y_k likewise.
 */
export function addOuter(
  numbers: Normalised,
  c: Float64Array,
  y: Float64Array,
  images: Float64Array,
  to: Adjoint,
): void {
  const { main, rest, cells, pairs } = numbers.elimination;
  const count = c.length;
  const x = y.map((v, at) => v * c[at % count]);
  const onMain = minusCells(numbers, count, y);
  addBlocks(cells, main, rest, count, onMain, x, to.cells);
  addBlocks(pairs, rest, rest, count, y, x, to.pairs);
  addDiagonal(rest, count, y, x, to.rest);
  addDiagonal(rest, count, images, x, to.scaled);
  addDiagonal(
    main,
    count,
    onMain,
    onMain.map((v, at) => v * c[at % count]),
    to.main,
  );
}

/** -B of every vector. */
function minusCells({ elimination, cells: b }: Normalised, count: number, y: Float64Array): Float64Array {
  const { main, rest, cells, scalar } = elimination;
  const out = new Float64Array(last(main.at) * count);
  for (let e = 0; e < cells.row.length; e++) {
    if (scalar) {
      const by = b[e];
      for (let r = 0, o = cells.row[e] * count, f = cells.column[e] * count; r < count; r++)
        out[o + r] -= by * y[f + r];
      continue;
    }
    const [m, to] = [main.size[cells.row[e]], main.at[cells.row[e]]];
    const [k, from] = [rest.size[cells.column[e]], rest.at[cells.column[e]]];
    for (let a = 0; a < m; a++)
      for (let c = 0; c < k; c++) {
        const by = b[cells.at[e] + a * k + c];
        const [o, f] = [(to + a) * count, (from + c) * count];
        for (let r = 0; r < count; r++) out[o + r] -= by * y[f + r];
      }
  }
  return out;
}

function addBlocks(
  { row, column, at }: BlockList,
  rows: NodeSet,
  rest: NodeSet,
  count: number,
  u: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  for (let e = 0; e < row.length; e++) {
    const [m, k] = [rows.size[row[e]], rest.size[column[e]]];
    for (let a = 0; a < m; a++)
      for (let c = 0; c < k; c++)
        out[at[e] + a * k + c] += product(count, u, rows.at[row[e]] + a, v, rest.at[column[e]] + c);
  }
}

function addDiagonal(
  { size, at, squareAt }: NodeSet,
  count: number,
  u: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  for (let j = 0; j < size.length; j++)
    for (let a = 0, k = size[j]; a < k; a++)
      for (let c = 0; c < k; c++) out[squareAt[j] + a * k + c] += product(count, u, at[j] + a, v, at[j] + c);
}

/** sum_k u_pk v_qk. */
function product(count: number, u: Float64Array, p: number, v: Float64Array, q: number): number {
  let s = 0;
  for (let r = 0, f = p * count, g = q * count; r < count; r++) s += u[f + r] * v[g + r];
  return s;
}

/** Writes the derivative by H on its pattern, both triangles of diagonal blocks; what was gathered is used up. */
export function writeAdjoint(numbers: Normalised, from: Adjoint, out: Float64Array): void {
  const { elimination, lower, upper, cells: b } = numbers;
  const { main, rest, cells, pairs } = elimination;
  ownBlocks(rest, from.scaled);
  addIdentity(main, from.main);
  for (let e = 0; e < cells.row.length; e++) {
    const [i, j, at] = [cells.row[e], cells.column[e], cells.at[e]];
    const [m, k] = [main.size[i], rest.size[j]];
    const own = rest.squareAt[j];
    for (let a = 0; a < m; a++)
      for (let c = 0; c < k; c++) {
        let s = 0; // (B_ij K_j)_ac
        for (let d = 0; d < k; d++) s += b[at + a * k + d] * from.scaled[own + d * k + c];
        from.cells[at + a * k + c] -= s;
        for (let q = 0; q < m; q++) from.main[main.squareAt[i] + a * m + q] += s * b[at + q * k + c];
      }
  }
  for (let j = 0; j < from.rest.length; j++) from.rest[j] += from.scaled[j];
  for (let e = 0; e < cells.row.length; e++) {
    const [i, j, at] = [cells.row[e], cells.column[e], cells.at[e]];
    const [m, k] = [main.size[i], rest.size[j]];
    for (let c = 0; c < k; c++) backColumn(lower, main.squareAt[i], m, from.cells, at + c, k);
    for (let a = 0; a < m; a++) solveUpperTransposed(upper, rest.squareAt[j], k, from.cells, at + a * k);
  }
  for (let e = 0; e < pairs.row.length; e++) {
    const [h, j, at] = [pairs.row[e], pairs.column[e], pairs.at[e]];
    const [m, k] = [rest.size[h], rest.size[j]];
    for (let c = 0; c < k; c++) solveUpperTransposed(upper, rest.squareAt[h], m, from.pairs, at + c, k);
    for (let a = 0; a < m; a++) solveUpperTransposed(upper, rest.squareAt[j], k, from.pairs, at + a * k);
  }
  for (let i = 0; i < main.size.length; i++) {
    const [k, at] = [main.size[i], main.squareAt[i]];
    for (let c = 0; c < k; c++) backColumn(lower, at, k, from.main, at + c, k);
    for (let a = 0; a < k; a++) backSolve(lower, at, k, from.main, at + a * k);
  }
  for (let j = 0; j < rest.size.length; j++) {
    const [k, at] = [rest.size[j], rest.squareAt[j]];
    for (let c = 0; c < k; c++) solveUpperTransposed(upper, at, k, from.rest, at + c, k);
    for (let a = 0; a < k; a++) solveUpperTransposed(upper, at, k, from.rest, at + a * k);
  }
  writeBlocks(cells, main, rest, from.cells, out);
  writeBlocks(pairs, rest, rest, from.pairs, out);
  writeDiagonal(main, from.main, out);
  writeDiagonal(rest, from.rest, out);
}

/** K = I - P, P the symmetric matrix with the lower triangle of (I + E) Y: what D's own blocks get, normalised. */
function ownBlocks({ size, squareAt }: NodeSet, scaled: Float64Array): void {
  for (let j = 0; j < size.length; j++)
    for (let a = 0, k = size[j]; a < k; a++)
      for (let c = 0; c <= a; c++) {
        const value = (a === c ? 1 : 0) - scaled[squareAt[j] + a * k + c];
        scaled[squareAt[j] + a * k + c] = value;
        scaled[squareAt[j] + c * k + a] = value;
      }
}

function addIdentity({ size, squareAt }: NodeSet, out: Float64Array): void {
  for (let i = 0; i < size.length; i++)
    for (let a = 0; a < size[i]; a++) out[squareAt[i] + a * (size[i] + 1)] += 1;
}

/** A column of a block, its numbers `stride` apart, <- L'^-1 column. */
function backColumn(
  l: Float64Array,
  at: number,
  n: number,
  m: Float64Array,
  mAt: number,
  stride: number,
): void {
  for (let i = n - 1; i >= 0; i--) {
    let s = m[mAt + i * stride];
    for (let k = i + 1; k < n; k++) s -= l[at + k * n + i] * m[mAt + k * stride];
    m[mAt + i * stride] = s / l[at + i * n + i];
  }
}

function writeBlocks(
  { row, column, at, from, turned }: BlockList,
  rows: NodeSet,
  rest: NodeSet,
  blocks: Float64Array,
  out: Float64Array,
): void {
  for (let e = 0; e < row.length; e++) {
    const [m, k] = [rows.size[row[e]], rest.size[column[e]]];
    for (let a = 0; a < m; a++)
      for (let c = 0; c < k; c++)
        out[from[e] + (turned[e] === 1 ? c * m + a : a * k + c)] = blocks[at[e] + a * k + c];
  }
}

function writeDiagonal({ size, squareAt, diagonal }: NodeSet, blocks: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size.length; i++) {
    const count = size[i] * size[i];
    for (let c = 0; c < count; c++) out[diagonal[i] + c] = blocks[squareAt[i] + c];
  }
}
