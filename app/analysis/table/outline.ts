import { type Column, type Note, type Table, textBy } from 'poolwise';
import { onPage } from '../../texts/advice.ts';
import { type Doubt, doubtsOf, occurringLevels } from './doubts.ts';
import { type Sketch, sketchOf } from './sketch.ts';
import { missingIn, mostLevels, numberLevels } from './values.ts';

/** What the page knows of a column without its values. */
export interface ColumnOutline {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly missing: number;
  /** Of a factor, those that occur in the table's order, the first 1000; none of other columns. */
  readonly levels: readonly string[];
  readonly levelCount: number;
  /** Of numbers with at most 1000 different values: those, ascending, as levels would be; none of other columns. */
  readonly codes: readonly string[];
  readonly sketch: Sketch;
}

export interface TableOutline {
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly ColumnOutline[];
  /** Names of columns that hold what no model can use, such as lists, and what they hold. */
  readonly unread: readonly (readonly [name: string, holds: string])[];
  /** Of the workbook, where it has several. */
  readonly sheets: readonly string[];
  readonly decimal: '.' | ',';
  /** Whether it is a file of text fields, whose decimal mark and row names can be stated. */
  readonly isText: boolean;
  readonly notes: readonly Note[];
  readonly doubts: readonly Doubt[];
}

export function outlineOf(table: Table, isText: boolean): TableOutline {
  return {
    source: table.source,
    rows: table.rows,
    columns: [...table.columns].map(([name, column]) => columnOutline(name, column, table.rows)),
    unread: [...(table.unread ?? [])],
    sheets: table.sheets ?? [],
    decimal: table.decimal ?? '.',
    isText,
    notes: (table.notes ?? []).map((note) => ({ kind: note.kind, text: textBy(onPage, note) })),
    doubts: doubtsOf(table),
  };
}

function columnOutline(name: string, column: Column, rows: number): ColumnOutline {
  const { levels, count } =
    column.kind === 'factor' ? occurringLevels(column, mostLevels) : { levels: [], count: 0 };
  return {
    name,
    kind: column.kind,
    missing: missingIn(column, rows),
    levels,
    levelCount: count,
    codes: column.kind === 'number' ? (numberLevels(column)?.map(([text]) => text) ?? []) : [],
    sketch: sketchOf(column),
  };
}
