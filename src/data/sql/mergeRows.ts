import type { Column, Table } from '../../../models/table.ts';
import { exp } from '../../engine/elementary.ts';
import { InputError } from '../../engine/errors.ts';
import { asDouble, cellText, type SqlReadColumn } from './readColumns.ts';
import { fill, forecastOf, oneRow, type Reading, sizeUp } from './readRows.ts';
import { cellNames, completeCells } from './selection.ts';
import { parameterWriter, type Statement } from './statement.ts';

/** Rows from which merging them in the database is thought of. */
const worthIt = 50_000;
/** Rows that are looked at, to tell how many different ones there are. */
const sampled = 20_000;
/** Rows there must be of a different one, on average. */
const fewestRowsEach = 2;
/** A number with more different values than this share of the rows looked at stands in the way. */
const hasItsOwn = 0.05;

/** What is said of rows that the database did or did not merge. */
const noteOf = (text: string): NonNullable<Table['notes']> => [{ kind: 'database', text }];

/**
 * The table of the different rows, each with how often it occurs, merged by one GROUP BY; incomplete ones are counted and left out.
 * Where there are few rows, or too many different ones, null and what to say of it: which numbers stand in the way, and what rounding
 * them would save.
 */
export async function mergeRows(
  reading: Reading,
  missing: 'drop' | 'error',
): Promise<{ readonly table: Table } | { readonly table: null; readonly notes: Table['notes'] }> {
  const { connection, found, admit } = reading;
  const { rows, columns } = await sizeUp(connection, found);
  if (rows < worthIt) return { table: null, notes: [] };
  const sample = await fill(connection, cellsOf(reading, columns, sampled), columns, sampled);
  const different = estimateDifferent(keysOf([...sample.columns.values()], sample.rows), rows);
  if (different * fewestRowsEach > rows)
    return { table: null, notes: noteOf(inTheWay(sample.columns, sample.rows, rows)) };
  admit({ ...forecastOf(Math.ceil(different), columns), seconds: 0 });
  const complete = await completeRows(reading, columns);
  if (complete === 0)
    throw new InputError(`data: no row of ${found.source} has a value in every column that the model reads`);
  if (missing === 'error' && complete < rows)
    throw new InputError(
      `data: a value is missing in ${rows - complete} of ${rows} rows of ${found.source}; with missing "drop" such rows are left out`,
    );
  const counted = [...columns, { name: '', kind: 'number', type: 'rows' } as const];
  const merged = await fill(connection, mergingStatement(reading, columns), counted, Math.ceil(different));
  const { '': counts, ...own } = Object.fromEntries(merged.columns) as Record<string, Column>;
  const text = `equal rows were merged in the database, ${merged.rows} different ones of ${complete}, which changes nothing that is found`;
  return {
    table: {
      ...{ source: found.source, rows: merged.rows, columns: new Map(Object.entries(own)) },
      counts: counts.kind === 'number' ? counts.values : new Float64Array(0),
      incomplete: rows - complete,
      notes: noteOf(text),
    },
  };
}

/** The columns' cells of some rows. */
function cellsOf(
  { connection, found, na }: Reading,
  columns: readonly SqlReadColumn[],
  most: number,
): Statement {
  const writer = parameterWriter(connection.dialect);
  const cells = columns.map((column) => cellText(column, writer, na));
  return writer.statement(`SELECT ${cells.join(', ')} FROM ${found.from} LIMIT ${most}`);
}

async function completeRows(reading: Reading, columns: readonly SqlReadColumn[]): Promise<number> {
  const { connection } = reading;
  const writer = parameterWriter(connection.dialect);
  const { from, where } = completeCells({ ...reading, columns }, writer);
  const count = asDouble('COUNT(*)', connection.dialect);
  const [rows] = await oneRow(connection, writer.statement(`SELECT ${count} FROM ${from} WHERE ${where}`));
  return Number(rows);
}

function mergingStatement(reading: Reading, columns: readonly SqlReadColumn[]): Statement {
  const { dialect } = reading.connection;
  const writer = parameterWriter(dialect);
  const { from, where } = completeCells({ ...reading, columns }, writer);
  const names = columns.map(({ name }) => cellNames(columns).of(name)).join(', ');
  return writer.statement(
    `SELECT ${names}, ${asDouble('COUNT(*)', dialect)} FROM ${from} WHERE ${where} GROUP BY ${names}`,
  );
}

/** Every row as a text, the same for equal rows; `round` changes numbers first. */
function keysOf(
  columns: readonly Column[],
  rows: number,
  round: (x: number, column: Column) => number = (x) => x,
): string[] {
  return Array.from({ length: rows }, (_, i) =>
    columns
      .map((column) => (column.kind === 'factor' ? column.codes[i] : round(column.values[i], column)))
      .join(' '),
  );
}

/**
 * How many different rows there are of so many: were they all equally likely, D of them would show D (1 - exp(-s / D)) in s that are
 * looked at. Those that are seen if all are.
 */
function estimateDifferent(keys: readonly string[], rows: number): number {
  const seen = new Set(keys).size;
  if (keys.length >= rows) return seen;
  const shown = (d: number): number => d * (1 - exp(-keys.length / d));
  let [low, high] = [seen, rows];
  if (shown(high) <= seen) return rows;
  while (high - low > 0.001 * high) {
    const middle = (low + high) / 2;
    if (shown(middle) < seen) low = middle;
    else high = middle;
  }
  return high;
}

/** Names the numbers that have values of their own, and what rounding to 2 digits would leave. */
function inTheWay(columns: ReadonlyMap<string, Column>, seen: number, rows: number): string {
  const inWay = [...columns].filter(
    ([, column]) => column.kind === 'number' && new Set(column.values).size > hasItsOwn * seen,
  );
  const names = inWay.map(([name]) => name);
  if (names.length === 0)
    return 'equal rows were not merged in the database, since almost all of them differ';
  const rounded = keysOf([...columns.values()], seen, (x, column) =>
    inWay.some(([, one]) => one === column) ? Number(x.toPrecision(2)) : x,
  );
  const left = Math.round(estimateDifferent(rounded, rows));
  const saving =
    left * fewestRowsEach > rows
      ? 'rounding them to 2 digits would not help'
      : `rounded to 2 digits, which is for you to decide (--query), about ${Number(left.toPrecision(2))} different rows of ${rows} would be left`;
  return `equal rows were not merged in the database, for ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} values of ${names.length === 1 ? 'its' : 'their'} own in most rows; ${saving}`;
}
