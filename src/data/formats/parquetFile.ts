import type { Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { beginsWith } from '../bytes.ts';
import { type ReadOptions, refuseSheet, refuseTextOptions } from '../readOptions.ts';
import type { ReadFormat } from './fileFormat.ts';

export const parquet: ReadFormat = {
  called: 'a Parquet file',
  begins: (start) => beginsWith(start, 'PAR1'),
  read,
};

async function read(bytes: Uint8Array, source: string, options: ReadOptions): Promise<Table> {
  refuseTextOptions(source, 'Parquet', options);
  refuseSheet(source, 'Parquet', options);
  const { parquetTable } = await import('./parquetTable.ts');
  try {
    return await parquetTable(bytes, source, options.na);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`data: ${source} cannot be read as Parquet (${reason}); it may be cut short`, {
      source,
    });
  }
}
