import { Type, tableFromIPC } from '@uwdata/flechette';
import type { Marks } from '../parquetBytes.ts';

/**
 * Columns that were factors (R) or categoricals (pandas, polars) before Arrow wrote them as Parquet: it leaves its schema among
 * the file's marks, with their kind and without their levels. None where the schema cannot be read: only a note hangs on it.
 */
export function factorsOf(marks: Marks): string[] {
  const packed = marks['ARROW:schema'];
  if (packed === undefined) return [];
  try {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const { fields } = tableFromIPC(bytes).schema;
    return fields.filter(({ type }) => type.typeId === Type.Dictionary).map(({ name }) => name);
  } catch {
    return [];
  }
}
