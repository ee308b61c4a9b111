import { cellText, type TableCell } from './cell.ts';
import { fullTitle, isHeading, notesOf, type PrintedTable, type TableRow } from './table.ts';

/** A table in GitHub's Markdown, which knows no headings over several columns: they stand in each column's own. */
export function markdownOf(table: PrintedTable): string {
  const { title, columns, rows } = table;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const blocks = [
    ...(title === '' ? [] : [`**${escapeMarkdown(title)}**`]),
    [
      line(columns.map((column) => escapeMarkdown(fullTitle(column)))),
      line(columns.map(({ kind }) => (kind === 'text' ? ':--' : '--:'))),
      ...rows.map((row) => line(rowCells(row, columns.length))),
    ].join('\n'),
    ...notesOf(table).map(escapeMarkdown),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function rowCells(row: TableRow, columns: number): string[] {
  if (!isHeading(row)) return row.map((cell: TableCell) => escapeMarkdown(cellText(cell)));
  return Array.from({ length: columns }, (_, c) => (c === 0 ? `**${escapeMarkdown(row.heading)}**` : ''));
}

/** Characters that GitHub's Markdown may read as more than themselves, but underscores within a word. */
const special = /[\\|*`<>[\]~&$]|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu;

/** Text that Markdown shows as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(special, (found) => [...found].map((character) => `\\${character}`).join(''));
}
