import { InputError } from '../../src/engine/errors.ts';
import { commonestOf } from '../../src/engine/residual/decay.ts';
import { noteOfUnit } from '../design/residual.ts';
import type { Note } from '../notes.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import { type Asking, ask } from './asking.ts';
import { type Columns, ownColumns } from './columns.ts';
import { type CondensedRows, condense, type StructuredRows } from './condense.ts';
import { powerAbove, productUnit } from './exact.ts';
import { type ExactSums, exactSums, productOf, wholeSums } from './gram.ts';
import { largest } from './learn.ts';
import { NotSummed } from './notSummed.ts';
import type { Answer, Series } from './questions.ts';
import { seriesOf } from './reading.ts';
import { rowKey } from './rowKey.ts';
import { checkRows, mostGaps } from './shape.ts';
import type { Shape } from './standIn.ts';
import { condenseSet, joinedByKeys, joinedSets, ownPlaces, type PlacedCell } from './strata.ts';
import { cellSums, inParts, type Pairs, pairsAmong, pairsInCells, type SummedCells } from './totals.ts';

/** Pairs of one statement, which asks two sums of most. */
const mostAtOnce = 200;

/** Rows in time, as residuals that decay need them. */
export interface Gaps {
  readonly series: Series;
  /** The distinct distances of neighbours, ascending, and how many there are of each. */
  readonly gaps: Float64Array;
  readonly counts: Float64Array;
  readonly note: Note | null;
}

/**
 * How far neighbours are apart. Throws NotSummed where a series has levels of several groups, so that differences would have them too; and for times that
 * the reader of rows is to name.
 */
export function* askGaps(residual: ResidualSyntax | null, groups: readonly string[]): Asking<Gaps | null> {
  const series = seriesOf(residual);
  if (residual === null || series === null) return null;
  const isWhole = residual.structure.of === 'wholeTime';
  const answer = yield* ask({ kind: 'gaps', series, isWhole, within: groups });
  const found = Array.from({ length: answer.rows }, (_, row) => {
    const [gap, rows, odd, changed] = answer.columns.map((column) => Number(column[row]));
    return { gap, rows, odd, changed };
  });
  const all = found.filter(({ gap }) => gap !== -1).sort((a, b) => a.gap - b.gap);
  const { text, of, columns } = residual;
  if (found.some(({ changed }) => changed > 0))
    throw new NotSummed(
      `rows of one series of ${text} are of several levels of ${groups.join(' or ')}, where each series is wanted within one`,
    );
  if (all.length > mostGaps)
    throw new NotSummed(
      `neighbours in "${of}" are more than ${mostGaps} different distances apart within a level of "${columns.join(':')}"`,
    );
  if (all.length === 0) throw new NotSummed(`no level of "${columns.join(':')}" has two rows`);
  if (!all.every(({ gap }) => gap > 0)) throw new NotSummed(`"${of}" has a time twice`);
  if (found.some(({ odd }) => odd > 0))
    throw new NotSummed(`"${of}" has times ${isWhole ? 'that are not whole' : `beyond ${largest}`}`);
  if (isWhole && all.every(({ gap }) => gap % 2 === 0)) throw new NotSummed(`all steps of "${of}" are even`);
  const gaps = Float64Array.from(all, ({ gap }) => gap);
  const counts = Float64Array.from(all, ({ rows }) => rows);
  return { series, gaps, counts, note: noteOfUnit(residual, usualGap(gaps, counts)) };
}

/** As of all gaps in their order: the one in the middle. */
function usualGap(gaps: Float64Array, counts: Float64Array): number {
  const middle = Math.floor(counts.reduce((sum, count) => sum + count, 0) / 2);
  let [place, before] = [0, 0];
  while (before + counts[place] <= middle) before += counts[place++];
  return gaps[place];
}

/** Sums over neighbours that are one distance apart. */
interface NeighbourSums {
  readonly gap: number;
  /** Of the products of either row, so of two rows for each pair of neighbours. */
  readonly squares: ExactSums;
  /** Of the products of differences, in units of their steps. */
  readonly differences: ExactSums['of'];
}

/** Those over all rows, and those of every cell, which are by its number. */
export interface Neighbours {
  readonly steps: readonly number[];
  readonly all: readonly NeighbourSums[];
  readonly cells: readonly (NeighbourSums & { readonly cell: number })[];
}

