import type { Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { describeValue } from '../engine/options.ts';
import type { Chunks } from './bytes.ts';
import type { ReadOptions } from './readOptions.ts';
import { tableFromChunks } from './tableFromChunks.ts';

/** Bytes a piece at most, so that what is made of one is soon let go. */
const PIECE = 1 << 18;

/** Milliseconds of reading after which others have their turn, where somebody may want to stop it. */
const PATIENCE = 100;

/** What `tableFromBytes` takes besides the bytes. */
export interface BytesOptions extends ReadOptions {
  /** What messages call the data, such as the name of a file that was dropped on a page; it decides nothing. */
  readonly name?: string;
  /**
   * Called with the number of bytes taken so far, once a piece: those of a file of fields are then read, those of other formats
   * are read once all are there.
   */
  readonly onProgress?: (bytes: number) => void;
  /** Gives up between two pieces: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The table in the bytes of a file, in a page and in Node: formats, options and errors are those of `readTable`. Of a Blob, such as
 * a file that was dropped on a page, or of a stream, a file of fields is never in memory as a whole.
 * @example tableFromBytes(file, { name: file.name })
 */
export async function tableFromBytes(
  bytes: Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>,
  options: BytesOptions = {},
): Promise<Table> {
  const { name = 'bytes', onProgress = () => {}, signal, ...how } = options;
  return tableFromChunks(told(piecesOf(bytes), onProgress, signal), name, how);
}

function piecesOf(bytes: unknown): Chunks {
  if (bytes instanceof Uint8Array || bytes instanceof ArrayBuffer) return slices(new Uint8Array(bytes));
  if (bytes instanceof Blob) return streamed(bytes.stream());
  if (bytes instanceof ReadableStream) return streamed(bytes);
  throw new InputError(
    `tableFromBytes: expected a Uint8Array, an ArrayBuffer, a Blob or a stream, got ${describeValue(bytes)}; for text use parseCsv`,
  );
}

async function* slices(bytes: Uint8Array): Chunks {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** By its reader: not every browser can walk a stream. */
async function* streamed(stream: ReadableStream<Uint8Array>): Chunks {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield* slices(next.value);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* told(
  chunks: Chunks,
  onProgress: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Chunks {
  let bytes = 0;
  let since = performance.now();
  for await (const chunk of chunks) {
    if (signal !== undefined && performance.now() - since > PATIENCE) {
      await new Promise((resolve) => setTimeout(resolve)); // what aborts the signal needs a turn of its own
      since = performance.now();
    }
    signal?.throwIfAborted();
    yield chunk;
    bytes += chunk.length;
    onProgress(bytes);
  }
  signal?.throwIfAborted();
}
