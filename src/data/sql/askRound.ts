import { answerOf, finerQuestion, taken } from '../../../models/sums/finer.ts';
import type { Answer, ProductsQuestion, Question } from '../../../models/sums/questions.ts';
import { askDatabase, askSelection } from './ask.ts';
import type { SqlConnection } from './connection.ts';
import { keysOf, keysSelection, outlineSelection, type Rows } from './selection.ts';
import { parameterWriter } from './statement.ts';

/**
 * Asks a database what hangs on no other's answer, in as few passes over the rows as are quicker; the answers are those of one by one. What is
 * known of the rows after a round is made use of in the next.
 */
export function roundAsker(
  connection: SqlConnection,
  rows: Rows,
): (questions: readonly Question[]) => Promise<readonly Answer[]> {
  let known = rows;
  return async (questions) => {
    const found = new Map<Question, Answer>();
    for (const question of questions) {
      const counted = question.kind === 'counts' ? await countsOfWhole(connection, question, rows) : null;
      if (counted === null) continue;
      found.set(question, counted);
      known = { ...rows, isComplete: true };
    }
    for (const [question, answer] of [
      ...(await keysAtOnce(connection, questions, known)),
      ...(await sumsAtOnce(connection, questions, known)),
    ])
      found.set(question, answer);
    const answers: Answer[] = [];
    for (const question of questions)
      answers.push(found.get(question) ?? (await askDatabase(connection, question, known)));
    return answers;
  };
}

/** Counts and ranges where every row is complete: those over all rows, which DuckDB has written down for its tables. Null elsewhere. */
async function countsOfWhole(
  connection: SqlConnection,
  question: Extract<Question, { kind: 'counts' }>,
  rows: Rows,
): Promise<Answer | null> {
  const names = question.of.flatMap((one) =>
    one.kind === 'arith' && one.of.kind === 'column' ? [one.of.name] : [],
  );
  // arithmetic may fail on rows that are not complete
  if (names.length < question.of.length) return null;
  const writer = parameterWriter(connection.dialect);
  const outline = await askSelection(connection, outlineSelection(names, rows, writer), writer, 1);
  const values = (outline?.columns ?? []).map((column) => Number(column[0]));
  const [all] = values;
  const counts = values.slice(1, 1 + rows.columns.length);
  const ends = values.slice(values.length - 2 * names.length);
  if (!counts.every((count) => count === all) || values.some(Number.isNaN)) return null;
  const ranges = names.flatMap((_, n) => [ends[2 * n], ends[2 * n + 1], all]);
  return { rows: 1, columns: [all, all, ...ranges].map((value) => Float64Array.of(value)) };
}

/** More rows than this are rather asked one by one, where levels of factors are no more than a limit. */
const mostKeys = 1_000_000;

/** Bits of GROUPING that every engine has. */
const mostBits = 30;

/** Levels, and combinations of groups, by GROUPING SETS; nothing where they are too many. */
async function keysAtOnce(
  connection: SqlConnection,
  questions: readonly Question[],
  rows: Rows,
): Promise<[Question, Answer][]> {
  const asked = questions.flatMap((question) => {
    const keys = keysOf(question);
    return keys === null ? [] : [{ question, keys: [...new Set(keys)] }];
  });
  if (asked.length < 2) return [];
  const sets = [...new Map(asked.map(({ keys }) => [JSON.stringify(keys.toSorted()), keys])).values()];
  const all = [...new Set(sets.flat())];
  if (all.length > mostBits) return [];
  const writer = parameterWriter(connection.dialect);
  const found = await askSelection(connection, keysSelection(all, sets, rows, writer), writer, mostKeys);
  if (found === null) return [];
  const [masks, ...columns] = found.columns;
  return asked.map(({ question, keys }) => {
    // GROUPING's bits, the first column's the highest, are 1 for columns that a row is not of
    const mask = all.reduce((bits, name) => 2 * bits + (keys.includes(name) ? 0 : 1), 0);
    const own: number[] = [];
    for (let row = 0; row < found.rows; row++) if (masks[row] === mask) own.push(row);
    const kept = [...keys.map((name) => columns[all.indexOf(name)]), columns[all.length]];
    return [question, { rows: own.length, columns: kept.map((column) => taken(column, own)) }];
  });
}

/** Sums of the same columns by different groups. */
async function sumsAtOnce(
  connection: SqlConnection,
  questions: readonly Question[],
  rows: Rows,
): Promise<[Question, Answer][]> {
  const sums = questions.filter(
    (one): one is ProductsQuestion => one.kind === 'products' && one.pairs.length > 0,
  );
  const answers: [Question, Answer][] = [];
  for (const first of sums) {
    if (answers.some(([one]) => one === first)) continue;
    const alike = sums.filter(({ columns, weight }) => columns === first.columns && weight === first.weight);
    const finer = finerQuestion(alike);
    if (finer === null) continue;
    const found = await askDatabase(connection, finer, rows);
    answers.push(...alike.map((one): [Question, Answer] => [one, answerOf(one, finer, found)]));
  }
  return answers;
}
