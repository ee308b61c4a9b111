import type { Answer, AnswerColumn, Question } from '../../../models/sums/questions.ts';
import { InputError } from '../../engine/errors.ts';
import type { SqlConnection } from './connection.ts';
import { drivenStatement, type Rows, selectionOf } from './selection.ts';
import { parameterWriter, type Selection, type Writer } from './statement.ts';

/** More rows than this are no answer: every level of a group has effects that are drawn and kept. */
const mostRows = 5_000_000;

/** Asks a database. */
export async function askDatabase(
  connection: SqlConnection,
  question: Question,
  rows: Rows,
): Promise<Answer> {
  const writer = parameterWriter(connection.dialect);
  const answer = await askSelection(connection, selectionOf(question, rows, writer), writer, mostRows);
  if (answer === null) throw tooManyGroups(question);
  return answer;
}

/** Null where there are more rows than `most`. */
export async function askSelection(
  connection: SqlConnection,
  selection: Selection,
  writer: Writer,
  most: number,
): Promise<Answer | null> {
  const statement = drivenStatement(selection, writer);
  let count = 0;
  const parts: (Float64Array[] | string[])[] = [];
  for await (const batch of connection.read(statement)) {
    if (count + batch.rows > most) return null;
    batch.columns.forEach((cells, c) => {
      const isText = selection.columns[c]?.as === 'text';
      if (isText) {
        parts[c] ??= [] as string[];
        for (let i = 0; i < batch.rows; i++) (parts[c] as string[]).push(String(cells[i]));
        return;
      }
      parts[c] ??= [] as Float64Array[];
      (parts[c] as Float64Array[]).push(
        Float64Array.from({ length: batch.rows }, (_, i) => Number(cells[i] ?? Number.NaN)),
      );
    });
    count += batch.rows;
  }
  return { rows: count, columns: parts.map((part) => joined(part, count)) };
}

function joined(part: Float64Array[] | string[], count: number): AnswerColumn {
  if (typeof part[0] === 'string') return part as string[];
  const values = new Float64Array(count);
  let at = 0;
  for (const one of part as Float64Array[]) {
    values.set(one, at);
    at += one.length;
  }
  return values;
}

function tooManyGroups(question: Question): InputError {
  const groups = question.kind === 'products' || question.kind === 'neighbours' ? question.by : null;
  const what = groups === null ? question.kind : groups.join(' and ');
  return new InputError(
    `sql: ${what} ${groups === null ? 'have' : 'has'} more than ${mostRows.toLocaleString('en')} levels; of a group every level's effects are drawn and kept; take coarser groups, or leave it out`,
  );
}
