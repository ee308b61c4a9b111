import type { Note } from '../../models/notes.ts';
import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { type Chunks, gather, peek } from './bytes.ts';
import { encodingOf, formatOf, textFormatOf } from './formats/formats.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { tableFromJson } from './json.ts';
import { checkReadOptions, type ReadOptions, refuseSheet, refuseTextOptions } from './readOptions.ts';
import { startReading } from './startReading.ts';

/**
 * The table in a file's bytes as they come, of whatever format its first bytes tell; gzip is unpacked first. `source` names
 * it in messages. Only files of fields are read as they come, others once they are whole.
 */
export async function tableFromChunks(
  chunks: Chunks,
  source: string,
  options: ReadOptions = {},
): Promise<Table> {
  checkReadOptions(options);
  const { start, all } = await peek(chunks);
  return isGzip(start)
    ? tableOf(await peek(gunzip(all, source)), source, options)
    : tableOf({ start, all }, source, options);
}

async function tableOf(
  { start, all }: { readonly start: Uint8Array; readonly all: Chunks },
  source: string,
  options: ReadOptions,
): Promise<Table> {
  const format = formatOf(start);
  if (format === undefined) return tableOfText(start, all, source, options);
  if ('read' in format) return format.read(await gather(all, source), source, options);
  throw new InputError(`data: ${source} is ${format.called}, which is not read; ${format.instead}`, {
    source,
  });
}

async function tableOfText(
  start: Uint8Array,
  all: Chunks,
  source: string,
  options: ReadOptions,
): Promise<Table> {
  refuseSheet(source, 'text', options);
  const encoding = encodingOf(start);
  if (textFormatOf(start) === 'json') {
    refuseTextOptions(source, 'JSON', options);
    return tableFromJson(new TextDecoder(encoding).decode(await gather(all, source)), source, options.na);
  }
  const table = await tableOfFields(all, encoding, source, options);
  return encoding === 'utf-8' ? table : { ...table, notes: [utf16Note(source), ...(table.notes ?? [])] };
}

async function tableOfFields(
  all: Chunks,
  encoding: ReturnType<typeof encodingOf>,
  source: string,
  { sheet: _, ...options }: ReadOptions,
): Promise<Table> {
  const reading = startReading(source, options);
  const decoder = new TextDecoder(encoding);
  for await (const chunk of all) reading.push(decoder.decode(chunk, { stream: true }));
  reading.push(decoder.decode());
  return reading.end();
}

function utf16Note(source: string): Note {
  return { kind: 'encoding', text: `${source} is read as UTF-16, as its first bytes say` };
}
