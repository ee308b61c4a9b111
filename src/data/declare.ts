import * as models from '../../models/glmm.ts';
import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { describeValue } from '../engine/options.ts';
import type { Cell } from './columnFromValues.ts';
import { tableFromColumns } from './tableFromColumns.ts';
import { tableFromRows } from './tableFromRows.ts';

/** What a model can be declared on: a table, rows as objects, or columns by name. */
export type Data = Table | readonly object[] | Readonly<Record<string, ArrayLike<Cell>>>;

/**
 * Declares a generalized linear mixed model. Rows and columns are made a table of, as `tableFromRows` and
 * `tableFromColumns` do.
 * Throws InputError for anything the caller can mend: the formula, the columns, the outcome, a prior, an option.
 * @example glmm('remission ~ Age + IL6 + (1 | DID)', table, { family: 'bernoulli' })
 */
export function glmm(formula: string, data: Data, options: models.GlmmOptions = {}): models.Model {
  const misplaced: unknown = typeof formula === 'string' ? null : data;
  if (typeof misplaced === 'string')
    throw new InputError(
      `glmm: the formula comes first, then the data: glmm(${describeValue(misplaced)}, data)`,
    );
  return models.glmm(formula, toTable('glmm', data), options);
}

/** A table of whatever a model can be declared on. Throws InputError for anything else, beginning with `where`. */
export function toTable(where: string, data: unknown): Table {
  if (Array.isArray(data)) return tableFromRows(data);
  if (typeof data !== 'object' || data === null || data instanceof Promise)
    throw new InputError(
      `${where}: the data must be a table (from readCsv, tableFromColumns, ...), rows as objects, or columns by name, got ${describeValue(data)}`,
    );
  return isTable(data) ? data : tableFromColumns(data as Parameters<typeof tableFromColumns>[0]);
}

const isTable = (data: object): data is Table => 'columns' in data && data.columns instanceof Map;
