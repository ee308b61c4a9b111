import { productUnit } from './exact.ts';
import type { ExactSums } from './gram.ts';
import type { Answer, RowExpression, ScaledColumn } from './questions.ts';

/** Cells of factors beyond which sums are rather made of the columns themselves. */
const mostCells = 1000;

/**
 * Columns that are 0, 1 or -1 by the levels of factors alone do not vary within a cell of those factors. So products with them need not be summed: they
 * are sums of a cell of what the other columns have, taken or left or their sign turned, whole numbers that are the same to the last digit.
 */
export interface LevelColumns {
  /** The factors whose levels make the cells. */
  readonly by: readonly string[];
  readonly cells: number;
  /** The pair to be asked for in the place of a pair: level columns stand for ones. */
  readonly pairOf: (pair: readonly [number, number]) => readonly [number, number];
}

/** Null where there are none, or the cells are many. `levelsOf` says how many levels a factor has. */
export function levelColumnsOf(
  columns: readonly ScaledColumn[],
  levelsOf: (column: string) => number,
): LevelColumns | null {
  const factors = columns.map(({ of }) => factorsOf(of));
  const by = [...new Set(factors.flatMap((one) => one ?? []))];
  const cells = by.reduce((product, column) => product * levelsOf(column), 1);
  if (by.length === 0 || !(cells <= mostCells)) return null;
  const standsFor = (c: number): number => (c > 0 && factors[c - 1] !== null ? 0 : c);
  return { by, cells, pairOf: ([i, j]) => [standsFor(i), standsFor(j)] };
}

/** The factors of a level column; null for any other. */
export function factorsOf(of: RowExpression): string[] | null {
  if (of.kind === 'byLevel')
    return of.values.every(({ value }) => value === 1 || value === -1) ? [of.column] : null;
  if (of.kind !== 'product') return null;
  const all = of.of.map(factorsOf);
  return all.every((one) => one !== null) ? all.flat() : null;
}

/** The sums over all rows, from those of the cells. */
export function sumsOfCells(
  columns: readonly ScaledColumn[],
  { by }: LevelColumns,
  cells: Answer,
  sumsOf: (cell: number) => ExactSums,
): ExactSums {
  const all = Array.from({ length: cells.rows }, (_, cell) => sumsOf(cell));
  const levels = (cell: number) => (column: string) => cells.columns[by.indexOf(column)][cell];
  const every = all.map((_, cell) => ({ cell, sign: 1n }));
  /** Cells in which a level column is not 0; null for others. */
  const signed = columns.map(({ of }) =>
    factorsOf(of) === null
      ? null
      : every.flatMap(({ cell }) => {
          const sign = signOf(of, levels(cell));
          return sign === 0 ? [] : [{ cell, sign: BigInt(sign) }];
        }),
  );
  const signsOf = (c: number) => (c === 0 ? null : signed[c - 1]);
  const summed = (i: number, j: number): bigint => {
    const [one, other] = [signsOf(i), signsOf(j)];
    const [a, b] = [one === null ? i : 0, other === null ? j : 0];
    if (one === null || other === null)
      return (one ?? other ?? every).reduce((sum, { cell, sign }) => sum + sign * all[cell].of(a, b), 0n);
    const signs = new Map(other.map(({ cell, sign }) => [cell, sign]));
    return one.reduce((sum, { cell, sign }) => sum + sign * (signs.get(cell) ?? 0n) * all[cell].of(0, 0), 0n);
  };
  const known = new Map<number, bigint>();
  const of = (i: number, j: number): bigint => {
    const place = Math.min(i, j) * (columns.length + 1) + Math.max(i, j);
    const sum = known.get(place) ?? summed(i, j);
    known.set(place, sum);
    return sum;
  };
  const rows = all.reduce((sum, one) => sum + one.rows, 0);
  return { rows, weight: Number(of(0, 0)) / productUnit, weightScale: 1, of };
}

/** What a level column is in a cell. */
export function signOf(of: RowExpression, cellOf: (column: string) => number | string): number {
  if (of.kind === 'byLevel')
    return of.values.find(({ level }) => isLevel(cellOf(of.column), level))?.value ?? 0;
  return of.kind === 'product' ? of.of.reduce((product, one) => product * signOf(one, cellOf), 1) : 1;
}

/** Truth values and numbers are numbers in answers. */
const isLevel = (cell: number | string, level: string): boolean =>
  typeof cell === 'number' ? levelNumber(level) === cell : level === cell;

const numbersOfWords: ReadonlyMap<string, number> = new Map([
  ['TRUE', 1],
  ['FALSE', 0],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

/** The number that a level stands for: 1 and 0 for truth values. */
export const levelNumber = (level: string): number => numbersOfWords.get(level) ?? Number(level);
