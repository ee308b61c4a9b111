import { InputError } from '../../src/engine/errors.ts';
import { settleDependences } from '../design/dependent.ts';
import type { Formula, Term } from '../formula/index.ts';
import type { Asking } from './asking.ts';
import { type Columns, ownColumns } from './columns.ts';
import type { CellSums } from './condense.ts';
import { powerAbove } from './exact.ts';
import { distinctPairs } from './finer.ts';
import { aboutMeans, dependencesOfSums, type ExactSums, exactSums, meanLess, meanOf } from './gram.ts';
import { type Known, rangeOf } from './learn.ts';
import { levelColumnsOf, sumsOfCells } from './levelColumns.ts';
import { NotSummed } from './notSummed.ts';
import type { Answer, Question, RowExpression, ScaledColumn } from './questions.ts';
import { asColumn } from './reading.ts';
import { cellsOf, checkRows } from './shape.ts';
import type { Shape } from './standIn.ts';

/** Sums over all rows: as they are, and weighted; the same where there are no weights. */
export interface Totals {
  readonly plain: ExactSums;
  readonly weighted: ExactSums;
}

export function weightOf(name: string | undefined, known: Known): ScaledColumn | null {
  if (name === undefined) return null;
  const [least, most] = rangeOf(known)(asColumn(name));
  if (!(least >= 0) || !(most > 0))
    throw new InputError(
      `weights: "${name}" must hold numbers >= 0, not all of them 0, got ${least} to ${most}`,
    );
  return { of: { kind: 'arith', of: asColumn(name) }, centre: 0, scale: powerAbove(most) };
}

export type Pairs = readonly (readonly [number, number])[];

/** Sums of one statement: engines take longer than in proportion to plan many. */
const mostAtOnce = 400;

/** Sums beyond which rows are read: a factor of 200 levels. */
const mostPairs = 20_000;

/** The pairs of as many statements as they take. */
export function inParts(pairs: Pairs, atOnce = mostAtOnce): Pairs[] {
  if (pairs.length > mostPairs)
    throw new NotSummed(
      `there would be ${pairs.length} sums of products of its columns, more than ${mostPairs}; a factor of many levels is better a group, (1 | f)`,
    );
  return Array.from({ length: Math.ceil(pairs.length / atOnce) }, (_, p) =>
    pairs.slice(p * atOnce, (p + 1) * atOnce),
  );
}

/** Sums over the same rows, of several statements, as if they were of one. */
function joined(answers: readonly Answer[]): Answer {
  const [{ rows, columns }] = answers;
  if (answers.some((one) => Number(one.columns[0][0]) !== Number(columns[0][0])))
    throw new InputError('sql: rows changed while they were read; ask again');
  return { rows, columns: [columns[0], ...answers.flatMap((one) => one.columns.slice(1))] };
}

/** Questions, and how their answers are the sums over all rows. */
interface AskedSums {
  readonly questions: readonly Question[];
  readonly sumsOf: (answers: readonly Answer[]) => ExactSums;
}

/** Of pairs as they are, in as many statements as they take. */
function sumsOfPairs(all: Columns['all'], pairs: Pairs, weight: ScaledColumn | null): AskedSums {
  const parts = inParts(pairs);
  return {
    questions: parts.map((pairs) => ({ kind: 'products', columns: all, weight, pairs, by: [], cells: 1 })),
    sumsOf: (answers) => exactSums(joined(answers), 0, 0, pairs, weight?.scale),
  };
}

/** The same without weights: by the cells of factors, where that is one statement of fewer sums. */
function plainSums(all: Columns['all'], pairs: Pairs, levelsOf: (column: string) => number): AskedSums {
  const byLevel = levelColumnsOf(all, levelsOf);
  const few = byLevel === null ? [] : distinctPairs(pairs.map(byLevel.pairOf));
  if (byLevel === null || few.length > mostAtOnce) return sumsOfPairs(all, pairs, null);
  const { by, cells } = byLevel;
  return {
    questions: [{ kind: 'products', columns: all, weight: null, pairs: few, by, cells }],
    sumsOf: ([answer]) =>
      sumsOfCells(all, byLevel, answer, (cell) => exactSums(answer, cell, by.length, few)),
  };
}

/** Sums over all rows, and those of every cell, as they are and about means. */
export interface SummedCells {
  readonly totals: Totals;
  readonly exact: readonly ExactSums[];
  readonly own: readonly CellSums[];
}

