import type { Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { beginsWith } from '../bytes.ts';
import { type Cells, tableOfCells } from '../columnFromCells.ts';
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
  return tableOfCells(source, await cellsOf(bytes, source), options.na);
}

async function cellsOf(bytes: Uint8Array, source: string): Promise<Cells[]> {
  const [{ parquetColumns }, { compressors }] = await Promise.all([
    import('./parquetColumns.ts'),
    import('hyparquet-compressors'),
  ]);
  try {
    return await parquetColumns(bytes, compressors);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`data: ${source} cannot be read as Parquet (${reason}); it may be cut short`, {
      source,
    });
  }
}
