import type { Table } from '../../models/table.ts';
import { formatCsvPieces } from './formatCsv.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/** Writes the table as CSV (see `formatCsv`), whole or not at all. Throws InputError when the path cannot be written. */
export async function writeCsv(table: Table, path: string): Promise<void> {
  await writeFileAtomically(path, formatCsvPieces(table));
}
