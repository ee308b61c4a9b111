import type { TermProgram } from '../program/program.ts';
import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';

/**
 * Z_a'WZ_b of two terms, by the cells that have rows: level j of a meets levels `column[start[j] .. start[j + 1]]` of b,
 * ka x kb numbers each, row-major. Plain data.
 */
export interface CrossTable {
  readonly levels: number;
  readonly ka: number;
  readonly kb: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  /** Null where every number is one: a row a cell, one coefficient a level, no weights. */
  readonly values: Float64Array | null;
}

/** Rows in the order of a term's levels: those of level j are `rows[start[j] .. start[j + 1]]`, ascending. */
export interface RowsByLevel {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

export function rowsByLevel({ index, levels }: Pick<TermProgram, 'index' | 'levels'>): RowsByLevel {
  const start = new Int32Array(levels.length + 1);
  for (const level of index) start[level + 1]++;
  for (let j = 0; j < levels.length; j++) start[j + 1] += start[j];
  const at = start.slice(0, levels.length);
  const rows = new Int32Array(index.length);
  index.forEach((level, i) => {
    rows[at[level]++] = i;
  });
  return { start, rows };
}

/** Sums over rows, cell by cell, in the order of rows. Cost: rows x ka x kb. */
export function crossTable(
  a: TermProgram,
  b: TermProgram,
  weights: Float64Array | null,
  byLevel: RowsByLevel = rowsByLevel(a),
): CrossTable {
  const [ka, kb] = [a.coefs.length, b.coefs.length];
  const cells = countCells(b, byLevel);
  const start = sharedInt32(a.levels.length + 1);
  const column = sharedInt32(cells);
  const values = sharedFloat64(cells * ka * kb);
  const cellOf = new Int32Array(b.levels.length).fill(-1);
  let cell = 0;
  for (let j = 0; j < a.levels.length; j++) {
    const first = cell;
    for (let r = byLevel.start[j]; r < byLevel.start[j + 1]; r++) {
      const i = byLevel.rows[r];
      const level = b.index[i];
      if (cellOf[level] < first) {
        cellOf[level] = cell;
        column[cell++] = level;
      }
      const at = cellOf[level] * ka * kb;
      const w = weights === null ? 1 : weights[i];
      for (let x = 0; x < ka; x++) {
        const wz = w * (a.columns[x]?.[i] ?? 1);
        for (let y = 0; y < kb; y++) values[at + x * kb + y] += wz * (b.columns[y]?.[i] ?? 1);
      }
    }
    start[j + 1] = cell;
  }
  const isCounted = ka === 1 && kb === 1 && values.every((value) => value === 1);
  return { levels: a.levels.length, ka, kb, start, column, values: isCounted ? null : values };
}

function countCells(b: TermProgram, { start, rows }: RowsByLevel): number {
  const lastMet = new Int32Array(b.levels.length).fill(-1);
  let cells = 0;
  for (let j = 0; j + 1 < start.length; j++)
    for (let r = start[j]; r < start[j + 1]; r++) {
      const level = b.index[rows[r]];
      if (lastMet[level] !== j) cells++;
      lastMet[level] = j;
    }
  return cells;
}

/** out += by T x: x has kb numbers a level of b, out ka a level of a. */
export function addTimes(t: CrossTable, x: Float64Array, by: number, out: Float64Array): void {
  if (t.values === null) addCounted(t, x, by, out);
  else if (t.ka === 1 && t.kb === 1) addScalar(t, t.values, x, by, out);
  else addBlocks(t, t.values, x, by, out);
}

/** out += by T'x: x has ka numbers a level of a, out kb a level of b. */
export function addTransposedTimes(t: CrossTable, x: Float64Array, by: number, out: Float64Array): void {
  if (t.values === null) addCountedTransposed(t, x, by, out);
  else if (t.ka === 1 && t.kb === 1) addScalarTransposed(t, t.values, x, by, out);
  else addBlocksTransposed(t, t.values, x, by, out);
}

function addCounted(
  { levels, start, column }: CrossTable,
  x: Float64Array,
  by: number,
  out: Float64Array,
): void {
  for (let j = 0; j < levels; j++) {
    const end = start[j + 1];
    let e = start[j];
    // two sums, so that one addition need not wait for the last
    let [even, odd] = [0, 0];
    for (; e + 1 < end; e += 2) {
      even += x[column[e]];
      odd += x[column[e + 1]];
    }
    if (e < end) even += x[column[e]];
    out[j] += by * (even + odd);
  }
}

function addCountedTransposed(
  { levels, start, column }: CrossTable,
  x: Float64Array,
  by: number,
  out: Float64Array,
): void {
  for (let j = 0; j < levels; j++) {
    const xj = by * x[j];
    for (let e = start[j]; e < start[j + 1]; e++) out[column[e]] += xj;
  }
}

function addScalar(
  { levels, start, column }: CrossTable,
  values: Float64Array,
  x: Float64Array,
  by: number,
  out: Float64Array,
): void {
  for (let j = 0; j < levels; j++) {
    let s = 0;
    for (let e = start[j]; e < start[j + 1]; e++) s += values[e] * x[column[e]];
    out[j] += by * s;
  }
}

function addScalarTransposed(
  { levels, start, column }: CrossTable,
  values: Float64Array,
  x: Float64Array,
  by: number,
  out: Float64Array,
): void {
  for (let j = 0; j < levels; j++) {
    const xj = by * x[j];
    for (let e = start[j]; e < start[j + 1]; e++) out[column[e]] += values[e] * xj;
  }
}

function addBlocks(
  { levels, ka, kb, start, column }: CrossTable,
  values: Float64Array,
  x: Float64Array,
  by: number,
  out: Float64Array,
): void {
  for (let j = 0; j < levels; j++)
    for (let e = start[j]; e < start[j + 1]; e++)
      for (let c = 0; c < ka; c++) {
        const at = (e * ka + c) * kb;
        let s = 0;
        for (let d = 0; d < kb; d++) s += values[at + d] * x[column[e] * kb + d];
        out[j * ka + c] += by * s;
      }
}

function addBlocksTransposed(
  { levels, ka, kb, start, column }: CrossTable,
  values: Float64Array,
  x: Float64Array,
  by: number,
  out: Float64Array,
): void {
  for (let j = 0; j < levels; j++)
    for (let e = start[j]; e < start[j + 1]; e++)
      for (let c = 0; c < ka; c++) {
        const at = (e * ka + c) * kb;
        const xj = by * x[j * ka + c];
        for (let d = 0; d < kb; d++) out[column[e] * kb + d] += values[at + d] * xj;
      }
}

/** Number c, d of cell e. */
export function cellValue({ ka, kb, values }: CrossTable, e: number, c: number, d: number): number {
  return values === null ? 1 : values[(e * ka + c) * kb + d];
}
