import { type Worded, worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';

const WINDOW = 72;

/** Characters as a reader counts them, not UTF-16 units, so that carets stay under what they point at. */
function charactersBefore(text: string, at: number): number {
  return Array.from(text.slice(0, at)).length;
}

/** The part of a long formula round the caret, dots where it was cut, and the caret's place in it. */
function windowRound(characters: readonly string[], column: number): { line: string; caret: number } {
  if (characters.length <= WINDOW) return { line: characters.join(''), caret: column };
  const from = Math.max(0, Math.min(column - WINDOW / 2, characters.length - WINDOW));
  const to = Math.min(characters.length, from + WINDOW);
  const before = from > 0 ? '...' : '';
  const after = to < characters.length ? '...' : '';
  return { line: before + characters.slice(from, to).join('') + after, caret: column - from + before.length };
}

/**
 * An error about one place of a formula, or of what `where` says: the message, the column, the text and a caret.
 * `at` is an offset into `text`; `text.length` points just past the end. `details` has formula and 1-based column.
 */
export function formulaError(
  text: string,
  at: number,
  message: string | Worded,
  where = 'formula',
): InputError {
  const column = charactersBefore(text, at);
  const { line, caret } = windowRound(Array.from(text.replace(/\s/gu, ' ').trimEnd()), column);
  const picture = `  ${line}\n  ${' '.repeat(caret)}^`;
  return new InputError(worded`${where}: ${message} at column ${column + 1}\n${picture}`, {
    formula: text,
    column: column + 1,
  });
}
