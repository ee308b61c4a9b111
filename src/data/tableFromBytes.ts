import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { describeValue } from '../engine/options.ts';
import type { Chunks } from './bytes.ts';
import type { ReadOptions } from './readOptions.ts';
import { tableFromChunks } from './tableFromChunks.ts';

/** Bytes a piece, as a file is read. */
const PIECE = 1 << 18;

/** What `tableFromBytes` takes besides the bytes. */
export interface BytesOptions extends ReadOptions {
  /** What messages call the data, such as the name of a file that was dropped on a page; it decides nothing. */
  readonly name?: string;
}

/**
 * The table in the bytes of a file, in a page and in Node: formats, options and errors are those of `readTable`.
 * @example tableFromBytes(await file.arrayBuffer(), { name: file.name })
 */
export async function tableFromBytes(
  bytes: Uint8Array | ArrayBuffer,
  options: BytesOptions = {},
): Promise<Table> {
  if (!(bytes instanceof Uint8Array || bytes instanceof ArrayBuffer))
    throw new InputError(
      `tableFromBytes: expected a Uint8Array or an ArrayBuffer, got ${describeValue(bytes)}; for text use parseCsv`,
    );
  const { name = 'bytes', ...how } = options;
  return tableFromChunks(pieces(new Uint8Array(bytes)), name, how);
}

async function* pieces(bytes: Uint8Array): Chunks {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
