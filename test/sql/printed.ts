import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { GlmmOptions } from '../../models/glmm.ts';
import { type SumsOptions, statementsForSums } from '../../src/data/sql/printed/modelFromSums.ts';

/** Runs a statement and saves its result, under this path with an ending. */
export type SaveResult = (path: string, statement: string) => Promise<void>;

/** As somebody would: statements are printed, run, their results saved, until none is needed. The files, round by round. */
export async function answerAll(
  folder: string,
  formula: string,
  options: GlmmOptions,
  which: SumsOptions & { readonly dialect: string },
  save: SaveResult,
): Promise<string[][]> {
  mkdirSync(folder, { recursive: true });
  const rounds: string[][] = [];
  for (;;) {
    const { statements } = await statementsForSums(folder, formula, options, which);
    if (statements.length === 0) return rounds;
    rounds.push(statements.map(({ name }) => name));
    for (const { name, text } of statements) await save(join(folder, name), text);
  }
}

/** A DuckDB in memory that saves results itself. */
export async function duckdbSaver(ending: 'csv' | 'parquet' = 'csv'): Promise<SaveResult> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const how = ending === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet';
  return async (path, statement) => {
    await connection.run(`COPY (${statement}) TO '${path}.${ending}' (${how})`);
  };
}
