import type { Table } from '../../../models/table.ts';
import { mergeRows } from './mergeRows.ts';
import { openSql } from './open.ts';
import { findColumns } from './readColumns.ts';
import { type RowsForecast, readRows } from './readRows.ts';
import { sourceOf } from './source.ts';

/** Of `readSql`: which rows and columns. */
export interface ReadSqlOptions {
  /** A table or view, `schema.table`; or `query`. */
  readonly table?: string | undefined;
  /** One SELECT. */
  readonly query?: string | undefined;
  /** The columns to read, and no others. */
  readonly columns: Iterable<string>;
  /** Texts that mean missing, beside NULL. */
  readonly na?: readonly string[];
  /**
   * Merge equal rows by a GROUP BY where that pays: the table has `counts`, and models of it are those of all rows, but cannot be asked
   * about single ones. Rows are read as they are if left out.
   */
  readonly merge?: boolean;
  /** With `merge`: what becomes of incomplete rows; 'drop' if left out. */
  readonly missing?: 'drop' | 'error';
  /** Told what reading will take before the first row; may throw. */
  readonly admit?: (forecast: RowsForecast) => void;
}

/**
 * Reads rows of a database into a table: `duckdb:FILE` by the package @duckdb/node-api, `postgres://USER@HOST/DATABASE` by pg, in
 * a transaction that cannot write. NULL is missing, whole numbers beyond 2^53 are text.
 * Throws InputError for a package that is missing, a server that does not answer, a table or column that is not there, a query
 * that is no SELECT, and no rows.
 * @example await readSql('duckdb:registry.duckdb', { table: 'visits', columns: ['mobility', 'Age', 'DID'] })
 */
export async function readSql(address: string, options: ReadSqlOptions): Promise<Table> {
  const { na = [], admit = () => undefined } = options;
  const source = sourceOf(options.table, options.query);
  const connection = await openSql(address);
  try {
    const reading = { connection, found: await findColumns(connection, source, options.columns), na, admit };
    const merged = options.merge === true ? await mergeRows(reading, options.missing ?? 'drop') : null;
    if (merged?.table) return merged.table;
    const table = await readRows(reading);
    return merged === null ? table : { ...table, notes: merged.notes ?? [] };
  } finally {
    await connection.close();
  }
}
