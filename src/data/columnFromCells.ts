import type { Note } from '../../models/notes.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { checkHeader } from './checkHeader.ts';
import { type Cell, columnFromValues } from './columnFromValues.ts';
import { datesAsText } from './datesAsText.ts';

/** A column as a reader of files decodes it; `levels` are its words where the file lists them, in their order. */
export type Cells = readonly [name: string, cells: ArrayLike<unknown>, levels?: readonly string[]];

/**
 * The table of decoded columns. Those that hold what no column can, such as lists, are left unread and said so when a
 * model asks for them. Levels that the file lists keep their order, which is noted. Dates become text, as in CSV; what `na` lists is missing, numbers as they print.
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
  for (const [name, cells, levels] of entries) {
    const column = columnFromCells(name, cells, marks, levels);
    if (typeof column === 'string') unread.set(name, column);
    else columns.set(name, column);
  }
  const declared = [...columns.keys()].filter((name) => isDeclared(columns.get(name)));
  return {
    ...{ source, rows, columns },
    ...(unread.size > 0 ? { unread } : {}),
    ...(declared.length > 0 ? { notes: [levelsNote(source, declared)] } : {}),
  };
}

function isDeclared(column: Column | undefined): boolean {
  return column?.kind === 'factor' && column.declared === true;
}

/** A note names at most this many columns. */
const NAMED = 6;

function levelsNote(source: string, names: readonly string[]): Note {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const columns = `${names.slice(0, NAMED).join(', ')}${more}`;
  return {
    kind: 'levels',
    text: `the levels of ${columns} are in the order of ${source}, the reference first`,
  };
}

/** The column, or in a word what it holds that no column can. */
function columnFromCells(
  name: string,
  cells: ArrayLike<unknown>,
  marks: ReadonlySet<string>,
  levels?: readonly string[],
): Column | string {
  const isMark = (cell: unknown): boolean =>
    (typeof cell === 'string' || typeof cell === 'number') && marks.has(String(cell));
  if (cells instanceof Float64Array)
    return {
      kind: 'number',
      values: marks.size === 0 ? cells : cells.map((value) => (isMark(value) ? Number.NaN : value)),
    };
  const values = datesAsText(cells);
  for (let i = 0; i < values.length; i++) {
    const cell = values[i];
    if (typeof cell === 'object' && cell !== null) return nested(cell);
  }
  const known = values as ArrayLike<Cell>;
  const unmarked = (cell: Cell): Cell => (isMark(cell) ? null : cell);
  const column = columnFromValues(name, marks.size === 0 ? known : Array.from(known, unmarked));
  return levels === undefined ? column : withLevels(column, levels, marks);
}

/** The same factor with the file's levels, those without rows included; as it is where a word is not among them. */
function withLevels(column: Column, levels: readonly string[], marks: ReadonlySet<string>): Column {
  if (column.kind !== 'factor') return column;
  const all = [...new Set(levels)].filter((level) => !marks.has(level));
  const codeOf = new Map(all.map((level, code) => [level, code]));
  const codes = column.levels.map((level) => codeOf.get(level) ?? -1);
  if (codes.includes(-1)) return column;
  return {
    kind: 'factor',
    levels: all,
    codes: column.codes.map((code) => codes[code] ?? -1),
    declared: true,
  };
}

function nested(cell: object): string {
  return Array.isArray(cell) || ArrayBuffer.isView(cell) ? 'lists' : 'objects';
}
