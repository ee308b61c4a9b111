import { describe, expect, test } from 'vitest';
import { columnsRead } from '../../models/columnsRead.ts';
import { finerQuestion } from '../../models/sums/finer.ts';
import { sumModel } from '../../models/sums/model.ts';
import type { Answer, AnswerColumn } from '../../models/sums/questions.ts';
import { askDatabase } from '../../src/data/sql/ask.ts';
import { roundAsker } from '../../src/data/sql/askRound.ts';
import { modelFromSql } from '../../src/data/sql/modelFromSql.ts';
import { openSql } from '../../src/data/sql/open.ts';
import { findColumns } from '../../src/data/sql/readColumns.ts';
import { sizeUp } from '../../src/data/sql/readRows.ts';
import { type Rows, sourceColumns } from '../../src/data/sql/selection.ts';
import { summedFormulas, summedQuery } from './summed.ts';

/** Rows of an answer, in no order. */
const rowsOf = ({ rows, columns }: Answer): string[] =>
  Array.from({ length: rows }, (_, row) =>
    JSON.stringify(columns.map((column: AnswerColumn) => column[row])),
  ).sort();

test.each([
  ...summedFormulas,
  ['y ~ t * s + factor(a) + h + (t | g) + (s | k)', { contrasts: { h: 'sum', t: 'sum' } }],
  ['y ~ h + x + (1 | h) + (1 | g)', {}],
] as const)(
  '%s: the questions of a round asked at once have the answers of one by one',
  async (formula, options) => {
    const connection = await openSql('duckdb:');
    const source = { kind: 'query', query: summedQuery(400) } as const;
    const found = await findColumns(connection, source, columnsRead(formula, options));
    const { columns } = await sizeUp(connection, found);
    const rows: Rows = { found, columns, na: [] };
    const asking = sumModel(formula, options, { name: found.source, columns: sourceColumns(columns) });
    const askRound = roundAsker(connection, rows);
    let step = asking.next();
    while (!step.done) {
      const atOnce = await askRound(step.value);
      for (const [q, question] of step.value.entries())
        expect(rowsOf(atOnce[q]), question.kind).toEqual(
          rowsOf(await askDatabase(connection, question, rows)),
        );
      step = asking.next(atOnce);
    }
    await connection.close();
  },
);

describe('passes over the rows', () => {
  const statementsOf = async (formula: string, query = summedQuery(400)) => {
    const statements: string[] = [];
    const tell = (statement: string): number => statements.push(statement);
    const { design } = await modelFromSql('duckdb:', formula, {}, { query, tell });
    return { statements, incomplete: design.incomplete };
  };
  const [keys, ranges] = [expect.stringContaining('GROUPING SETS'), expect.stringContaining('MIN(')];
  const sums = expect.stringMatching(/SUM\(.* GROUP BY k1, k2, k3/s);

  test('of complete rows: least and largest values, levels and groups, sums, and none looks for what is missing', async () => {
    const { statements, incomplete } = await statementsOf('y ~ x + s * t + (1 | k)');
    // the first counts rows
    expect(statements.slice(1)).toEqual([ranges, keys, sums]);
    expect([statements.join().includes('IS NOT NULL'), incomplete]).toEqual([false, 0]);
  });

  test.each([
    ['NULL', 'y ~ x + s * t + (1 | g)', summedQuery(400), 4],
    [
      'NaN',
      'y ~ x + s * t + (1 | k)',
      `SELECT * REPLACE (CASE WHEN id = 'p7' THEN 'NaN' ELSE y END AS y) FROM (${summedQuery(400)})`,
      1,
    ],
  ])('of rows with %s: ranges of the complete ones besides', async (_, formula, query, missing) => {
    const { statements, incomplete } = await statementsOf(formula, query);
    expect(statements.slice(1)).toEqual([ranges, keys, ranges, sums]);
    expect(incomplete).toBe(missing);
  });
});

test('sums by many cells are asked one by one', () => {
  const of = { kind: 'arith', of: { kind: 'column', name: 'x' } } as const;
  const columns = [{ of, centre: 0, scale: 1 }];
  const asked = (by: string, cells: number) =>
    ({ kind: 'products', columns, weight: null, pairs: [[0, 1]], by: [by], cells }) as const;
  expect(finerQuestion([asked('g', 5000), asked('h', 10)])).toMatchObject({ by: ['g', 'h'], cells: 50_000 });
  expect(finerQuestion([asked('g', 5001), asked('h', 10)])).toBeNull();
  expect(finerQuestion([asked('g', 20)])).toBeNull();
});
