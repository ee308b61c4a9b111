import type { PredictedDraws, RowSummaries } from '../../models/predict/index.ts';
import { levelOf } from '../../models/spelling.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import type { PrintedTable, TableCell } from './renderTable.ts';
import { levelText } from './textTable.ts';

/** Columns of predictors, as the data have them, by name. */
type Beside = ReadonlyMap<string, Column>;

/** Summaries as a table: row numbers, predictors, the category where there is one, then the numbers. */
export function summaryColumns(found: PredictedDraws, summaries: RowSummaries, beside: Beside): Table {
  const each = found.categories?.length ?? 1;
  const entries = Int32Array.from(summaries.mean, (_, entry) => Math.floor(entry / each));
  const { mean, sd, median, lower, upper } = summaries;
  return tableWith(found, entries, beside, {
    ...(found.categories === null ? {} : { category: categoryColumn(found.categories, entries.length) }),
    ...Object.fromEntries(
      Object.entries({ mean, sd, median, lower, upper }).map(([name, values]) => [name, numbers(values)]),
    ),
  });
}

/** More draws than this are too many for one file made in memory. */
const mostDraws = 20_000_000;

/** All draws as a table, one a line, numbered from 1. Throws InputError for too many. */
export function drawColumns(found: PredictedDraws, beside: Beside): Table {
  const each = found.categories?.length ?? 1;
  const count = found.chains * found.draws;
  const total = found.rows * each * count;
  if (total > mostDraws)
    throw new InputError(
      `predict: ${found.rows} rows of ${count} draws are ${total} numbers, more than ${mostDraws}; give fewer rows, or take summaries`,
    );
  const value = new Float64Array(total);
  found.fill(0, found.rows, value);
  const place = (of: (at: number) => number): Column => numbers(Float64Array.from(value, (_, at) => of(at)));
  const entries = Int32Array.from(value, (_, at) => Math.floor(at / (each * count)));
  return tableWith(found, entries, beside, {
    ...(found.categories === null ? {} : { category: categoryColumn(found.categories, total, count) }),
    chain: place((at) => Math.floor((at % count) / found.draws) + 1),
    draw: place((at) => (at % found.draws) + 1),
    value: numbers(value),
  });
}

const numbers = (values: Float64Array): Column => ({ kind: 'number', values });

function categoryColumn(levels: readonly string[], length: number, each = 1): Column {
  const codes = Int32Array.from({ length }, (_, at) => Math.floor(at / each) % levels.length);
  return { kind: 'factor', levels, codes };
}

/** `entries[i]` is the predicted row of line i. A predictor called as one of our columns is told from it. */
function tableWith(
  found: PredictedDraws,
  entries: Int32Array,
  beside: Beside,
  own: Readonly<Record<string, Column>>,
): Table {
  const rows = Int32Array.from(entries, (entry) => found.rowNumbers[entry]);
  const columns = new Map<string, Column>([['row', numbers(Float64Array.from(rows))]]);
  for (const [name, column] of beside) {
    const isTaken = name === 'row' || Object.hasOwn(own, name);
    columns.set(isTaken ? `${name} (data)` : name, atRows(column, rows));
  }
  for (const [name, column] of Object.entries(own)) columns.set(name, column);
  return { source: 'predictions', rows: rows.length, columns };
}

/** A column at 1-based rows. */
function atRows(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'number':
      return numbers(Float64Array.from(rows, (row) => column.values[row - 1]));
    case 'factor':
      return { ...column, codes: rows.map((row) => column.codes[row - 1]) };
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(rows, (row) => column.values[row - 1]) };
  }
}

/** A table as an object a row; null for what is missing or infinite. */
export function predictionRows({ columns, rows }: Table): Record<string, string | number | boolean | null>[] {
  return Array.from({ length: rows }, (_, i) =>
    Object.fromEntries([...columns].map(([name, column]) => [name, valueAt(column, i)])),
  );
}

function valueAt(column: Column, i: number): string | number | boolean | null {
  switch (column.kind) {
    case 'number':
      return Number.isFinite(column.values[i]) ? column.values[i] : null;
    case 'factor':
      return column.levels[column.codes[i]] ?? null;
    case 'boolean':
      return column.values[i] < 0 ? null : column.values[i] === 1;
  }
}

/** The first rows to be read, and what is to be said of all. */
export function predictionTable(
  table: Table,
  { statement, dropped }: PredictedDraws,
  { level, most, out }: { readonly level: number; readonly most: number; readonly out: string | null },
): PrintedTable {
  const shown = Math.min(table.rows, most);
  const results = new Set(['mean', 'sd', 'median', 'lower']);
  const columns = [...table.columns].filter(([name]) => name !== 'upper');
  return {
    title: `${statement[0].toUpperCase()}${statement.slice(1)}`,
    columns: columns.map(([name, { kind }]) =>
      name === 'lower'
        ? { title: `${levelText(level)} interval`, kind: 'interval' }
        : { title: name, kind: kind === 'number' ? 'number' : 'text' },
    ),
    rows: Array.from({ length: shown }, (_, i) =>
      columns.map(([name, column]) => cellAt(table, name, column, i, results.has(name))),
    ),
    note: [
      ...(table.rows > shown
        ? [
            `${table.rows - shown} more lines ${out === null ? '; --out FILE writes all of them' : `are in ${out}`}`.replace(
              ' ;',
              ';',
            ),
          ]
        : out === null
          ? []
          : [`written to ${out}`]),
      ...(dropped.length === 0
        ? []
        : [
            `${dropped.length} ${dropped.length === 1 ? 'row' : 'rows'} left out for lack of a value: ${dropped.slice(0, 5).join(', ')}${dropped.length > 5 ? ', ...' : ''}`,
          ]),
    ],
  };
}

function cellAt(table: Table, name: string, column: Column, i: number, isResult: boolean): TableCell {
  if (column.kind === 'factor') return column.levels[column.codes[i]] ?? null;
  if (column.kind === 'boolean')
    return column.values[i] < 0 ? null : column.values[i] === 1 ? 'TRUE' : 'FALSE';
  const upper = table.columns.get('upper');
  if (name === 'lower' && upper?.kind === 'number')
    return { kind: 'interval', lower: column.values[i], upper: upper.values[i] };
  return isResult ? { kind: 'number', value: column.values[i] } : levelOf(column.values[i]);
}
