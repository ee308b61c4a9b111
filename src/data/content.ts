/** What a file is to hold: text or bytes, in one piece or several. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/** The bytes of it. */
export function contentBytes(content: Content): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const bytesOf = (piece: string | Uint8Array): Uint8Array =>
    typeof piece === 'string' ? encoder.encode(piece) : piece;
  const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
  return joined(Array.from(pieces, bytesOf));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
