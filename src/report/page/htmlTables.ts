import { ESS_PER_CHAIN, rhatLimit } from '../../../diagnostics/verdict.ts';
import type { Ratio } from '../../../models/families/links.ts';
import { isFixed } from '../../engine/program/quantity.ts';
import type { FitFile, ParameterRow } from '../fitSchema.ts';
import { html, type Markup, type Part } from '../html.ts';
import { intervalSpark } from '../plot/spark.ts';
import { ratioCells, ratioHead, ratioOf } from '../ratio.ts';
import { cellText } from '../table/cell.ts';
import { isHeading, notesOf, type PrintedTable } from '../table/table.ts';
import { diagnosticCells, diagnosticHead, estimateCells, estimateHead, levelText } from '../textTable.ts';

/**
 * A table under its title that scrolls by itself on narrow pages, by the keyboard too; the first cell of a row is its heading.
 * @param text how many columns after the first hold words, which go to the left
 */
export function table(
  title: string,
  head: readonly Part[],
  rows: readonly (readonly Markup[])[],
  text = 0,
): Markup {
  const titles = head.map((one, c) =>
    c > 0 && c <= text ? html`<th scope="col" class="text">${one}</th>` : html`<th scope="col">${one}</th>`,
  );
  const lines = rows.map((cells) => html`<tr>${cells}</tr>\n`);
  return html`<div class="wide" role="group" aria-label="${title}" tabindex="0"><table><caption>${title}</caption>
<thead><tr>${titles}</tr></thead>
<tbody>${lines}</tbody></table></div>
`;
}

/** A table as it is printed elsewhere, with its headings between rows and its notes. */
export function printedTable(given: PrintedTable): Markup {
  const { title, columns, rows } = given;
  const lines = rows.map((row) =>
    isHeading(row)
      ? [html`<th scope="rowgroup" colspan="${columns.length}">${row.heading}</th>`]
      : row.map((one, c) => (c === 0 ? heading(cellText(one)) : cell(cellText(one)))),
  );
  return html`${table(
    title,
    columns.map((column) => column.title),
    lines,
  )}<ul class="words">${notesOf(given).map((note) => html`<li>${note}</li>\n`)}</ul>
`;
}

/** Names from data keep their own direction of writing. */
export const heading = (text: string): Markup => html`<th scope="row"><bdi>${text}</bdi></th>`;
export const cell = (content: Part): Markup => html`<td>${content}</td>`;
export const textCell = (content: Part): Markup => html`<td class="text" dir="auto">${content}</td>`;

/** What is too long to be read at once, behind a line that opens it; open on paper. */
export function details(summary: string, content: Part, open = false): Markup {
  return html`<details${open ? html` open=""` : null}><summary>${summary}</summary>
${content}</details>
`;
}

/** Summaries of quantities with their intervals in a picture; nothing at all for no rows. */
export function parameterTable(
  title: string,
  rows: readonly ParameterRow[],
  { sampler, level }: Pick<FitFile, 'sampler' | 'level'>,
  ratio: Ratio | null = null,
): Markup | null {
  if (rows.length === 0) return null;
  const interval = levelText(level);
  const ratioTitles = ratio === null ? [] : ratioTitlesOf(ratio, level);
  const head = [
    'parameter',
    html`<span class="picture">${interval} interval</span>`,
    ...estimateHead(level),
    ...ratioTitles,
    ...diagnosticHead,
  ];
  return table(
    title,
    head,
    rows.map((row) => [
      heading(row.name),
      cell(intervalSpark(row, { centre: 'median', interval })),
      ...estimateCells(row).map(cell),
      ...(ratio === null ? [] : ratioCells(ratioOf(row.quantity, row.q50, row)).map(cell)),
      ...judgedCells(row, sampler.chains),
    ]),
  );
}

/** The word for the ratio shows when its short form is pointed at. */
export function ratioTitlesOf({ title, words }: Ratio, level: number): Part[] {
  const [first, ...ends] = ratioHead(title, level);
  return [html`<abbr title="${words}">${first}</abbr>`, ...ends];
}

/** R-hat and effective draws; those the verdict objects to are set in bold and underlined. */
function judgedCells(row: ParameterRow, chains: number): Markup[] {
  const needed = ESS_PER_CHAIN * chains;
  if (isFixed(row.quantity)) return diagnosticCells(row).map(cell);
  const fine = [row.rhat <= rhatLimit(row, chains), row.essBulk >= needed, row.essTail >= needed];
  return diagnosticCells(row).map((text, k) => (fine[k] ? cell(text) : html`<td class="doubt">${text}</td>`));
}

/** Summaries without pictures or diagnostics, named as given. */
export function estimateTable(
  title: string,
  named: string,
  rows: readonly { readonly name: string; readonly row: ParameterRow }[],
  level: number,
): Markup {
  return table(
    title,
    [named, ...estimateHead(level)],
    rows.map(({ name, row }) => [heading(name), ...estimateCells(row).map(cell)]),
  );
}
