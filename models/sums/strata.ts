import { InputError } from '../../src/engine/errors.ts';
import type { Asking } from './asking.ts';
import { type Columns, ownColumns } from './columns.ts';
import { type CellSums, type CondensedRows, condense, type SetRows } from './condense.ts';
import { aboutMeans, type ExactSums, exactSums, meanLess } from './gram.ts';
import type { Answer } from './questions.ts';
import { rowKey } from './rowKey.ts';
import { checkRows, levelText } from './shape.ts';
import type { Shape } from './standIn.ts';
import { inParts, pairsAmong } from './totals.ts';

/** Sums over the rows of every stratum of the residuals, by its level. */
export function* askStrata(
  columns: Columns,
  stratum: string,
  { complete, reading, cells }: Pick<Shape, 'complete' | 'reading' | 'cells'>,
): Asking<ReadonlyMap<string, ExactSums>> {
  const { all } = columns;
  const pairs = pairsAmong(columns);
  const known = new Set<string | number>(cells?.columns.get(stratum)).size;
  const answers = yield inParts(pairs).map(
    (part) =>
      ({ kind: 'products', columns: all, weight: null, pairs: part, by: [stratum], cells: known }) as const,
  );
  const answer = joinedByKeys(answers, 1);
  checkRows(`strata of ${stratum}`, answer.columns[1], complete);
  const { kind } = reading.column(stratum);
  const levels = Array.from({ length: answer.rows }, (_, row) => levelText(answer.columns[0][row], kind));
  return new Map(levels.map((level, row) => [level, exactSums(answer, row, 1, pairs)]));
}

/** Sums over the same rows by the same groups, of several statements, as if they were of one: groups come in any order. */
export function joinedByKeys(answers: readonly Answer[], keys: number): Answer {
  const [first, ...others] = answers;
  const nameOf = ({ columns }: Answer, row: number): string => rowKey(columns.slice(0, keys + 1), row);
  const columns = others.flatMap((answer) => {
    const rowOf = new Map(Array.from({ length: answer.rows }, (_, row) => [nameOf(answer, row), row]));
    const order = Array.from({ length: first.rows }, (_, row) => rowOf.get(nameOf(first, row)) ?? -1);
    if (answer.rows !== first.rows || order.includes(-1))
      throw new InputError('sql: rows changed while they were read; ask again');
    return answer.columns
      .slice(keys + 1)
      .map((column) => Float64Array.from(order, (row) => Number(column[row])));
  });
  return { rows: first.rows, columns: [...first.columns, ...columns] };
}

/** Rows in the place of those of every stratum by itself. `stratumOf` says which stratum a cell is of. */
export function condenseStrata(
  cells: readonly CellSums[],
  stratumOf: (cell: number) => number,
  strata: readonly (ExactSums | null)[],
  columns: Columns,
  plain: ExactSums,
): SetRows {
  const members = strata.map((): PlacedCell[] => []);
  cells.forEach((sums, cell) => {
    members[stratumOf(cell)].push({ cell, sums });
  });
  return joinedSets(
    strata.map((sums, s) => (sums === null ? noRows : condenseSet(members[s], sums, columns, plain))),
  );
}

/** Sums of a cell, and which one it is. */
export interface PlacedCell {
  readonly cell: number;
  readonly sums: CellSums;
}

const noRows: CondensedRows = { ones: [], values: [], cell: [] };

/** Rows in the place of those of some cells, `sums` being those over them all; about the means over all rows, and no digits are lost to sets that lie far from these. */
export function condenseSet(
  cells: readonly PlacedCell[],
  sums: ExactSums,
  columns: Columns,
  plain: ExactSums,
): CondensedRows {
  const { all, border } = columns;
  const shift = border.map((b) => meanLess(sums, plain, all, b));
  const about = cells.map(({ sums: own }) => ({
    ...own,
    means: own.means.map((mean, i) => mean - shift[i]),
  }));
  const total = (i: number, j: number): number => aboutMeans(sums, all, border[i], border[j]);
  const { ones, values, cell } = condense(about, border.length, ownPlaces(columns), total);
  return {
    ones,
    values: values.map((row, r) => row.map((value, i) => value + ones[r] * shift[i])),
    cell: cell.map((c) => cells[c].cell),
  };
}

/** Places in the border of the columns that vary within levels. */
export const ownPlaces = (columns: Columns): number[] =>
  ownColumns(columns).map((c) => columns.border.indexOf(c));

/** The rows of all sets, in their order. */
export function joinedSets(sets: readonly CondensedRows[]): SetRows {
  return {
    ones: sets.flatMap(({ ones }) => ones),
    values: sets.flatMap(({ values }) => values),
    cell: sets.flatMap(({ cell }) => cell),
    set: sets.flatMap(({ ones }, s) => ones.map(() => s)),
  };
}
