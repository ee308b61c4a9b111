/** JSON of objects whose values come in pieces, so that no more than one array is text at a time. */
export type Pieces = Iterable<string>;

export function* objectPieces(entries: Iterable<readonly [key: string, value: Pieces]>): Generator<string> {
  let first = true;
  yield '{';
  for (const [key, value] of entries) {
    yield `${first ? '' : ','}\n${JSON.stringify(key)}:`;
    yield* value;
    first = false;
  }
  yield '}';
}

/**
 * Numbers of one array as nested lists, the last dimension innermost. NaN and infinities are written NaN and Infinity, as Python
 * writes and reads them; JSON itself has none.
 */
export function* nestedPieces(
  shape: readonly number[],
  at: (index: number) => number | boolean | string,
): Generator<string> {
  const [length, ...inner] = shape;
  if (inner.length === 0) {
    yield `[${Array.from({ length }, (_, i) => scalar(at(i))).join(',')}]`;
    return;
  }
  const size = inner.reduce((product, n) => product * n, 1);
  yield '[';
  for (let i = 0; i < length; i++) {
    if (i > 0) yield ',';
    yield* nestedPieces(inner, (index) => at(i * size + index));
  }
  yield ']';
}

const scalar = (value: number | boolean | string): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);
