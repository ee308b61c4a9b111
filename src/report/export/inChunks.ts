/** Characters of a piece that is worth a write of its own. */
const worthWriting = 1 << 16;

/** The same text in fewer pieces; may be read twice if `make` may be called twice. */
export function inChunks(make: () => Iterator<string>): Iterable<string> {
  return { [Symbol.iterator]: () => joined({ [Symbol.iterator]: make }) };
}

function* joined(pieces: Iterable<string>): Generator<string> {
  let waiting: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < worthWriting) continue;
    yield waiting.join('');
    [waiting, length] = [[], 0];
  }
  yield waiting.join('');
}
