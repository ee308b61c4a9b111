import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Table } from '../../models/table.ts';
import { findFile, readFailure } from './findFile.ts';
import { startReading } from './startReading.ts';

/**
 * Reads a CSV file; layout, types, missing values and errors are those of `parseCsv`, and `source` is the file's name.
 * Streams, from a pipe too: beyond the table itself it holds a few megabytes.
 * Throws InputError as well when there is no such file (naming those with a similar name) or it cannot be read.
 */
export async function readCsv(path: string): Promise<Table> {
  await findFile(path);
  const reading = startReading(basename(path));
  const pieces: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 });
  try {
    for await (const piece of pieces) reading.push(piece);
    return reading.end();
  } catch (error) {
    throw readFailure(path, error);
  }
}
