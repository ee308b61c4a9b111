import type { Column, Table } from '../../models/table.ts';

export type Values = readonly (number | string | boolean | null)[];

/** A column of numbers, text or booleans, null being missing. Levels come in order of appearance, as worst they may. */
function columnOf(values: Values): Column {
  const present = values.filter((value) => value !== null);
  if (present.every((value) => typeof value === 'number')) {
    return {
      kind: 'number',
      values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
    };
  }
  if (present.every((value) => typeof value === 'boolean')) {
    return {
      kind: 'boolean',
      values: Int8Array.from(values, (value) => (value === null ? -1 : Number(value))),
    };
  }
  const levels = [...new Set(present)].map(String);
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : levels.indexOf(String(value))));
  return { kind: 'factor', levels, codes };
}

/** A table as a person would write it down. */
export function table(columns: Readonly<Record<string, Values>>, lines?: readonly number[]): Table {
  const rows = Object.values(columns)[0].length;
  const entries = Object.entries(columns).map(([name, values]) => [name, columnOf(values)] as const);
  const made: Table = { source: lines ? 'trial.csv' : 'columns', rows, columns: new Map(entries) };
  return lines ? { ...made, lines: Int32Array.from(lines) } : made;
}

function takeFrom(column: Column, order: readonly number[]): Column {
  switch (column.kind) {
    case 'number':
      return { kind: 'number', values: Float64Array.from(order, (row) => column.values[row]) };
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(order, (row) => column.values[row]) };
    case 'factor':
      return { ...column, codes: Int32Array.from(order, (row) => column.codes[row]) };
  }
}

/** The table's rows in another order, or some of them. */
export function takeRows(from: Table, order: readonly number[]): Table {
  const entries = [...from.columns].map(([name, column]) => [name, takeFrom(column, order)] as const);
  return { source: from.source, rows: order.length, columns: new Map(entries) };
}
