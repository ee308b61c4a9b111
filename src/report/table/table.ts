import type { TableCell } from './cell.ts';

/** What stands in a column, and above it. */
export interface TableColumn {
  /** Its heading. */
  readonly title: string;
  /** Text goes to the left, all else to the right; in CSV an interval is two columns. */
  readonly kind: 'text' | 'number' | 'interval';
  /** A heading above those of neighbouring columns that have the same one. */
  readonly over?: string;
}

/** A cell a column, or words above the rows that follow. */
export type TableRow = readonly TableCell[] | { readonly heading: string };

/** A table as it will be read, whatever it is written in. */
export interface PrintedTable {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** What the reader must know, below the table, in one paragraph or several. */
  readonly note?: string | readonly string[];
}

export function isHeading(row: TableRow): row is { readonly heading: string } {
  return 'heading' in row;
}

/** Whether rows stand under headings of their own. */
export function hasHeadings({ rows }: PrintedTable): boolean {
  return rows.some(isHeading);
}

/** Neighbouring columns under one heading, or under none. */
export interface Span {
  readonly over: string;
  readonly from: number;
  readonly count: number;
}

/** The row of headings above the headings, from left to right; empty where no column has one. */
export function spansOf(columns: readonly TableColumn[]): Span[] {
  if (columns.every(({ over = '' }) => over === '')) return [];
  const spans: Span[] = [];
  columns.forEach(({ over = '' }, c) => {
    const last = spans.at(-1);
    if (last?.over === over) spans[spans.length - 1] = { ...last, count: last.count + 1 };
    else spans.push({ over, from: c, count: 1 });
  });
  return spans;
}

/** A heading that stands alone: with what stands above it. */
export function fullTitle({ title, over = '' }: TableColumn): string {
  return over === '' ? title : `${over}: ${title}`;
}

/** Paragraphs of the note; none for ''. */
export function notesOf({ note = [] }: PrintedTable): readonly string[] {
  return (typeof note === 'string' ? [note] : note).filter((paragraph) => paragraph !== '');
}
