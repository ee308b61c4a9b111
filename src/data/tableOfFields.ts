import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { checkHeader } from './checkHeader.ts';
import type { CsvOptions } from './csvOptions.ts';
import { missingTest, trimField } from './fields.ts';
import { appendFields, finishColumn, growingColumn } from './growingColumn.ts';

/** Fields by column, and the 1-based line each row stands on. */
export interface Fields {
  readonly names: readonly string[];
  readonly columns: readonly (readonly string[])[];
  readonly lines: Int32Array;
}

/** The table of fields that need no splitting, typed as `parseCsv` types those of a text. */
export function tableOfFields(
  source: string,
  { names, columns, lines }: Fields,
  { na = [] }: CsvOptions,
): Table {
  const header = checkHeader(names.map(trimField), source);
  if (lines.length === 0) throw new InputError(`data: ${source} has a header and no rows`, { source });
  const marks = { isMissing: missingTest(na), decimal: '.' as const };
  const typed = columns.map(
    (fields): Column => finishColumn(appendFields(growingColumn(), fields.map(trimField), marks)),
  );
  return { source, rows: lines.length, columns: new Map(header.map((name, j) => [name, typed[j]])), lines };
}
