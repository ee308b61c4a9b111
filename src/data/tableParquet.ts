import type { Note } from '../../models/notes.ts';
import { speltReader } from '../../models/spelling.ts';
import type { Column, FactorColumn, NumberColumn as Numbers, SpeltCells, Table } from '../../models/table.ts';
import { factorOf } from './columnFromValues.ts';
import {
  asNumbers,
  type CellColumn,
  fileOfBytes,
  type Marks,
  type NumberColumn,
  parquetBytes,
  type RawColumn,
  readRaw,
} from './parquetBytes.ts';

/** What the columns of the file do not say of the table by themselves. */
interface Header {
  readonly source: string;
  readonly columns: readonly ColumnHeader[];
  /** The file's column of lines. */
  readonly lines?: string;
  /** That of how many rows each stands for. */
  readonly counts?: string;
  readonly incomplete?: number;
  readonly decimal?: Table['decimal'];
  readonly notes?: readonly Note[];
}

type ColumnHeader =
  /** `spelt` is the file's column of spellings that are not as the numbers print. */
  | { readonly name: string; readonly kind: 'number'; readonly spelt?: string }
  /** Levels where their order is declared, the reference first. */
  | { readonly name: string; readonly kind: 'factor'; readonly levels?: readonly string[] }
  | { readonly name: string; readonly kind: 'boolean' };

/** Where the header stands among the file's marks. */
const headerKey = 'poolwise.table';

type FileColumn = NumberColumn | CellColumn;

/**
 * A table as one Parquet file that any reader takes, and `tableOfParquet` gives back as it was: numbers bit for bit, text as
 * text, truth values as such. Lines of the source, and spellings that are not as numbers print, are columns beside them.
 */
export function tableParquet(table: Table, marks: Marks = {}): Uint8Array {
  const taken = new Set(table.columns.keys());
  const columns: FileColumn[] = [];
  const headers = [...table.columns].map(([name, column]): ColumnHeader => {
    columns.push(fileColumn(name, column));
    if (column.kind === 'boolean') return { name, kind: 'boolean' };
    if (column.kind === 'factor')
      return { name, kind: 'factor', ...(column.declared === true ? { levels: column.levels } : {}) };
    if (column.spelt === undefined) return { name, kind: 'number' };
    const spelt = freeName(`${name} as written`, taken);
    columns.push({ name: spelt, values: spellings(column, column.spelt), type: 'STRING' });
    return { name, kind: 'number', spelt };
  });
  const lines = table.lines === undefined ? undefined : freeName('line', taken);
  if (lines !== undefined && table.lines !== undefined) columns.push({ name: lines, values: table.lines });
  const counts = table.counts === undefined ? undefined : freeName('rows', taken);
  if (counts !== undefined && table.counts !== undefined)
    columns.push({ name: counts, values: table.counts });
  const header: Header = {
    source: table.source,
    columns: headers,
    ...(lines === undefined ? {} : { lines }),
    ...(counts === undefined ? {} : { counts }),
    ...(table.incomplete === undefined ? {} : { incomplete: table.incomplete }),
    ...(table.decimal === undefined ? {} : { decimal: table.decimal }),
    ...(table.notes === undefined ? {} : { notes: table.notes }),
  };
  return parquetBytes(columns, { ...marks, [headerKey]: JSON.stringify(header) });
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted} ${n}`;
  taken.add(name);
  return name;
}

function fileColumn(name: string, column: Column): FileColumn {
  switch (column.kind) {
    case 'number':
      return column.values.some(Number.isNaN)
        ? { name, values: Array.from(column.values, (x) => (Number.isNaN(x) ? null : x)), type: 'DOUBLE' }
        : { name, values: column.values };
    case 'boolean':
      return { name, values: Array.from(column.values, (v) => (v < 0 ? null : v === 1)), type: 'BOOLEAN' };
    case 'factor':
      return { name, values: wordsOf(column), type: 'STRING' };
  }
}

function wordsOf({ levels, codes }: FactorColumn): (string | null)[] {
  return Array.from(codes, (code) => levels[code] ?? null);
}

function spellings({ values }: Numbers, spelt: readonly SpeltCells[]): (string | null)[] {
  const read = speltReader(spelt);
  return Array.from(values, (_, row) => read(row) ?? null);
}

/** Whether a file's marks are those of `tableParquet`. */
export function isOwnTable(marks: Marks): boolean {
  return marks[headerKey] !== undefined;
}

/** The other way round, with the file's other marks. Rejects with any error where the bytes are no such file. */
export async function tableOfParquet(
  bytes: Uint8Array,
): Promise<{ readonly table: Table; readonly marks: Marks }> {
  const { columns: raw, marks } = await readRaw(fileOfBytes(bytes));
  const header = JSON.parse(marks[headerKey] ?? 'null') as Header;
  const byName = new Map(raw.map((column) => [column.name, column]));
  const find = (name: string): RawColumn => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`no column "${name}"`);
    return found;
  };
  const columns = new Map(header.columns.map((one) => [one.name, columnFrom(one, find)]));
  const lines = header.lines === undefined ? undefined : asNumbers(find(header.lines)).values;
  const counts = header.counts === undefined ? undefined : asNumbers(find(header.counts)).values;
  const [{ parts }] = raw;
  const { source, decimal, notes, incomplete } = header;
  const table: Table = {
    source,
    rows: parts.reduce((total, part) => total + part.length, 0),
    columns,
    ...(lines === undefined ? {} : { lines: Int32Array.from(lines) }),
    ...(counts === undefined ? {} : { counts: Float64Array.from(counts) }),
    ...(incomplete === undefined ? {} : { incomplete }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(notes === undefined ? {} : { notes }),
  };
  return { table, marks };
}

function columnFrom(header: ColumnHeader, find: (name: string) => RawColumn): Column {
  const raw = find(header.name);
  switch (header.kind) {
    case 'number': {
      const values = asNumbers(raw).values as Float64Array;
      return header.spelt === undefined
        ? { kind: 'number', values }
        : { kind: 'number', values, spelt: speltFrom(cellsOf(find(header.spelt))) };
    }
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(cellsOf(raw), (v) => (v === null ? -1 : Number(v))) };
    case 'factor': {
      const factor = factorOf(cellsOf(raw) as (string | null)[], header.levels);
      return header.levels === undefined ? factor : { ...factor, declared: true };
    }
  }
}

function cellsOf({ parts }: RawColumn): unknown[] {
  return parts.flatMap((part) => Array.from(part as ArrayLike<unknown>, (cell) => cell ?? null));
}

function speltFrom(cells: readonly unknown[]): SpeltCells[] {
  const rows = cells.flatMap((text, row) => (text === null ? [] : [row]));
  return [{ rows: Int32Array.from(rows), texts: rows.map((row) => cells[row]).join('\n') }];
}
