import { factorBlock } from '../triangular.ts';
import type { BlockList, Elimination, NodeSet } from './elimination.ts';
import { factorUpper, solveUpper } from './upper.ts';

/**
 * The numbers of an eliminated matrix, in coordinates where every diagonal block is the identity. With A_i = L_i L_i' and
 * the diagonal blocks of S, which are known exactly, D_j = U_j U_j' (U upper triangular),
 *
 *   B_ij = L_i^-1 C_ij U_j'^-1,   I + E = U^-1 S U'^-1 = U^-1 G U'^-1 - B'B,   E_jj = 0.
 *
 * E is the same for X H X' as for H with any X whose diagonal blocks are upper triangular.
 */
export interface Normalised {
  readonly elimination: Elimination;
  /** L of every main node, lower triangles. */
  readonly lower: Float64Array;
  /** U of every other node, upper triangles. */
  readonly upper: Float64Array;
  /** B. */
  readonly cells: Float64Array;
  /** U^-1 G U'^-1 below its diagonal blocks. */
  readonly pairs: Float64Array;
  /** sum_i B_ij'B_ij for every other node. */
  readonly excess: Float64Array;
}

export const last = (at: Int32Array): number => at[at.length - 1];

export function normalised(elimination: Elimination): Normalised {
  const { main, rest, cells, pairs } = elimination;
  return {
    elimination,
    lower: new Float64Array(last(main.squareAt)),
    upper: new Float64Array(last(rest.squareAt)),
    cells: new Float64Array(last(cells.at)),
    pairs: new Float64Array(last(pairs.at)),
    excess: new Float64Array(last(rest.squareAt)),
  };
}

/** Takes in the numbers of H; false if a diagonal block of A or of S is not positive definite. */
export function normalise(numbers: Normalised, values: Float64Array): boolean {
  const { elimination, lower, upper, excess } = numbers;
  const { main, rest, cells, pairs } = elimination;
  readDiagonal(main, values, lower);
  readDiagonal(rest, values, upper);
  readBlocks(cells, main, rest, values, numbers.cells);
  readBlocks(pairs, rest, rest, values, numbers.pairs);
  for (let i = 0; i < main.node.length; i++)
    if (!factorBlock(lower, main.squareAt[i], main.size[i])) return false;
  for (let e = 0; e < cells.row.length; e++) {
    const [i, j, at] = [cells.row[e], cells.column[e], cells.at[e]];
    const k = rest.size[j];
    for (let b = 0; b < k; b++)
      forwardColumn(lower, main.squareAt[i], main.size[i], numbers.cells, at + b, k);
    addSquare(numbers.cells, at, main.size[i], k, -1, upper, rest.squareAt[j]);
  }
  for (let j = 0; j < rest.node.length; j++)
    if (!factorUpper(upper, rest.squareAt[j], rest.size[j])) return false;
  solveRows(cells, main, rest, upper, numbers.cells);
  excess.fill(0);
  for (let e = 0; e < cells.row.length; e++) {
    const j = cells.column[e];
    addSquare(numbers.cells, cells.at[e], main.size[cells.row[e]], rest.size[j], 1, excess, rest.squareAt[j]);
  }
  solveRows(pairs, rest, rest, upper, numbers.pairs);
  for (let e = 0; e < pairs.row.length; e++) {
    const [h, k] = [pairs.row[e], rest.size[pairs.column[e]]];
    for (let b = 0; b < k; b++)
      solveUpper(upper, rest.squareAt[h], rest.size[h], numbers.pairs, pairs.at[e] + b, k);
  }
  return true;
}

/** Every block's rows <- (U_j^-1 row')', U_j being its columns'. */
function solveRows(
  list: BlockList,
  rows: NodeSet,
  rest: NodeSet,
  upper: Float64Array,
  blocks: Float64Array,
): void {
  for (let e = 0; e < list.row.length; e++) {
    const j = list.column[e];
    const k = rest.size[j];
    const end = rows.size[list.row[e]];
    for (let a = 0; a < end; a++) solveUpper(upper, rest.squareAt[j], k, blocks, list.at[e] + a * k);
  }
}

function readDiagonal(
  { node, size, squareAt, diagonal }: NodeSet,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < node.length; i++) {
    const count = size[i] * size[i];
    for (let c = 0; c < count; c++) out[squareAt[i] + c] = values[diagonal[i] + c];
  }
}

