import type { GlmmOptions, Model } from '../../models/glmm.ts';
import { modelFromSql } from '../data/sql/modelFromSql.ts';
import { modelFromSums, statementsForSums } from '../data/sql/printed/modelFromSums.ts';
import { admit } from './limits.ts';
import type { ModelOptions } from './modelOptions.ts';

/** The model of rows of a database, which come here only where they must. */
export function modelOfSql(
  address: string,
  formula: string,
  given: GlmmOptions,
  options: ModelOptions,
): Promise<Model> {
  const { table, query, na, rows, printSql } = options;
  return modelFromSql(address, formula, given, {
    ...{ table, query, na },
    rows: rows === true,
    ...(printSql === true ? { tell: (text) => process.stderr.write(`${text}\n`) } : {}),
    admit: ({ rows: many, columns, seconds, bytes }) =>
      admit(
        { phase: `reading ${many.toLocaleString('en')} rows of ${columns} columns`, seconds, bytes },
        'say fewer rows with --query',
        options,
      ),
  });
}

/** The model of results that are in a folder. */
export function modelOfSums(
  folder: string,
  formula: string,
  given: GlmmOptions,
  { table, query, na }: ModelOptions,
): Promise<Model> {
  return modelFromSums(folder, formula, given, { table, query, na });
}

/** What to do next: the statements whose results a folder lacks, each under the name of its result. */
export async function statementsText(
  folder: string,
  formula: string,
  given: GlmmOptions,
  { table, query, na, dialect = '' }: ModelOptions,
): Promise<string> {
  const { statements, why } = await statementsForSums(folder, formula, given, { table, query, na, dialect });
  if (statements.length === 0)
    return `-- ${folder} has all results; leave --print-sql and --dialect out to fit\n`;
  const merged = why === null ? [] : [`-- no sums, since ${why}: equal rows are merged`];
  const head = [
    `-- run each statement, save its result with a header under its name, as CSV (or .parquet), then ask again`,
    ...merged,
  ];
  return [
    ...head.map((line) => line.replaceAll('\n', ' ')),
    ...statements.map(({ name, text }) => `-- ${folder.replaceAll('\n', ' ')}/${name}.csv\n${text};`),
  ]
    .join('\n')
    .concat('\n');
}
