import { type Compressors, type DecodedArray, parquetScan, parquetSchema } from 'hyparquet';
import type { Cells } from '../columnFromCells.ts';

/** Every column of a Parquet file in memory, whole. Rejects with any error where the bytes are no such file. */
export async function parquetColumns(bytes: Uint8Array, compressors: Compressors): Promise<Cells[]> {
  const slice = (start: number, end?: number) => bytes.slice(start, end).buffer as ArrayBuffer;
  const scan = await parquetScan({ file: { byteLength: bytes.byteLength, slice }, compressors });
  const columns: Cells[] = [];
  for (const { element } of parquetSchema(scan.metadata).children) {
    const parts: DecodedArray[] = [];
    for (const range of scan.ranges) parts.push(await scan.readColumn({ column: element.name, ...range }));
    columns.push([element.name, joinParts(parts)]);
  }
  return columns;
}

function joinParts(parts: readonly DecodedArray[]): ArrayLike<unknown> {
  if (parts.length === 1) return parts[0];
  return parts.every((part) => part instanceof Float64Array)
    ? Float64Array.from(parts.flatMap((part) => Array.from(part as Float64Array)))
    : parts.flatMap((part) => Array.from(part as ArrayLike<unknown>));
}
