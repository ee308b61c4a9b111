import type { Note } from './notes.ts';

/**
 * One column of a table. Missing values: NaN in numbers, -1 in codes and booleans.
 * Numbers read from a file may be spelt otherwise than they print (007, 1.10, 1E5); `spelt` keeps those spellings, so
 * that a column of identifiers is not merged by value. See `spellingsOf`.
 * A factor is `declared` when somebody stated the order of its levels, the reference first; a design then keeps that
 * order. Otherwise the order means nothing and a design sorts by code point. `frequencies` says how many rows each level
 * has where the table's rows do not: those of a table that has the shape of a source alone.
 */
export type Column =
  | { readonly kind: 'number'; readonly values: Float64Array; readonly spelt?: readonly SpeltCells[] }
  | {
      readonly kind: 'factor';
      readonly levels: readonly string[];
      readonly codes: Int32Array;
      readonly declared?: true;
      readonly frequencies?: Float64Array;
    }
  | { readonly kind: 'boolean'; readonly values: Int8Array };

export type NumberColumn = Extract<Column, { kind: 'number' }>;
export type FactorColumn = Extract<Column, { kind: 'factor' }>;

/** Spellings of some cells, packed: `texts` holds one a line, for the 0-based `rows`, which ascend from part to part. */
export interface SpeltCells {
  readonly rows: Int32Array;
  readonly texts: string;
}

/** What stands between whole numbers and decimals. */
export type DecimalMark = '.' | ',';

/**
 * Named columns of equal length. `source` says where they came from, for messages ("hospital.csv", "columns").
 * `lines[i]` is the 1-based line of row i in its file, when it came from one; messages then name lines instead of rows.
 */
export interface Table {
  readonly source: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** Columns of the file that no model can use, with what they hold: lists. */
  readonly unread?: ReadonlyMap<string, string>;
  readonly lines?: Int32Array;
  /** The decimal mark of the file it was read from; a point if left out. */
  readonly decimal?: DecimalMark;
  /** The sheets of the workbook it was read from, where there are several. */
  readonly sheets?: readonly string[];
  /** How many equal rows of the source each row stands for, where equal ones were merged; one each if left out. */
  readonly counts?: Float64Array;
  /** Rows of the source that lack a value the model reads, where those were left out before rows were merged. */
  readonly incomplete?: number;
  /** What the reader settled without asking. */
  readonly notes?: readonly Note[];
}