/** Sums over neighbours, by their distances, in all and by cells. */
export function* askNeighbours(
  { series, counts }: Gaps,
  columns: Columns,
  groups: readonly string[],
  { cells }: Pick<Shape, 'cells'>,
): Asking<Neighbours> {
  const { all, border } = columns;
  const ends = yield* ask({ kind: 'steps', series, of: border.map((c) => all[c - 1].of) });
  const steps = all.map(() => 1);
  border.forEach((c, b) => {
    const [least, most] = [0, 1].map((end) => Math.abs(Number(ends.columns[2 * b + end][0])));
    if (!(Math.max(least, most) <= largest)) throw new NotSummed('differences in time are no finite numbers');
    steps[c - 1] = powerAbove(Math.max(least, most));
  });
  const among = pairsAmong(columns);
  const inCells = pairsInCells(columns);
  const parts = inParts(among, mostAtOnce);
  const asked = { kind: 'neighbours', series, columns: all, steps } as const;
  const answers = yield [
    ...parts.map((pairs) => ({ ...asked, pairs, by: [] })),
    ...(cells === null ? [] : [{ ...asked, pairs: inCells, by: groups }]),
  ];
  const wanted = counts.reduce((sum, count) => sum + count, 0);
  const ofAll = sumsOf(answers.slice(0, parts.length), parts, 0, wanted);
  if (cells === null) return { steps, all: ofAll, cells: ofAll.map((sums) => ({ ...sums, cell: 0 })) };
  const byCell = answers[parts.length];
  const keys = groups.map((name) => cells.columns.get(name) ?? []);
  const cellOf = new Map(Array.from({ length: cells.count }, (_, cell) => [rowKey(keys, cell), cell]));
  const ofCells = sumsOf([byCell], [inCells], groups.length, wanted).map((sums, row) => {
    const cell = cellOf.get(rowKey(byCell.columns.slice(0, groups.length), row));
    if (cell === undefined) throw new InputError('sql: groups changed while they were read; ask again');
    return { ...sums, cell };
  });
  return { steps, all: ofAll, cells: ofCells.sort((a, b) => a.cell - b.cell) };
}

/** What answers say row by row: those of several statements have the sums of different pairs. */
function sumsOf(
  answers: readonly Answer[],
  parts: readonly Pairs[],
  groups: number,
  wanted: number,
): NeighbourSums[] {
  const keys = groups + 1;
  const split = answers.map(({ rows, columns }, p) => {
    const [own, sums] = [columns.slice(0, keys + 1), columns.slice(keys + 1)];
    const squares = sums.slice(0, 2 * parts[p].length);
    return [squares, sums.slice(squares.length)].map(
      (some): Answer => ({ rows, columns: [...own, ...some] }),
    );
  });
  const answer = joinedByKeys([...split.map(([squares]) => squares), ...split.map(([, rest]) => rest)], keys);
  checkRows('neighbours', answer.columns[keys], wanted);
  const pairs = parts.flat();
  const differing = pairs.filter((pair) => !pair.includes(0));
  return Array.from({ length: answer.rows }, (_, row) => ({
    gap: Number(answer.columns[groups][row]),
    squares: exactSums(answer, row, keys, pairs),
    differences: wholeSums(answer, row, keys + 1 + 2 * pairs.length, differing),
  }));
}

/** Twice some rows' sums less those over their neighbours: what is left of rows that lack one or two. */
function lacking(rows: ExactSums, neighbours: ExactSums | undefined): ExactSums {
  const of = (i: number, j: number): bigint => 2n * rows.of(i, j) - (neighbours?.of(i, j) ?? 0n);
  return { rows: rows.rows, weight: Number(of(0, 0)) / productUnit, weightScale: 1, of };
}

/**
 * Rows in the place of those of series, set by set as `decayForm` has them: all rows; for every distance squares of neighbours (of the commonest, of rows that
 * lack one or two), and their differences, whose ones are 0.
 */
export function condenseSeries(
  { gaps, counts }: Gaps,
  { steps, all, cells }: Neighbours,
  { totals: { plain }, exact, own }: SummedCells,
  columns: Columns,
): StructuredRows {
  const commonest = gaps[commonestOf(counts)];
  const inside = ownColumns(columns);
  const about = (sums: ExactSums) => cellSums(sums, plain, columns, inside);
  const sets: CondensedRows[] = [
    condenseSet(
      own.map((sums, cell) => ({ cell, sums })),
      plain,
      columns,
      plain,
    ),
  ];
  for (const gap of gaps) {
    const whole = all.find((one) => one.gap === gap);
    if (whole === undefined) throw new InputError('sql: times changed while they were read; ask again');
    const here = cells.filter((one) => one.gap === gap);
    const squaresOf = new Map(here.map(({ cell, squares }) => [cell, squares]));
    const [ofAll, ofCells]: [ExactSums, PlacedCell[]] =
      gap === commonest
        ? [
            lacking(plain, whole.squares),
            exact.map((sums, cell) => ({ cell, sums: about(lacking(sums, squaresOf.get(cell))) })),
          ]
        : [whole.squares, here.map(({ cell, squares }) => ({ cell, sums: about(squares) }))];
    sets.push(condenseSet(ofCells, ofAll, columns, plain));
    sets.push(condenseDifferences(whole, here, steps, columns));
  }
  return { rows: joinedSets(sets), residual: { counts, gaps } };
}

/** Rows in the place of differences: about 0, and 0 in the place of 1. */
function condenseDifferences(
  whole: NeighbourSums,
  cells: Neighbours['cells'],
  steps: readonly number[],
  columns: Columns,
): CondensedRows {
  const { border } = columns;
  const inside = ownColumns(columns);
  const product = ({ differences }: NeighbourSums, i: number, j: number): number =>
    productOf(differences(i, j), steps[i - 1], steps[j - 1]);
  const zero = border.map(() => 0);
  const { ones, values, cell } = condense(
    cells.map((sums) => ({
      weight: 0,
      means: zero,
      own: inside.map((a) => inside.map((b) => product(sums, a, b))),
      crossed: inside.map((a) => border.map((b) => product(sums, a, b))),
    })),
    border.length,
    ownPlaces(columns),
    (i, j) => product(whole, border[i], border[j]),
  );
  return { ones, values, cell: cell.map((c) => cells[c].cell) };
}
