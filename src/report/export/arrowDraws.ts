import type { Column } from '@uwdata/flechette';
import type { Draws } from '../../../models/posterior/draws.ts';
import { drawColumns } from './drawColumns.ts';

/** Draws as an Arrow file, a row each: what `drawColumns` has, integers of 32 bits and doubles, none of them null. */
export async function arrowDraws(draws: Draws): Promise<Uint8Array> {
  const { float64, int32, tableFromColumns, columnFromArray, tableToIPC } = await import('@uwdata/flechette');
  const columns = drawColumns(draws).map(({ name, values }): [string, Column<number>] => {
    const type = values instanceof Int32Array ? int32() : float64();
    return [name, columnFromArray(values, type)];
  });
  const bytes = tableToIPC(tableFromColumns(columns), { format: 'file' });
  if (bytes === null) throw new Error('flechette wrote no bytes');
  return bytes;
}
