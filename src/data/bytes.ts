import { InputError } from '../engine/errors.ts';

/** The bytes of a file as they come. */
export type Chunks = AsyncIterable<Uint8Array>;

/** What a format is told from: more than any signature needs, less than a reading step. */
const START = 8192;

/** A file that is not read as it comes must fit into this many bytes. */
const LARGEST_WHOLE = 2 ** 31;

/** The first bytes, all there are of a short file, and the whole file again. */
export async function peek(chunks: Chunks): Promise<{ readonly start: Uint8Array; readonly all: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < START) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    seen.push(value);
    length += value.length;
  }
  return { start: join(seen, length), all: replay(seen, iterator) };
}

async function* replay(seen: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): Chunks {
  try {
    yield* seen;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** The whole file in memory. Throws InputError for one of more than 2 GB. */
export async function gather(chunks: Chunks, source: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > LARGEST_WHOLE)
      throw new InputError(`data: ${source} is larger than 2 GB, which only CSV may be; write it as CSV`, {
        source,
      });
  }
  return join(parts, length);
}

/** A plain array: a Buffer of Node's slices another way. */
function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Whether bytes begin with these, `at` bytes in; text stands for its Latin-1 codes. */
export function beginsWith(bytes: Uint8Array, signature: string, at = 0): boolean {
  if (bytes.length < at + signature.length) return false;
  for (let i = 0; i < signature.length; i++) {
    if (bytes[at + i] !== signature.charCodeAt(i)) return false;
  }
  return true;
}

/** Bytes as text in which each stands for its Latin-1 character, to search for signatures. */
export function asLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