function readBlocks(
  { row, column, at, from, turned }: BlockList,
  rows: NodeSet,
  rest: NodeSet,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let e = 0; e < row.length; e++) {
    const [m, k] = [rows.size[row[e]], rest.size[column[e]]];
    for (let a = 0; a < m; a++)
      for (let b = 0; b < k; b++)
        out[at[e] + a * k + b] = values[from[e] + (turned[e] === 1 ? b * m + a : a * k + b)];
  }
}

/** out += by * M'M, M being rows x k. */
function addSquare(
  m: Float64Array,
  at: number,
  rows: number,
  k: number,
  by: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let r = 0; r < rows; r++)
    for (let a = 0; a < k; a++) {
      const x = by * m[at + r * k + a];
      for (let b = 0; b < k; b++) out[outAt + a * k + b] += x * m[at + r * k + b];
    }
}

/** A column of a block, its numbers `stride` apart, <- L^-1 column. */
function forwardColumn(
  l: Float64Array,
  at: number,
  n: number,
  m: Float64Array,
  mAt: number,
  stride: number,
): void {
  for (let i = 0; i < n; i++) {
    let s = m[mAt + i * stride];
    for (let k = 0; k < i; k++) s -= l[at + i * n + k] * m[mAt + k * stride];
    m[mAt + i * stride] = s / l[at + i * n + i];
  }
}

/** out = B v, a vector of the main nodes. */
export function timesCells({ elimination, cells: b }: Normalised, v: Float64Array, out: Float64Array): void {
  const { main, rest, cells, scalar } = elimination;
  const { start, column, at } = cells;
  for (let i = 0; i < main.node.length; i++) {
    if (scalar) {
      let s = 0;
      for (let e = start[i]; e < start[i + 1]; e++) s += b[e] * v[column[e]];
      out[i] = s;
      continue;
    }
    const [m, to] = [main.size[i], main.at[i]];
    for (let a = 0; a < m; a++) out[to + a] = 0;
    for (let e = start[i]; e < start[i + 1]; e++) {
      const [k, from] = [rest.size[column[e]], rest.at[column[e]]];
      for (let a = 0; a < m; a++)
        for (let c = 0; c < k; c++) out[to + a] += b[at[e] + a * k + c] * v[from + c];
    }
  }
}

/** out -= B't for t = B v, of which nothing is kept; `t` is room for one main node. */
function takeProduct({ elimination, cells: b }: Normalised, v: Float64Array, out: Float64Array): void {
  const { main, cells } = elimination;
  const { start, column } = cells;
  for (let i = 0; i < main.node.length; i++) {
    let s = 0;
    for (let e = start[i]; e < start[i + 1]; e++) s += b[e] * v[column[e]];
    for (let e = start[i]; e < start[i + 1]; e++) out[column[e]] -= b[e] * s;
  }
}

/** out -= B't. */
export function takeCells({ elimination, cells: b }: Normalised, t: Float64Array, out: Float64Array): void {
  const { main, rest, cells } = elimination;
  const { row, column, at } = cells;
  for (let e = 0; e < row.length; e++) {
    const [m, from] = [main.size[row[e]], main.at[row[e]]];
    const [k, to] = [rest.size[column[e]], rest.at[column[e]]];
    for (let a = 0; a < m; a++) for (let c = 0; c < k; c++) out[to + c] -= b[at[e] + a * k + c] * t[from + a];
  }
}

/** out = E v, a vector of the other nodes; `room` holds a vector of the main nodes. */
export function timesRest(numbers: Normalised, v: Float64Array, out: Float64Array, room: Float64Array): void {
  const { elimination, excess, pairs: g } = numbers;
  const { rest, pairs, scalar } = elimination;
  if (scalar) {
    for (let j = 0; j < v.length; j++) out[j] = excess[j] * v[j];
    takeProduct(numbers, v, out);
  } else {
    for (let j = 0; j < rest.node.length; j++)
      for (let a = 0, k = rest.size[j], from = rest.at[j]; a < k; a++) {
        let s = 0;
        for (let c = 0; c < k; c++) s += excess[rest.squareAt[j] + a * k + c] * v[from + c];
        out[from + a] = s;
      }
    timesCells(numbers, v, room);
    takeCells(numbers, room, out);
  }
  for (let e = 0; e < pairs.row.length; e++) {
    const [h, j] = [pairs.row[e], pairs.column[e]];
    const [m, k, at] = [rest.size[h], rest.size[j], pairs.at[e]];
    for (let a = 0; a < m; a++)
      for (let c = 0; c < k; c++) {
        out[rest.at[h] + a] += g[at + a * k + c] * v[rest.at[j] + c];
        out[rest.at[j] + c] += g[at + a * k + c] * v[rest.at[h] + a];
      }
  }
}
