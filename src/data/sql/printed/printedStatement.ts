import { createHash } from 'node:crypto';
import type { Selected, Selection, Writer } from '../statement.ts';

/** A statement whose result somebody brings as a file. */
export interface PrintedStatement {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly text: string;
}

/** What a result must have: a column for each that was selected, all of them text, and a last one that tells whose result it is. */
export interface WantedResult {
  readonly columns: readonly Selected['as'][];
  /** The last column's name; its cells are 1. */
  readonly mark: string;
  /** Whether it has one row. */
  readonly single: boolean;
}

/** The name of a selected column. */
export const columnName = (c: number): string => `a${c + 1}`;

/** Of everything that a result hangs on, in the name of a column. */
export function markOf(about: unknown): string {
  return `poolwise_${createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 12)}`;
}

/** Every value as text, so that no program on the way writes numbers in a way of its own, and the mark at the end, so that a row that is cut off lacks it. */
export function printedText({ columns, from }: Selection, mark: string, writer: Writer): string {
  const { dialect } = writer;
  const texts = columns.map(({ sql, as }, c) => {
    const text =
      as === 'text' ? sql : as === 'number' ? dialect.digits(sql) : `CAST(${sql} AS ${dialect.text})`;
    return `${text} AS ${columnName(c)}`;
  });
  return writer.statement(`SELECT ${[...texts, `1 AS ${mark}`].join(', ')}\n${from}`).text;
}
