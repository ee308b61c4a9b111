import { etasOf, linearCount, type Program, predictorsOf, type RowProgram } from '../program/program.ts';
import { derivedColumns } from './derivedColumns.ts';

/** What a kernel's code depends on: the structure of a program's rows without their numbers. */
export interface RowShape {
  /** The linear predictors, the mean's first; none for a kernel that needs none. */
  readonly predictors: readonly PredictorShape[];
  /** The columns of a record, in order. */
  readonly columns: readonly RowColumn[];
  readonly terms: readonly TermShape[];
}

export type RowColumn =
  | { readonly kind: 'fixed'; readonly predictor: number; readonly number: number }
  | { readonly kind: 'offset'; readonly predictor: number }
  | { readonly kind: 'row'; readonly name: RowName }
  | { readonly kind: 'known' | 'derived'; readonly name: string }
  | { readonly kind: 'effect'; readonly term: number; readonly coefficient: number };

export type RowName = 'y' | 'trials' | 'weights';

/** One linear predictor: its columns stand together, and so do its coefficients, the intercept's first. */
export interface PredictorShape {
  /** Its variable in the row density. */
  readonly eta: string;
  readonly hasIntercept: boolean;
  readonly width: number;
  readonly firstColumn: number;
  readonly firstCoefficient: number;
  /** Its offset's column. */
  readonly offset: number | null;
}

export interface TermShape {
  /** Coefficients a level. */
  readonly k: number;
  /** 'runs' where a level's rows mostly stand together, so that it is read and written once a run, not once a row. */
  readonly form: 'runs' | 'gather';
  /** Runs of equal level, each within one block. */
  readonly runs: number;
  /** Each coefficient's column of the record, null for a column of ones. */
  readonly columns: readonly (number | null)[];
  /** Each coefficient's linear predictor. */
  readonly predictors: readonly number[];
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

export function rowShape(program: Program): RowShape {
  const { rows, terms } = program;
  const columns: RowColumn[] = [];
  const take = (column: RowColumn): number => columns.push(column) - 1;
  const firsts = predictorsOf(rows).map(({ width }, predictor) => {
    const first = columns.length;
    for (let number = 0; number < width; number++) take({ kind: 'fixed', predictor, number });
    return first;
  });
  for (const name of ['y', 'trials', 'weights'] as const)
    if (rows[name] !== null) take({ kind: 'row', name });
  for (const { name } of rows.known ?? []) take({ kind: 'known', name });
  for (const { name } of derivedColumns(program)) take({ kind: 'derived', name });
  const predictors = predictorShapes(rows, firsts, (predictor) => take({ kind: 'offset', predictor }));
  const termShapes = terms.map((term, t): TermShape => {
    const runs = countRuns(term.index);
    const form = rows.count >= worthARun * runs ? 'runs' : 'gather';
    const effectColumns = term.columns.map((column, coefficient) =>
      column === null ? null : columns.push({ kind: 'effect', term: t, coefficient }) - 1,
    );
    return {
      k: term.coefs.length,
      form,
      runs,
      columns: effectColumns,
      predictors: term.predictors,
    };
  });
  return { predictors, columns, terms: termShapes };
}

function predictorShapes(
  rows: RowProgram,
  firsts: readonly number[],
  takeOffset: (predictor: number) => number,
): PredictorShape[] {
  const etas = etasOf(rows);
  let firstCoefficient = 0;
  return predictorsOf(rows).map(({ hasIntercept, width, offset }, p) => {
    const shape = {
      ...{ eta: etas[p], hasIntercept, width, firstColumn: firsts[p], firstCoefficient },
      offset: offset === null ? null : takeOffset(p),
    };
    firstCoefficient += linearCount(shape);
    return shape;
  });
}

/** Where a column that every row has stands, or null. */
export function columnOf({ columns }: RowShape, name: string): number | null {
  const at = columns.findIndex(
    (column) => column.kind !== 'fixed' && 'name' in column && column.name === name,
  );
  return at < 0 ? null : at;
}

function countRuns(index: Int32Array): number {
  let runs = 0;
  for (let i = 0; i < index.length; i++) if (i % blockRows === 0 || index[i] !== index[i - 1]) runs++;
  return runs;
}
