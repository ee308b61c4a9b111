import { columnsRead, needsSingleRows } from '../../../models/columnsRead.ts';
import { type GlmmOptions, glmm, type Model } from '../../../models/glmm.ts';
import type { Table } from '../../../models/table.ts';
import { mergeRows } from './mergeRows.ts';
import { openSql } from './open.ts';
import { findColumns } from './readColumns.ts';
import { type Reading, readRows } from './readRows.ts';
import type { ReadSqlOptions } from './readSql.ts';
import { sourceOf } from './source.ts';
import { sumRows } from './sumSql.ts';
import { told } from './told.ts';

/** Of `modelFromSql`: which rows; the model says which columns. */
export interface ModelFromSqlOptions extends Pick<ReadSqlOptions, 'table' | 'query' | 'na' | 'admit'> {
  /** Read the rows one by one, whatever could be made of them in the database; false if left out. */
  readonly rows?: boolean;
  /** Told every statement before it is sent. */
  readonly tell?: (statement: string) => void;
}

/**
 * `glmm(formula, rows, options)` of rows in a database, which come here only where they must: of a gaussian model the sums of products are
 * made there, equal rows of other models are merged there, and else rows are read, of the columns of the model alone; notes say which.
 * Throws InputError as `readSql` and `glmm` do.
 * @example await modelFromSql('duckdb:registry.duckdb', 'mobility ~ Age + (1 | DID)', {}, { table: 'visits' })
 */
export async function modelFromSql(
  address: string,
  formula: string,
  options: GlmmOptions,
  { table, query, na = [], rows = false, admit = () => undefined, tell }: ModelFromSqlOptions,
): Promise<Model> {
  const source = sourceOf(table, query);
  const opened = await openSql(address);
  const connection = tell === undefined ? opened : told(opened, tell);
  try {
    const found = await findColumns(connection, source, columnsRead(formula, options));
    const reading: Reading = { connection, found, na, admit };
    if (rows) return glmm(formula, await readRows(reading), options);
    const summed = await sumRows(reading, formula, options);
    if ('model' in summed) return summed.model;
    const read = await mergedOrWhole(reading, formula, options);
    const notes = [...noteOf(summed.why), ...(read.notes ?? [])];
    return glmm(formula, { ...read, notes }, options);
  } finally {
    await connection.close();
  }
}

/** Why there are no sums, where that is news. */
function noteOf(why: string | null): NonNullable<Table['notes']> {
  return why === null ? [] : [{ kind: 'database', text: `no sums were made in the database: ${why}` }];
}

/** Equal rows merged, where that pays and nothing is said of single ones. */
async function mergedOrWhole(
  reading: Reading,
  formula: string,
  { residual, missing }: GlmmOptions,
): Promise<Table> {
  if (residual !== undefined || needsSingleRows(formula)) return readRows(reading);
  const merged = await mergeRows(reading, missing ?? 'drop');
  if (merged.table !== null) return merged.table;
  return { ...(await readRows(reading)), notes: merged.notes ?? [] };
}
