import { html, type Markup } from '../html.ts';
import { cellText } from './cell.ts';
import { isHeading, notesOf, type PrintedTable, spansOf, type TableRow } from './table.ts';

const right = 'text-align: right';

/**
 * One <table> with its title as caption and its notes as foot; no style sheet is needed. Characters beyond ASCII are
 * written by number, so that the text reads right whatever a page takes its encoding to be.
 */
export function htmlOf(table: PrintedTable): string {
  const { title, columns, rows } = table;
  const count = String(columns.length);
  const notes = notesOf(table).map((note) => html`<tr><td colspan="${count}">${note}</td></tr>\n`);
  const page = html`<table>
${title === '' ? null : html`<caption>${title}</caption>\n`}<thead>
${spanRow(table)}${headRow(table)}</thead>
<tbody>
${rows.map((row) => bodyRow(row, table))}</tbody>
${notes.length === 0 ? null : html`<tfoot>\n${notes}</tfoot>\n`}</table>
`;
  return page.markup.replace(/[^\n\x20-\x7e]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function spanRow({ columns }: PrintedTable): Markup | null {
  const spans = spansOf(columns);
  if (spans.length === 0) return null;
  const cells = spans.map(({ over, count }) =>
    over === ''
      ? html`<td colspan="${count}"></td>`
      : html`<th scope="colgroup" colspan="${count}">${over}</th>`,
  );
  return html`<tr>${cells}</tr>\n`;
}

function headRow({ columns }: PrintedTable): Markup {
  const cells = columns.map(({ title, kind }) =>
    kind === 'text'
      ? html`<th scope="col" style="text-align: left">${title}</th>`
      : html`<th scope="col" style="${right}">${title}</th>`,
  );
  return html`<tr>${cells}</tr>\n`;
}

function bodyRow(row: TableRow, { columns }: PrintedTable): Markup {
  if (isHeading(row))
    return html`<tr><th scope="rowgroup" colspan="${columns.length}" style="text-align: left">${row.heading}</th></tr>\n`;
  const cells = row.map((cell, c) => {
    const text = cellText(cell);
    if (c === 0) return html`<th scope="row" style="text-align: left; font-weight: normal">${text}</th>`;
    return columns[c].kind === 'text' ? html`<td>${text}</td>` : html`<td style="${right}">${text}</td>`;
  });
  return html`<tr>${cells}</tr>\n`;
}
