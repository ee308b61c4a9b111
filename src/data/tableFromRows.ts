import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import type { Cell } from './columnFromValues.ts';
import { describeType } from './describeType.ts';
import { type TableOptions, tableOf } from './tableFromColumns.ts';

/**
 * A table of rows given as plain objects; columns stand in the order their names first appear, and a name that a row
 * lacks is missing there. Types, missing values and errors are those of `tableFromColumns`.
 */
export function tableFromRows(rows: readonly object[], options: TableOptions = {}): Table {
  const entries = cellsOfRows(rows);
  if (rows.length === 0) throw new InputError('data: there are no rows');
  return tableOf('rows', entries, options);
}

/** The cells of rows by column. Throws InputError on a row that is no object. */
export function cellsOfRows(rows: readonly unknown[]): [string, Cell[]][] {
  const columns = new Map<string, Cell[]>();
  for (const [i, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new InputError(
        `data: row ${i + 1} must be an object such as { y: 1, x: 2 }, got ${describeType(row)}`,
      );
    }
    for (const [name, value] of Object.entries(row)) {
      if (!columns.has(name)) columns.set(name, new Array(rows.length));
      const values = columns.get(name);
      if (values) values[i] = value;
    }
  }
  return [...columns];
}
