import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Table } from '../../models/table.ts';
import type { CsvOptions } from './csvOptions.ts';
import { findFile, readFailure } from './findFile.ts';
import { startReading } from './startReading.ts';

/**
 * Reads a CSV file; layout, types, missing values, options and errors are those of `parseCsv`, and `source` is the
 * file's name. The path "-" is standard input; a file of that name is "./-".
 * Streams, from a pipe too: beyond the table itself it holds a few megabytes.
 * Throws InputError as well when there is no such file (naming those with a similar name) or it cannot be read.
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Table> {
  const input = path === '-';
  if (!input) await findFile(path);
  const reading = startReading(input ? 'standard input' : basename(path), options);
  // descriptor 0 and not process.stdin, which is empty in a worker thread, where the command runs
  const source = input ? { fd: 0, autoClose: false } : {};
  const pieces: AsyncIterable<string> = createReadStream(path, {
    encoding: 'utf8',
    highWaterMark: 1 << 18,
    ...source,
  });
  try {
    for await (const piece of pieces) reading.push(piece);
    return reading.end();
  } catch (error) {
    throw readFailure(path, error);
  }
}
