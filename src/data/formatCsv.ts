import { printNumber, speltReader } from '../../models/spelling.ts';
import type { Column, Table } from '../../models/table.ts';
import { disarm } from './formulaCells.ts';

/** Rows a piece of text; pieces keep a long table clear of the longest string a machine allows. */
const ROWS_A_PIECE = 10_000;

const NEEDS_QUOTES = /[",;\t\r\n]/;

/**
 * The table as CSV text: a header, commas, LF. Numbers are as they were spelt, else have the fewest digits that read
 * back the same; infinite ones are Inf and -Inf, booleans TRUE and FALSE, and anything missing is NA, as R writes them.
 *
 * Text that a spreadsheet would run as a formula (`=cmd`, `+x`, `-x`, `@x`) has an apostrophe in front, which `parseCsv`
 * takes off again.
 *
 * `parseCsv` gives the same table back, save what CSV cannot say: the order of levels and levels no row has, spaces
 * round them, and a level that looks like a number, a truth value or a missing one.
 */
export function formatCsv(table: Table): string {
  return [...formatCsvPieces(table)].join('');
}

/** The same text piece by piece, for tables too long for one string. */
export function* formatCsvPieces(table: Table): Generator<string> {
  const formatters = [...table.columns.values()].map(formatter);
  yield `${[...table.columns.keys()].map(csvField).join(',')}\n`;
  for (let start = 0; start < table.rows; start += ROWS_A_PIECE) {
    const rows = Math.min(ROWS_A_PIECE, table.rows - start);
    yield Array.from({ length: rows }, (_, i) => formatRow(formatters, start + i)).join('');
  }
}

function formatRow(formatters: readonly ((row: number) => string)[], row: number): string {
  return `${formatters.map((format) => format(row)).join(',')}\n`;
}

function formatter(column: Column): (row: number) => string {
  switch (column.kind) {
    case 'number': {
      const read = speltReader(column.spelt ?? []);
      return (row) =>
        read(row) ?? (Number.isNaN(column.values[row]) ? 'NA' : printNumber(column.values[row]));
    }
    case 'boolean':
      return (row) => ['FALSE', 'TRUE'][column.values[row]] ?? 'NA';
    case 'factor': {
      const levels = column.levels.map(csvField);
      return (row) => levels[column.codes[row]] ?? 'NA';
    }
  }
}

/** Text as a field: harmless in a spreadsheet, in quotes where it needs them. */
export function csvField(text: string): string {
  const safe = disarm(text);
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
