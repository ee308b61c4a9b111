import { compressors } from 'hyparquet-compressors';
import type { Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { type Cells, tableOfCells } from '../columnFromCells.ts';
import { fileOfBytes, type RawColumn, readRaw } from '../parquetBytes.ts';
import { isOwnTable, tableOfParquet } from '../tableParquet.ts';
import { factorsOf } from './arrowSchema.ts';

/**
 * The table of a Parquet file in memory: one that poolwise wrote is as it was, another's columns are typed by what they hold.
 * Throws InputError as `tableOfCells` does, any other error where the bytes are no such file.
 */
export async function parquetTable(
  bytes: Uint8Array,
  source: string,
  na?: readonly string[],
): Promise<Table> {
  const { columns, marks } = await readRaw(fileOfBytes(bytes), compressors);
  if (isOwnTable(marks)) {
    if (na !== undefined && na.length > 0) throw alreadyRead(source);
    return (await tableOfParquet(bytes)).table;
  }
  const table = tableOfCells(source, columns.map(cellsOf), na);
  const factors = factorsOf(marks).filter((name) => table.columns.get(name)?.kind === 'factor');
  if (factors.length === 0) return table;
  const text = `the levels of ${factors.join(', ')} are sorted, since Parquet keeps no order of them`;
  return { ...table, notes: [{ kind: 'levels', text }] };
}

function cellsOf({ name, parts }: RawColumn): Cells {
  if (parts.length === 1) return [name, parts[0]];
  return [name, parts.flatMap((part) => Array.from(part as ArrayLike<unknown>))];
}

function alreadyRead(source: string): InputError {
  return new InputError(
    `data: ${source} is a table that poolwise has read, whose missing values are settled; leave na out`,
    { source },
  );
}
