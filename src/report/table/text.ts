import { textTable } from '../textTable.ts';
import { cellText } from './cell.ts';
import { hasHeadings, isHeading, notesOf, type PrintedTable, type TableRow } from './table.ts';

/** Plain text, no wider than `width` where its columns allow. */
export function textOf(table: PrintedTable, width?: number): string {
  const { title, columns, rows } = table;
  const indent = hasHeadings(table) ? '  ' : '';
  const lines = textTable(
    columns.map((column) => column.title),
    rows.map((row) => rowTexts(row, columns.length, indent)),
    width,
    { left: columns.map(({ kind }) => kind === 'text'), over: columns.map(({ over = '' }) => over) },
  );
  const notes = notesOf(table);
  return [
    ...(title === '' ? [] : [title, '']),
    ...lines,
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
  ].join('\n');
}

function rowTexts(row: TableRow, columns: number, indent: string): string[] {
  const texts = isHeading(row)
    ? Array.from({ length: columns }, (_, c) => (c === 0 ? row.heading : ''))
    : row.map((cell, c) => (c === 0 ? indent : '') + cellText(cell));
  return texts.map(oneLine);
}

/** Line breaks and other control characters of data would break the table. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
