import { sortLevels } from '../../../models/codePoints.ts';
import type { Column, Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import type { SqlConnection, SqlValue } from './connection.ts';
import { asDouble, cellText, type SqlColumns, type SqlReadColumn } from './readColumns.ts';
import { parameterWriter, type Statement } from './statement.ts';

/** What reading rows will take, before the first is read. */
export interface RowsForecast {
  readonly rows: number;
  readonly columns: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** Cells a second that come over at least, DuckDB's on one core as measured; servers are slower: docs/sql.md. */
const cellsASecond = 2e6;

/** From here on whole numbers are rounded. */
const exactBelow = 2 ** 53;

/** More different texts than this are nobody's levels. */
const mostTexts = 5_000_000;

/** Whole numbers of many digits as numbers where doubles hold them all, else as text; and the number of rows. */
export async function sizeUp(
  connection: SqlConnection,
  { from, source, columns }: SqlColumns,
): Promise<{ readonly rows: number; readonly columns: readonly SqlReadColumn[] }> {
  const { dialect } = connection;
  const wholes = columns.filter(({ kind }) => kind === 'whole');
  const sizes = wholes.map(({ name }) => `MAX(ABS(${asDouble(dialect.identifier(name), dialect)}))`);
  const counted = asDouble('COUNT(*)', dialect);
  const text = `SELECT ${[counted, ...sizes].join(', ')} FROM ${from}`;
  const [rows, ...most] = await oneRow(connection, { text, values: [] });
  if (rows === 0) throw new InputError(`data: ${source} has no rows`);
  const isNumber = (name: string): boolean =>
    Number(most[wholes.findIndex((one) => one.name === name)] ?? 0) < exactBelow;
  return {
    rows: Number(rows),
    columns: columns.map((column) =>
      column.kind === 'whole' ? { ...column, kind: isNumber(column.name) ? 'number' : 'text' } : column,
    ),
  };
}

/** The one row of a statement. */
export async function oneRow(
  connection: SqlConnection,
  statement: Parameters<SqlConnection['read']>[0],
): Promise<readonly SqlValue[]> {
  for await (const { columns } of connection.read(statement)) return columns.map((cells) => cells[0]);
  return [];
}

/** What every way of reading is told. */
export interface Reading {
  readonly connection: SqlConnection;
  readonly found: SqlColumns;
  /** Texts that mean missing. */
  readonly na: readonly string[];
  /** Told what reading will take; may throw. */
  readonly admit: (forecast: RowsForecast) => void;
}

/**
 * The table of all rows, of the columns asked for alone, filled piece by piece: no more is held at a time than the table and one
 * piece. Throws InputError for no rows, and for a text column with more than five million different texts.
 */
export async function readRows({ connection, found, na, admit }: Reading): Promise<Table> {
  const { rows, columns } = await sizeUp(connection, found);
  admit(forecastOf(rows, columns));
  const writer = parameterWriter(connection.dialect);
  const cells = columns.map((column) => cellText(column, writer, na));
  const statement = writer.statement(`SELECT ${cells.join(', ')} FROM ${found.from}`);
  const filled = await fill(connection, statement, columns, rows);
  if (filled.rows !== rows)
    throw new InputError(
      `sql: ${found.source} gives other rows every time it is asked; store them in a table first`,
    );
  return { source: found.source, rows, columns: filled.columns };
}

export function forecastOf(rows: number, columns: readonly SqlReadColumn[]): RowsForecast {
  const seconds = (rows * columns.length) / cellsASecond;
  return { rows, columns: columns.length, seconds, bytes: rows * bytesARow(columns) };
}

export function bytesARow(columns: readonly SqlReadColumn[]): number {
  return columns.reduce((sum, { kind }) => sum + (kind === 'number' ? 8 : kind === 'boolean' ? 1 : 4), 0);
}

/** The rows of a result by its columns' names; `expected` may be too few, which costs a copy. */
export async function fill(
  connection: SqlConnection,
  statement: Statement,
  columns: readonly SqlReadColumn[],
  expected: number,
): Promise<{ readonly rows: number; readonly columns: ReadonlyMap<string, Column> }> {
  const fillers = columns.map((column) => fillerOf(column, expected));
  let rows = 0;
  for await (const batch of connection.read(statement)) {
    fillers.forEach((filler, c) => {
      filler.add(batch.columns[c], batch.rows, rows);
    });
    rows += batch.rows;
  }
  return { rows, columns: new Map(columns.map(({ name }, c) => [name, fillers[c].finish(rows)])) };
}

/** A column while its rows arrive. */
interface Filler {
  add(cells: ArrayLike<SqlValue>, rows: number, at: number): void;
  finish(rows: number): Column;
}

function fillerOf({ name, kind }: SqlReadColumn, expected: number): Filler {
  switch (kind) {
    case 'number':
      return numbers(expected);
    case 'boolean':
      return truths(expected);
    default:
      return texts(name, expected);
  }
}

/** With room for so many numbers, twice as many as before where there was none. */
function roomFor<A extends Float64Array | Int32Array | Int8Array>(array: A, rows: number): A {
  if (rows <= array.length) return array;
  const Kind = array.constructor as new (length: number) => A;
  const larger = new Kind(Math.max(rows, 2 * array.length));
  larger.set(array);
  return larger;
}

function numbers(expected: number): Filler {
  let values = new Float64Array(expected);
  return {
    add(cells, count, at) {
      values = roomFor(values, at + count);
      if (cells instanceof Float64Array) values.set(cells, at);
      else for (let i = 0; i < count; i++) values[at + i] = (cells[i] as number | null) ?? Number.NaN;
    },
    finish: (rows) => ({ kind: 'number', values: values.subarray(0, rows) }),
  };
}

function truths(expected: number): Filler {
  let values = new Int8Array(expected);
  return {
    add(cells, count, at) {
      values = roomFor(values, at + count);
      for (let i = 0; i < count; i++) values[at + i] = cells[i] === null ? -1 : Number(cells[i]);
    },
    finish: (rows) => ({ kind: 'boolean', values: values.subarray(0, rows) }),
  };
}

function texts(name: string, expected: number): Filler {
  let codes = new Int32Array(expected);
  const codeOf = new Map<SqlValue, number>([[null, -1]]);
  return {
    add(cells, count, at) {
      codes = roomFor(codes, at + count);
      for (let i = 0; i < count; i++) {
        let code = codeOf.get(cells[i]);
        if (code === undefined) {
          code = codeOf.size - 1;
          codeOf.set(cells[i], code);
        }
        codes[at + i] = code;
      }
      if (codeOf.size > mostTexts) throw tooManyTexts(name);
    },
    finish(rows) {
      const words = [...codeOf.keys()].slice(1).map(String);
      const levels = sortLevels(words);
      const rank = new Map(levels.map((level, i) => [level, i]));
      const newCode = words.map((word) => rank.get(word) ?? -1);
      const ranked = codes.subarray(0, rows).map((code) => (code < 0 ? -1 : newCode[code]));
      return { kind: 'factor', levels, codes: ranked };
    },
  };
}

function tooManyTexts(name: string): InputError {
  return new InputError(
    `sql: column "${name}" has more than ${mostTexts.toLocaleString('en')} different texts; a predictor may have 500 levels, and of a group every level's effects are drawn and kept; take coarser groups, or leave it out`,
    { column: name },
  );
}
