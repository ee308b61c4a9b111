import { partsOf, wholeOf } from './exact.ts';
import { factorsOf, signOf } from './levelColumns.ts';
import type { Answer, AnswerColumn, ProductsQuestion } from './questions.ts';
import { rowKey } from './rowKey.ts';

/**
 * Sums of the same columns by different groups are sums of those by all these groups at once: whole numbers, that are the same to the last digit
 * however they are added up. So one pass over the rows answers several questions, and columns that do not vary within the finer cells,
 * being 0, 1 or -1 by levels, are not multiplied at all.
 */

/** Finer cells beyond which passes of their own are quicker: their sums no longer lie near the processor. */
const mostCells = 50_000;

/** Sums by cell beyond which the same holds. */
const mostPairs = 40;

/** The finer question; null where it would not be the quicker one. */
export function finerQuestion(questions: readonly ProductsQuestion[]): ProductsQuestion | null {
  const [{ columns, weight }] = questions;
  const by = [...new Set(questions.flatMap((one) => one.by))];
  const cells = questions.reduce((product, one) => product * (one.cells ?? Number.POSITIVE_INFINITY), 1);
  const pairs = distinctPairs(questions.flatMap((one) => one.pairs.map(pairWithin({ columns, by }))));
  if (questions.length < 2 || by.length === 0 || !(cells <= mostCells) || pairs.length > mostPairs)
    return null;
  return { kind: 'products', columns, weight, pairs, by, cells };
}

type Pair = readonly [number, number];

export const distinctPairs = (pairs: readonly Pair[]): Pair[] => [
  ...new Map(pairs.map(([i, j]) => [pairKey(i, j), [i, j] as const])).values(),
];

const pairKey = (i: number, j: number): string => (i <= j ? `${i},${j}` : `${j},${i}`);

/** Whether a column is 0, 1 or -1 in all of a cell. */
const isWithin = ({ columns, by }: Pick<ProductsQuestion, 'columns' | 'by'>, c: number): boolean =>
  c > 0 && (factorsOf(columns[c - 1].of)?.every((factor) => by.includes(factor)) ?? false);

/** The pair to be summed in the place of a pair: such columns stand for ones. */
const pairWithin =
  (finer: Pick<ProductsQuestion, 'columns' | 'by'>) =>
  ([i, j]: Pair): Pair => [isWithin(finer, i) ? 0 : i, isWithin(finer, j) ? 0 : j];

/** The answer to a question from that to the finer one. */
export function answerOf(question: ProductsQuestion, finer: ProductsQuestion, found: Answer): Answer {
  const keys = question.by.map((name) => found.columns[finer.by.indexOf(name)]);
  const cells = new Map<string, number[]>();
  for (let row = 0; row < found.rows; row++) {
    const key = rowKey(keys, row);
    const rows = cells.get(key);
    if (rows === undefined) cells.set(key, [row]);
    else rows.push(row);
  }
  const rowsOf = [...cells.values()];
  const counts = found.columns[finer.by.length];
  const sums = question.pairs.flatMap((pair) => {
    const terms = termsOf(pair, finer, found);
    const totals = rowsOf.map((rows) => partsOf(rows.reduce((sum, row) => sum + terms(row), 0n)));
    return [0, 1].map((part) => Float64Array.from(totals, (parts) => parts[part]));
  });
  const total = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + Number(counts[row]), 0);
  return {
    rows: rowsOf.length,
    columns: [
      ...keys.map((column) =>
        taken(
          column,
          rowsOf.map(([row]) => row),
        ),
      ),
      Float64Array.from(rowsOf, total),
      ...sums,
    ],
  };
}

/** Some rows of a column. */
export const taken = (column: AnswerColumn, rows: readonly number[]): AnswerColumn =>
  column instanceof Float64Array
    ? Float64Array.from(rows, (row) => column[row])
    : rows.map((row) => column[row]);

/** What a cell adds to the sum of a pair. */
function termsOf([i, j]: Pair, finer: ProductsQuestion, { columns }: Answer): (row: number) => bigint {
  const [a, b] = pairWithin(finer)([i, j]);
  const at = finer.pairs.findIndex((pair) => pairKey(...pair) === pairKey(a, b));
  const first = finer.by.length + 1 + 2 * at;
  const cellAt = (row: number) => (name: string) => columns[finer.by.indexOf(name)][row];
  const within = [i, j].filter((c) => isWithin(finer, c)).map((c) => finer.columns[c - 1].of);
  return (row) => {
    const sign = within.reduce((product, of) => product * signOf(of, cellAt(row)), 1);
    return sign === 0
      ? 0n
      : BigInt(sign) * wholeOf(Number(columns[first][row]), Number(columns[first + 1][row]));
  };
}
