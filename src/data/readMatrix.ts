import { basename, extname } from 'node:path';
import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import { spellingsOf } from '../../models/spelling.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { readParquet } from './parquet.ts';
import { readCsv } from './readCsv.ts';

/** What a nameless first column is taken for: R writes row names so. */
const rowNames = 'row names';

/**
 * Reads a matrix whose rows and columns are levels. A CSV file has a row a level: its name first, then a number for each level,
 * by the names in the header (rows and columns may be in different orders); or three columns, row, column and value, where
 * what is left out is 0 and the other triangle what the one is. A Parquet file has a column of numbers a level, and its rows
 * in the order of the columns.
 * Throws InputError for files that are neither, with where.
 */
export async function readMatrix(path: string): Promise<NamedMatrix> {
  const source = basename(path);
  if (extname(path).toLowerCase() === '.parquet') {
    const columns = await readParquet(path);
    return { names: columns.map(({ name }) => name), values: rowsOf(columns.map(({ values }) => values)) };
  }
  const table = await readCsv(path, { rowNames });
  return isLong(table) ? longMatrix(table, source) : squareMatrix(table, source);
}

/** Rows from columns. */
function rowsOf(columns: readonly ArrayLike<number>[]): number[][] {
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => columns.map((column) => column[i]));
}

/** Three columns, of which the others' names are no rows. */
function isLong({ columns }: Table): boolean {
  if (columns.size !== 3) return false;
  const [[, first], [second], [third]] = [...columns];
  const rows = new Set(textOf(first));
  return !rows.has(second) || !rows.has(third);
}

function squareMatrix({ columns }: Table, source: string): NamedMatrix {
  const [[, first], ...others] = [...columns];
  const names = others.map(([name]) => name);
  const rows = textOf(first);
  const rowOf = new Map(rows.map((row, i) => [row, i]));
  const twice = rows.find((row, i) => rowOf.get(row) !== i);
  if (twice !== undefined) throw complain(source, `has two rows called "${twice}"`);
  const lacking = names.find((name) => !rowOf.has(name));
  if (lacking !== undefined) throw complain(source, `has a column "${lacking}" and no such row`);
  const extra = rows.find((row) => !columns.has(row));
  if (extra !== undefined) throw complain(source, `has a row "${extra}" and no such column`);
  const numbers = others.map(([name, column]) => numbersOf(name, column, source));
  return { names, values: names.map((name) => numbers.map((column) => column[rowOf.get(name) as number])) };
}

function longMatrix({ columns }: Table, source: string): NamedMatrix {
  const [[, first], [, second], [name, third]] = [...columns];
  const [rows, others, values] = [textOf(first), textOf(second), numbersOf(name, third, source)];
  const names = [...new Set([...rows, ...others])];
  const n = names.length;
  const places = new Map(names.map((level, i) => [level, i]));
  const matrix = new Float64Array(n * n);
  const given = new Set<number>();
  rows.forEach((row, e) => {
    const [i, j] = [places.get(row) as number, places.get(others[e]) as number];
    if (given.has(i * n + j)) throw complain(source, `gives the entry of "${row}" and "${others[e]}" twice`);
    given.add(i * n + j);
    matrix[i * n + j] = values[e];
    if (!given.has(j * n + i)) matrix[j * n + i] = values[e];
  });
  return { names, values: matrix };
}

function textOf(column: Column): string[] {
  switch (column.kind) {
    case 'number': {
      const read = spellingsOf(column);
      return Array.from(column.values, (_, row) => read(row));
    }
    case 'boolean':
      return Array.from(column.values, (value) => (value === 1 ? 'TRUE' : 'FALSE'));
    case 'factor':
      return Array.from(column.codes, (code) => column.levels[code] ?? 'NA');
  }
}

function numbersOf(name: string, column: Column, source: string): Float64Array {
  if (column.kind === 'number') return column.values;
  throw complain(
    source,
    `must hold numbers, and column "${name}" holds text; a matrix is its names and numbers, or row, column and value`,
  );
}

function complain(source: string, problem: string): InputError {
  return new InputError(`cov: ${source} ${problem}`, { source });
}
