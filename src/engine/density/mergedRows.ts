import { type Program, predictorsOf, type RowProgram, type TermProgram } from '../program/program.ts';
import { perRows } from './perRows.ts';

/** A program's rows with equal ones as one row of their common weight, and where the program's rows went. */
export interface MergedRows extends Pick<Program, 'rows' | 'terms'> {
  /** For each row of the program, its merged row. */
  readonly rowOf: Int32Array;
  /** For each row of the program, its part of that row's weight. */
  readonly share: Float64Array;
}

/** Rows there must be of a distinct one on average: a row with a weight costs up to twice what one without does. */
const fewestRowsEach = 2;

/**
 * The same log likelihood over fewer rows: neighbours that are equal in all that their density reads, which equal rows of a
 * model are, become one. Null where that would not pay or residuals have a structure, which is one of single rows.
 */
export const mergedRows: (program: Program) => MergedRows | null = perRows((program) => {
  const { rows, residual } = program;
  if (rows.count === 0 || residual !== undefined) return null;
  const isSame = sameAsBefore(program);
  const firsts: number[] = [];
  const rowOf = new Int32Array(rows.count);
  for (let i = 0; i < rows.count; i++) {
    if (i === 0 || !isSame(i)) firsts.push(i);
    if (firsts.length * fewestRowsEach > rows.count) return null;
    rowOf[i] = firsts.length - 1;
  }
  const weightOf = (i: number): number => (rows.weights === null ? 1 : rows.weights[i]);
  const weights = new Float64Array(firsts.length);
  rowOf.forEach((row, i) => {
    weights[row] += weightOf(i);
  });
  const share = Float64Array.from(rowOf, (row, i) => (weights[row] === 0 ? 0 : weightOf(i) / weights[row]));
  const terms = program.terms.map((term) => pickTerm(term, firsts));
  return { terms, rows: { ...pickRows(rows, firsts), weights }, rowOf, share };
});

/** The same program over its merged rows, where that pays: what the rows' passes are made for. */
export function fewestRows(program: Program): Program {
  const merged = mergedRows(program);
  return merged === null ? program : { ...program, rows: merged.rows, terms: merged.terms };
}

/** Whether a row equals the one before it; rows are in an order in which equal ones stand together. */
function sameAsBefore({ rows, terms }: Program): (row: number) => boolean {
  const { y, trials, known = [] } = rows;
  const predictors = predictorsOf(rows);
  const columns = [
    ...terms.flatMap(({ index, columns }) => [index, ...columns]),
    ...[y, trials, ...known.map(({ values }) => values)],
    ...predictors.map(({ offset }) => offset),
  ].filter((column) => column !== null);
  return (i) =>
    columns.every((column) => column[i] === column[i - 1]) &&
    predictors.every(({ x, width }) => {
      for (let j = i * width; j < (i + 1) * width; j++) if (x[j] !== x[j - width]) return false;
      return true;
    });
}

const pick = (values: Float64Array, firsts: readonly number[]): Float64Array =>
  Float64Array.from(firsts, (row) => values[row]);

const pickOptional = (values: Float64Array | null, firsts: readonly number[]): Float64Array | null =>
  values === null ? null : pick(values, firsts);

/** The rows of these numbers, without the weights that they may have. */
export function pickRows(rows: RowProgram, firsts: readonly number[]): RowProgram {
  const ofPredictor = <P extends Pick<RowProgram, 'x' | 'width' | 'offset'>>(predictor: P): P => ({
    ...predictor,
    x: Float64Array.from(
      { length: firsts.length * predictor.width },
      (_, e) =>
        predictor.x[firsts[Math.floor(e / predictor.width)] * predictor.width + (e % predictor.width)],
    ),
    offset: pickOptional(predictor.offset, firsts),
  });
  return {
    ...ofPredictor(rows),
    count: firsts.length,
    further: rows.further.map(ofPredictor),
    y: pick(rows.y, firsts),
    trials: pickOptional(rows.trials, firsts),
    ...(rows.known === undefined
      ? {}
      : { known: rows.known.map((column) => ({ ...column, values: pick(column.values, firsts) })) }),
  };
}

/** A term as these rows have it. */
export function pickTerm(term: TermProgram, firsts: readonly number[]): TermProgram {
  return {
    ...term,
    index: Int32Array.from(firsts, (row) => term.index[row]),
    columns: term.columns.map((column) => pickOptional(column, firsts)),
  };
}
