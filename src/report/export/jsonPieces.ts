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

type Element = number | boolean | string;

/**
 * Elements of one array as nested lists, the last dimension innermost. NaN and infinities are written NaN and Infinity, as Python
 * writes and reads them; JSON itself has none.
 */
export function* nestedPieces(
  shape: readonly number[],
  at: (index: number) => Element,
  from = 0,
): Generator<string> {
  if (shape.length <= 2) {
    yield nestedText(shape, at, from);
    return;
  }
  const [length, ...inner] = shape;
  const size = inner.reduce((product, n) => product * n, 1);
  yield '[';
  for (let i = 0; i < length; i++) {
    if (i > 0) yield ',';
    yield* nestedPieces(inner, at, from + i * size);
  }
  yield ']';
}

function nestedText(
  [length, ...inner]: readonly number[],
  at: (index: number) => Element,
  from: number,
): string {
  const size = inner.reduce((product, n) => product * n, 1);
  const part = (i: number): string =>
    inner.length === 0 ? scalar(at(from + i)) : nestedText(inner, at, from + i * size);
  return `[${Array.from({ length }, (_, i) => part(i)).join(',')}]`;
}

const scalar = (value: Element): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);