/** Sums that are asked for in every cell: means, and products with the columns that vary within levels. */
export function pairsInCells(columns: Columns): Pairs {
  const { border } = columns;
  const own = ownColumns(columns);
  return [
    ...[0, ...border].map((b) => [0, b] as const),
    ...own.flatMap((a, k) => border.filter((b) => !own.slice(0, k).includes(b)).map((b) => [a, b] as const)),
  ];
}

/** Sums of all pairs of the border, ones among them. */
export function pairsAmong({ border }: Columns): Pairs {
  return [0, ...border].flatMap((i, a, list) => list.slice(a).map((j) => [i, j] as const));
}

/** Sums over all rows, and those of every cell; of all rows as one cell where there are no groups. */
export function* askTotals(
  columns: Columns,
  weight: ScaledColumn | null,
  groups: readonly string[],
  { cells, levels, complete }: Pick<Shape, 'cells' | 'levels' | 'complete'>,
): Asking<SummedCells> {
  const { all, border } = columns;
  const among = pairsAmong(columns);
  const others = all.flatMap((_, c) =>
    border.includes(c + 1) ? [] : [[0, c + 1] as const, [c + 1, c + 1] as const],
  );
  const own = ownColumns(columns);
  const inCells = pairsInCells(columns);
  const levelsOf = (column: string): number => levels.get(column)?.levels.length ?? Number.POSITIVE_INFINITY;
  const ofAll = plainSums(all, [...among, ...others], levelsOf);
  const ofWeighted = weight === null ? null : sumsOfPairs(all, among, weight);
  const answers = yield [
    ...ofAll.questions,
    ...(ofWeighted?.questions ?? []),
    ...(cells === null
      ? []
      : [
          { kind: 'products', columns: all, weight, pairs: inCells, by: groups, cells: cells.count } as const,
        ]),
  ];
  const plain = ofAll.sumsOf(answers.slice(0, ofAll.questions.length));
  checkRows('sums', Float64Array.of(plain.rows), complete);
  const weighted =
    ofWeighted === null
      ? plain
      : ofWeighted.sumsOf(
          answers.slice(ofAll.questions.length, ofAll.questions.length + ofWeighted.questions.length),
        );
  const totals = { plain, weighted };
  if (cells === null) return { totals, exact: [weighted], own: [cellSums(weighted, plain, columns, [])] };
  const byCell = answers[answers.length - 1];
  const { order, count } = cellsOf(groups, byCell, plain.rows);
  if (count !== cells.count) throw new InputError('sql: groups changed while they were read; ask again');
  const exact = Array.from(order, (row) => exactSums(byCell, row, groups.length, inCells, weight?.scale));
  return { totals, exact, own: exact.map((sums) => cellSums(sums, plain, columns, own)) };
}

/** Columns of X that others say already, found from the sums of products. */
export function dependent(
  { fixed }: Formula,
  { all, x, names, terms }: Columns,
  { plain }: Totals,
  rows: number,
) {
  const { intercept } = fixed;
  const mean = (j: number): number => (intercept ? meanOf(plain, all, x[j]) : 0);
  const crossed = (i: number, j: number): number => {
    const about = aboutMeans(plain, all, x[i], x[j]);
    return intercept ? about : about + rows * meanOf(plain, all, x[i]) * meanOf(plain, all, x[j]);
  };
  const found = dependencesOfSums(x.length, intercept, mean, crossed);
  const isByLevel = (term: Term): boolean =>
    terms.some((other, j) => other === term && isOfLevels(all[x[j] - 1].of));
  return settleDependences(found, { names, terms }, intercept, rows, isByLevel);
}

function isOfLevels(of: RowExpression): boolean {
  return of.kind === 'byLevel' || (of.kind === 'product' && of.of.some(isOfLevels));
}

/** Of a cell about means. */
export function cellSums(
  sums: ExactSums,
  plain: ExactSums,
  { all, border }: Columns,
  own: readonly number[],
): CellSums {
  return {
    weight: sums.weight,
    means: border.map((b) => (sums.weight === 0 ? 0 : meanLess(sums, plain, all, b))),
    own: own.map((a) => own.map((b) => (sums.weight === 0 ? 0 : aboutMeans(sums, all, a, b)))),
    crossed: own.map((a) => border.map((b) => (sums.weight === 0 ? 0 : aboutMeans(sums, all, a, b)))),
  };
}
