import { InputError } from '../../src/engine/errors.ts';
import { compareCodePoints } from '../codePoints.ts';
import { levelOf } from '../spelling.ts';
import type { Column, Table } from '../table.ts';
import type { Answer, AnswerColumn, SourceColumn } from './questions.ts';

/** Rows that say what the rows of a source are like: every level that occurs, every combination of groups, and where numbers lie. */
export interface Cells {
  /** Grouping columns, a value a cell. */
  readonly columns: ReadonlyMap<string, AnswerColumn>;
  readonly count: number;
  /** Row of the answer that each cell comes from. */
  readonly order: Int32Array;
}

/** Most levels of a predictor, and one more. */
export const askedLevels = 501;

/** Most distances of neighbours in time: each has sums of its own. */
export const mostGaps = 20;

/** The levels of a predictor, and how many rows each has. */
export interface PredictorLevels {
  readonly levels: AnswerColumn;
  readonly frequencies: Float64Array;
}

/** The levels of a predictor, in an order that does not hang on the engine's. Throws InputError where there are too many. */
export function levelsOf(column: string, { rows, columns }: Answer, complete: number): PredictorLevels {
  if (rows >= askedLevels)
    throw new InputError(
      `data: factor "${column}" has more than ${askedLevels - 1} levels, the most for a predictor; for groups write (1 | ${column})`,
      { column },
    );
  checkRows(`levels of ${column}`, columns[1], complete);
  const [levels, counts] = columns;
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) =>
    compareCells(levels[a], levels[b]),
  );
  return {
    levels: taken(levels, order),
    frequencies: Float64Array.from(order, (row) => Number(counts[row])),
  };
}

/** Rows that an answer counts are all that there are. */
export function checkRows(what: string, counts: AnswerColumn, complete: number): void {
  let rows = 0;
  for (const count of counts) rows += Number(count);
  if (rows !== complete)
    throw new InputError(
      `sql: the ${what} have ${rows} rows in all, wanted ${complete}: rows changed while they were read, or an answer is cut off; ask again`,
    );
}

/** Cells in an order that does not hang on the engine's: by their levels. */
export function cellsOf(by: readonly string[], { rows, columns }: Answer, complete: number): Cells {
  checkRows(`combinations of ${by.join(' and ')}`, columns[by.length], complete);
  const keys = by.map((_, k) => columns[k]);
  const order = Int32Array.from({ length: rows }, (_, i) => i).sort((a, b) => {
    for (const key of keys) {
      const difference = compareCells(key[a], key[b]);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const sorted = keys.map((key) => taken(key, order));
  return { columns: new Map(by.map((name, k) => [name, sorted[k]])), count: rows, order };
}

const taken = (column: AnswerColumn, order: ArrayLike<number>): AnswerColumn =>
  column instanceof Float64Array
    ? Float64Array.from(order, (row) => column[row])
    : Array.from(order, (row) => column[row]);

function compareCells(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareCodePoints(String(a), String(b));
}

/** The levels of a cell as a factor names them. */
export const levelText = (cell: number | string, kind: SourceColumn['kind']): string =>
  kind === 'boolean'
    ? Number(cell) === 1
      ? 'TRUE'
      : 'FALSE'
    : typeof cell === 'number'
      ? levelOf(cell)
      : cell;

/** What stands in a column of a shape: levels in turn, or numbers. */
export type Filling =
  | { readonly levels: AnswerColumn; readonly frequencies?: Float64Array }
  | { readonly numbers: (row: number) => number };

/** A table with these columns. */
export function shapeTable(
  source: string,
  rows: number,
  columns: readonly (readonly [SourceColumn, Filling])[],
): Table {
  return {
    source,
    rows,
    columns: new Map(columns.map(([column, filling]) => [column.name, columnOf(column, filling, rows)])),
  };
}

function columnOf({ kind }: SourceColumn, filling: Filling, rows: number): Column {
  if ('numbers' in filling)
    return { kind: 'number', values: Float64Array.from({ length: rows }, (_, row) => filling.numbers(row)) };
  const { levels, frequencies } = filling;
  const cell = (row: number): number | string => levels[row % levels.length];
  if (kind === 'number')
    return { kind: 'number', values: Float64Array.from({ length: rows }, (_, row) => Number(cell(row))) };
  if (kind === 'boolean')
    return { kind: 'boolean', values: Int8Array.from({ length: rows }, (_, row) => Number(cell(row))) };
  const words = [...new Set(levels as readonly string[])].sort(compareCodePoints);
  const code = new Map(words.map((word, i) => [word, i]));
  return {
    kind: 'factor',
    levels: words,
    codes: Int32Array.from({ length: rows }, (_, row) => code.get(String(cell(row))) ?? -1),
    ...(frequencies === undefined ? {} : { frequencies }),
  };
}

/**
 * Rows with the mean, sd, least and largest value of some numbers: the first two are the ends and count once; the others are two
 * values in turn and count alike, so many in all.
 */
export function withMoments(n: number, { least, most, mean, squares }: Moments): (row: number) => number {
  const others = n - 2;
  const middle = others > 0 ? (n * mean - least - most) / others : mean;
  const about = (x: number): number => (x - mean) * (x - mean);
  const left = squares - about(least) - about(most) - Math.max(0, others) * about(middle);
  const half = Math.sqrt(Math.max(0, left) / Math.max(1, others));
  return (row) => (row === 0 ? least : row === 1 ? most : middle + (row % 2 === 0 ? half : -half));
}

/** Of numbers; `squares` is their sum of squares about the mean. */
export interface Moments {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly squares: number;
}
