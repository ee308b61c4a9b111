import type { Program } from '../program/program.ts';

/** What a kernel's code depends on: the structure of a program's rows without their numbers. */
export interface RowShape {
  readonly hasIntercept: boolean;
  /** Predictors; they are the first columns. */
  readonly width: number;
  /** The columns of a record, in order. */
  readonly columns: readonly RowColumn[];
  readonly terms: readonly TermShape[];
}

export type RowColumn =
  | { readonly kind: 'predictor'; readonly number: number }
  | { readonly kind: 'row'; readonly name: RowName }
  | { readonly kind: 'effect'; readonly term: number; readonly coefficient: number };

export type RowName = 'y' | 'trials' | 'weights' | 'offset';

export interface TermShape {
  /** Coefficients a level. */
  readonly k: number;
  /** 'runs' where a level's rows mostly stand together, so that it is read and written once a run, not once a row. */
  readonly form: 'runs' | 'gather';
  /** Runs of equal level, each within one block. */
  readonly runs: number;
  /** Each coefficient's column of the record, null for a column of ones. */
  readonly columns: readonly (number | null)[];
}

export type Precision = 'f64' | 'f32';

/** Rows a block: its record and scratch stay in the first-level cache. */
export const blockRows = 256;
/** Bytes past the end of an array that the last vectors may read or write. */
export const slackBytes = 64;
/** Mean run length from which it pays to go run by run. */
const worthARun = 4;

export const sizeOf = (precision: Precision): 8 | 4 => (precision === 'f64' ? 8 : 4);

/** Bytes of one column of a block. */
export const columnBytes = (precision: Precision): number => blockRows * sizeOf(precision);

/** Bytes of one block. */
export const recordBytes = ({ columns }: RowShape, precision: Precision): number =>
  columns.length * columnBytes(precision);

export function rowShape({ rows, terms }: Program): RowShape {
  const columns: RowColumn[] = Array.from({ length: rows.width }, (_, number) => ({
    kind: 'predictor',
    number,
  }));
  for (const name of ['y', 'trials', 'weights', 'offset'] as const)
    if (rows[name] !== null) columns.push({ kind: 'row', name });
  const termShapes = terms.map((term, t): TermShape => {
    const runs = countRuns(term.index);
    const form = rows.count >= worthARun * runs ? 'runs' : 'gather';
    const effectColumns = term.columns.map((column, coefficient) =>
      column === null ? null : columns.push({ kind: 'effect', term: t, coefficient }) - 1,
    );
    return { k: term.coefs.length, form, runs, columns: effectColumns };
  });
  return { hasIntercept: rows.hasIntercept, width: rows.width, columns, terms: termShapes };
}

/** Where a column that every row has stands, or null. */
export function columnOf({ columns }: RowShape, name: RowName): number | null {
  const at = columns.findIndex((column) => column.kind === 'row' && column.name === name);
  return at < 0 ? null : at;
}

function countRuns(index: Int32Array): number {
  let runs = 0;
  for (let i = 0; i < index.length; i++) if (i % blockRows === 0 || index[i] !== index[i - 1]) runs++;
  return runs;
}
