import type { Answer, AnsweredQuestions, SummedSource } from '../../models/sums/questions.ts';
import { asNumbers, fileOfBytes, type Marks, parquetBytes, readRaw } from './parquetBytes.ts';

/** Where stands among the file's marks what is no number. */
const headerKey = 'poolwise.sums';

interface Header {
  readonly source: SummedSource;
  /** Of each answer: its rows, and of each column its texts, or null where they are numbers of the file. */
  readonly answers: readonly {
    readonly rows: number;
    readonly columns: readonly (readonly string[] | null)[];
  }[];
}

/** Answers of a database as one Parquet file: a column of all their numbers, one after the other. */
export function sumsParquet({ source, answers }: AnsweredQuestions, marks: Marks = {}): Uint8Array {
  const columns = answers.flatMap((answer) => answer.columns);
  const numbers = columns.filter((column) => column instanceof Float64Array);
  const values = new Float64Array(numbers.reduce((n, column) => n + column.length, 0));
  let at = 0;
  for (const column of numbers) {
    values.set(column, at);
    at += column.length;
  }
  const header: Header = {
    source,
    answers: answers.map(({ rows, columns: own }) => ({
      rows,
      columns: own.map((column) => (column instanceof Float64Array ? null : column)),
    })),
  };
  return parquetBytes([{ name: 'number', values }], { ...marks, [headerKey]: JSON.stringify(header) });
}

/** The other way round, with the file's other marks. Rejects with any error where the bytes are no such file. */
export async function sumsOfParquet(
  bytes: Uint8Array,
): Promise<{ readonly summed: AnsweredQuestions; readonly marks: Marks }> {
  const { columns, marks } = await readRaw(fileOfBytes(bytes));
  const { values } = asNumbers(columns[0]);
  const { source, answers } = JSON.parse(marks[headerKey]) as Header;
  let at = 0;
  const take = (rows: number): Float64Array => {
    at += rows;
    return Float64Array.from(values.subarray(at - rows, at));
  };
  const read = answers.map(
    ({ rows, columns: own }): Answer => ({
      rows,
      columns: own.map((texts) => texts ?? take(rows)),
    }),
  );
  return { summed: { source, answers: read }, marks };
}
