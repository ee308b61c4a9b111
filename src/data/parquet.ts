import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { InputError } from '../engine/errors.ts';
import { findFile, readFailure, systemCode } from './findFile.ts';
import { asNumbers, type Marks, marksOf, type NumberColumn, parquetBytes, readRaw } from './parquetBytes.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/** Writes columns as `parquetBytes` does, whole or not at all. Throws InputError for a path that cannot be written too. */
export async function writeParquet(path: string, columns: readonly NumberColumn[]): Promise<void> {
  await writeFileAtomically(path, parquetBytes(columns));
}

/**
 * The columns of a Parquet file of numbers, in the file's order: 32-bit integers as Int32Array, other numbers as
 * Float64Array, with NaN for null.
 * Throws InputError when there is no such file, it is not Parquet, or a column holds something else than numbers.
 */
export async function readParquet(path: string): Promise<NumberColumn[]> {
  return (await readMarkedParquet(path)).columns;
}

/** As `readParquet`, with the marks that were written beside the columns. */
export async function readMarkedParquet(
  path: string,
): Promise<{ readonly columns: NumberColumn[]; readonly marks: Marks }> {
  return reading(path, async () => {
    const { columns, marks } = await readRaw(await asyncBufferFromFile(path));
    return { columns: columns.map(asNumbers), marks };
  });
}

/** The marks alone; the columns stay unread. Throws InputError as `readParquet` does. */
export async function readParquetMarks(path: string): Promise<Marks> {
  return reading(path, async () => marksOf(await parquetMetadataAsync(await asyncBufferFromFile(path))));
}

/** What `read` makes of a file, every failure as an InputError. */
async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  await findFile(path);
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (systemCode(error) !== undefined) throw readFailure(path, error);
    throw new InputError(`data: "${path}" cannot be read as Parquet (${reason(error)})`, { path });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
