import { InputError } from '../engine/errors.ts';
import { beginsWith, type Chunks } from './bytes.ts';

export function isGzip(start: Uint8Array): boolean {
  return beginsWith(start, '\x1f\x8b\x08');
}

/** What gzip packed. Throws InputError where the packed data are damaged or end too early. */
export async function* gunzip(packed: Chunks, source: string): Chunks {
  const reader = streamOf(packed).pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw damaged(error) ? damagedGzip(source) : error;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function streamOf(chunks: Chunks): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}

/** Pages and Node 22 throw a TypeError, Node 20 an error of zlib. */
function damaged(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof Error && 'code' in error && /^(Z_|ERR_TRAILING)/.test(String(error.code)))
  );
}

function damagedGzip(source: string): InputError {
  return new InputError(
    `data: the gzip data of ${source} are damaged or end too early; copy the file again`,
    {
      source,
    },
  );
}
