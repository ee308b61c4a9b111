import { InputError } from '../../src/engine/errors.ts';
import type { Asking } from './asking.ts';
import { type Columns, ownColumns } from './columns.ts';
import { type CellSums, condense, type SetRows } from './condense.ts';
import { aboutMeans, type ExactSums, exactSums, meanLess } from './gram.ts';
import type { Answer } from './questions.ts';
import { checkRows, levelText } from './shape.ts';
import type { Shape } from './standIn.ts';
import { inParts } from './totals.ts';

/** Sums over the rows of every stratum of the residuals, by its level. */
export function* askStrata(
  { all, border }: Columns,
  stratum: string,
  { complete, reading }: Pick<Shape, 'complete' | 'reading'>,
): Asking<ReadonlyMap<string, ExactSums>> {
  const pairs = [0, ...border].flatMap((i, a, list) => list.slice(a).map((j) => [i, j] as const));
  const answers = yield inParts(pairs).map(
    (part) => ({ kind: 'products', columns: all, weight: null, pairs: part, by: [stratum] }) as const,
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
  const nameOf = ({ columns }: Answer, row: number): string =>
    JSON.stringify(columns.slice(0, keys + 1).map((column) => column[row]));
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

/**
 * Rows in the place of those of every stratum by itself, about the means over all rows: no digits are lost to strata that lie far apart.
 * `stratumOf` says which stratum a cell is of.
 */
export function condenseStrata(
  cells: readonly CellSums[],
  stratumOf: (cell: number) => number,
  strata: readonly (ExactSums | null)[],
  columns: Columns,
  plain: ExactSums,
): SetRows {
  const { all, border } = columns;
  const own = ownColumns(columns).map((c) => border.indexOf(c));
  const members = strata.map((): number[] => []);
  cells.forEach((_, cell) => {
    members[stratumOf(cell)].push(cell);
  });
  const found: SetRows = { ones: [], values: [], cell: [], set: [] };
  strata.forEach((sums, s) => {
    if (sums === null) return;
    const shift = border.map((b) => meanLess(sums, plain, all, b));
    const about = members[s].map((c) => ({
      ...cells[c],
      means: cells[c].means.map((mean, i) => mean - shift[i]),
    }));
    const { ones, values, cell } = condense(about, border.length, own, (i, j) =>
      aboutMeans(sums, all, border[i], border[j]),
    );
    ones.forEach((one, row) => {
      found.ones.push(one);
      found.values.push(values[row].map((value, i) => value + one * shift[i]));
      found.cell.push(members[s][cell[row]]);
      found.set.push(s);
    });
  });
  return found;
}
