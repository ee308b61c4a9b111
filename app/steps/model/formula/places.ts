import { sentence } from '../../../texts/index.ts';

/** A place in a text, as offsets. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** The offset of a 1-based column that counts characters as readers do. */
export function offsetOf(text: string, column: number): number {
  return Array.from(text)
    .slice(0, column - 1)
    .join('').length;
}

/**
 * Where in a formula an error is, by its details: the column of a formula, or a column of the table that the formula names; null
 * where it has no place in this text.
 */
export function placeOfError(text: string, details: unknown): Place | null {
  if (typeof details !== 'object' || details === null) return null;
  const { formula, column } = details as { formula?: unknown; column?: unknown };
  if (typeof column === 'number' && typeof formula === 'string') {
    if (!text.startsWith(formula.trimEnd())) return null;
    const from = offsetOf(text, column);
    return { from, to: from + wordAt(text, from) };
  }
  return typeof column === 'string' ? placeOfName(text, column) : null;
}

/** Of a word or a name in backquotes the whole, of others a character. */
function wordAt(text: string, from: number): number {
  const found = /^(?:`[^`]*`|[\p{L}\p{M}\p{N}._]+)/u.exec(text.slice(from))?.[0];
  return found?.length ?? Math.min(1, text.length - from);
}

function placeOfName(text: string, name: string): Place | null {
  for (const { 0: token, index } of text.matchAll(/`[^`]*`|[\p{L}\p{M}\p{N}._]+/gu))
    if (token === name || token === `\`${name}\``) return { from: index, to: index + token.length };
  return null;
}

/** A message without the picture of its place that follows it in a terminal. */
export function messageAlone(message: string): string {
  return sentence(
    message
      .split('\n  ')[0]
      .replace(/ at column \d+\.?$/u, '')
      .replace(/,$/u, ''),
  );
}
