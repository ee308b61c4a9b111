import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Table } from '../../models/table.ts';
import { findFile, readFailure } from './findFile.ts';
import type { ReadOptions } from './readOptions.ts';
import { tableFromChunks } from './tableFromChunks.ts';

/**
 * Reads a file of any format that docs/data.md lists, told from its content and not from its name. The path "-" is standard
 * input; a file of that name is "./-". Notes of the table say what was settled without asking.
 * Throws InputError on a missing file (naming those with a similar name), a format that is recognised and not read, a file
 * that is damaged or cut short, no rows, and options that do not go with the format.
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const input = path === '-';
  if (!input) await findFile(path);
  // descriptor 0 and not process.stdin, which is empty in a worker thread, where the command runs
  const from = input ? { fd: 0, autoClose: false } : {};
  const stream = createReadStream(path, { highWaterMark: 1 << 18, ...from });
  const chunks: AsyncIterable<Uint8Array> = stream;
  try {
    return await tableFromChunks(chunks, input ? 'standard input' : basename(path), options);
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    stream.destroy();
  }
}
