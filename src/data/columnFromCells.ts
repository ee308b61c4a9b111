import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { checkHeader } from './checkHeader.ts';
import { type Cell, columnFromValues } from './columnFromValues.ts';
import { datesAsText } from './datesAsText.ts';

/** A column as a reader of files decodes it. */
export type Cells = readonly [name: string, cells: ArrayLike<unknown>];

/**
 * The table of decoded columns. Those that hold what no column can, such as lists, are left unread and said so when a
 * model asks for them. Dates become text, as in CSV; texts listed in `na` are missing.
 * Throws InputError on no rows, names that are empty or come twice, and as `tableFromColumns` does.
 */
export function tableOfCells(source: string, entries: readonly Cells[], na: readonly string[] = []): Table {
  checkHeader(
    entries.map(([name]) => name),
    source,
  );
  const rows = entries.length === 0 ? 0 : entries[0][1].length;
  if (rows === 0) throw new InputError(`data: ${source} has no rows`, { source });
  const marks = new Set(na);
  const columns = new Map<string, Column>();
  const unread = new Map<string, string>();
  for (const [name, cells] of entries) {
    const column = columnFromCells(name, cells, marks);
    if (typeof column === 'string') unread.set(name, column);
    else columns.set(name, column);
  }
  return { source, rows, columns, ...(unread.size > 0 ? { unread } : {}) };
}

/** The column, or in a word what it holds that no column can. */
function columnFromCells(
  name: string,
  cells: ArrayLike<unknown>,
  marks: ReadonlySet<string>,
): Column | string {
  if (cells instanceof Float64Array) return { kind: 'number', values: cells };
  const values = datesAsText(cells);
  for (let i = 0; i < values.length; i++) {
    const cell = values[i];
    if (typeof cell === 'object' && cell !== null) return nested(cell);
  }
  const known = values as ArrayLike<Cell>;
  if (marks.size === 0) return columnFromValues(name, known);
  return columnFromValues(
    name,
    Array.from(known, (cell) => (typeof cell === 'string' && marks.has(cell) ? null : cell)),
  );
}

function nested(cell: object): string {
  return Array.isArray(cell) || ArrayBuffer.isView(cell) ? 'lists' : 'objects';
}
