import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Table } from '../../models/table.ts';
import { findFile, readFailure } from './findFile.ts';
import { parseCsv } from './parseCsv.ts';
import { startReading } from './startReading.ts';

/**
 * Reads a CSV file; layout, types, missing values and errors are those of `parseCsv`, and `source` is the file's name.
 * Streams: beyond the table itself it holds a few megabytes. A file with a column whose text begins late, after a
 * quarter megabyte of numbers, is read twice; a pipe, which cannot be, is held whole.
 * Throws InputError as well when there is no such file (naming those with a similar name) or it cannot be read.
 */
export async function readCsv(path: string): Promise<Table> {
  const source = basename(path);
  const kind = await findFile(path);
  try {
    if (kind === 'pipe') return parseCsv(await readFile(path, 'utf8'), source);
    let asText: ReadonlySet<number> = new Set();
    for (;;) {
      const outcome = await readOnce(path, source, asText);
      if ('columns' in outcome) return outcome;
      asText = new Set([...asText, ...outcome]);
    }
  } catch (error) {
    throw readFailure(path, error);
  }
}

async function readOnce(path: string, source: string, asText: ReadonlySet<number>) {
  const reading = startReading(source, asText);
  const pieces: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 });
  for await (const piece of pieces) reading.push(piece);
  return reading.end();
}
