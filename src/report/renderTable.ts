import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';
import { csvOf } from './table/csv.ts';
import { htmlOf } from './table/html.ts';
import { latexOf } from './table/latex.ts';
import { markdownOf } from './table/markdown.ts';
import type { PrintedTable } from './table/table.ts';
import { textOf } from './table/text.ts';

/** How a table can be written. */
export type TableFormat = 'text' | 'markdown' | 'html' | 'latex' | 'csv';

/** Of `renderTable`. */
export interface RenderOptions {
  /** Of text: characters of a line, beyond which columns follow in a block below; no limit if left out. */
  readonly width?: number;
  /** Of LaTeX: rules of the package booktabs instead of \hline. */
  readonly booktabs?: boolean;
}

const formats: Readonly<Record<TableFormat, (table: PrintedTable, options: RenderOptions) => string>> = {
  text: (table, { width }) => textOf(table, width),
  markdown: (table) => markdownOf(table),
  html: (table) => htmlOf(table),
  latex: (table, { booktabs }) => latexOf(table, booktabs ?? false),
  csv: (table) => csvOf(table),
};

/** The names of the formats. */
const tableFormats = Object.keys(formats) as TableFormat[];

/**
 * A table in text, Markdown (GitHub's), HTML (one <table>, to be pasted or opened), LaTeX (a table of its own) or CSV; ends with
 * a line break. What title, headings, cells and notes hold is escaped. CSV has every number in full, an interval in two columns,
 * and neither title nor notes, so that whatever reads CSV reads it.
 * Throws InputError for a format that is none of these.
 * @example renderTable(table(fit), 'latex', { booktabs: true })
 */
export function renderTable(table: PrintedTable, as: TableFormat, options: RenderOptions = {}): string {
  checkFormat(as);
  return formats[as](table, options);
}

/** Throws InputError, naming the one most likely meant, for what is no format. */
export function checkFormat(as: string): asserts as is TableFormat {
  if (Object.hasOwn(formats, as)) return;
  throw new InputError(
    `table: no format "${as}" (have: ${tableFormats.join(', ')})${didYouMean(as, tableFormats)}`,
  );
}

export type { IntervalCell, NumberCell, ProbabilityCell, TableCell } from './table/cell.ts';
export type { PrintedTable, TableColumn, TableRow } from './table/table.ts';
