import type { Table } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { beginsWith } from '../bytes.ts';
import { type Cells, tableOfCells } from '../columnFromCells.ts';
import { type ReadOptions, refuseSheet, refuseTextOptions } from '../readOptions.ts';
import type { ReadFormat } from './fileFormat.ts';

/** Arrow's files (Feather of the second version) and streams. */
export const arrow: ReadFormat = {
  called: 'an Arrow file',
  begins: (start) => beginsWith(start, 'ARROW1') || beginsWith(start, '\xff\xff\xff\xff'),
  read,
};

async function read(bytes: Uint8Array, source: string, options: ReadOptions): Promise<Table> {
  refuseTextOptions(source, 'Arrow', options);
  refuseSheet(source, 'Arrow', options);
  return tableOfCells(source, await cellsOf(bytes, source), options.na);
}

async function cellsOf(bytes: Uint8Array, source: string): Promise<Cells[]> {
  const { arrowColumns } = await import('./arrowColumns.ts');
  try {
    return arrowColumns(bytes);
  } catch (error) {
    throw new InputError(`data: ${source} cannot be read as Arrow${reasonOf(error)}; it may be cut short`, {
      source,
    });
  }
}

/** Of bytes that make no sense the reader falls over its own values, which says nothing to anybody. */
function reasonOf(error: unknown): string {
  return error instanceof Error && !(error instanceof TypeError) ? ` (${error.message})` : '';
}
