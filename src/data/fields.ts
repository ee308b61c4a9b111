/** What one text field of a file means: nothing, a number, a truth value or a word. All but `trimField` take it trimmed. */

const BOOLEANS: ReadonlyMap<string, number> = new Map([
  ['TRUE', 1],
  ['true', 1],
  ['True', 1],
  ['FALSE', 0],
  ['false', 0],
  ['False', 0],
]);

const INFINITE = /^[+-]?inf(inity)?$/i;
const DIGITS_ONLY = /^[+-]?\d+$/;

/** Drops the spaces round a field, and the quotes of one that was quoted behind a space: `1, "a b"`. */
export function trimField(field: string): string {
  const trimmed = field.trim();
  if (trimmed.length === field.length) return field;
  const quotedLate = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return quotedLate ? trimmed.slice(1, -1).replaceAll('""', '"').trim() : trimmed;
}

/** Nothing between the delimiters, NA (R) or NaN (JavaScript, NumPy). */
export function isMissing(field: string): boolean {
  return field.length === 0 || field === 'NA' || field === 'NaN';
}

/** 1 or 0 for TRUE, true, True and their opposites; undefined for anything else, T and F included. */
export function parseBoolean(field: string): number | undefined {
  return BOOLEANS.get(field);
}

/**
 * The decimal number a field spells, or undefined when it is text.
 * Read as numbers: 12, -3, +.5, 5., 1e5, 007 (seven), Inf, -inf, Infinity (the model says no to them, not the reader).
 * Read as text: 1,5 and 1_000, hexadecimal 0x1F, and whole numbers that a double would round, such as 9007199254740993:
 * they are identifiers, and rounding would merge two of them without a word.
 */
export function parseNumber(field: string): number | undefined {
  const value = Number(field);
  if (Number.isNaN(value)) return parseInfinite(field);
  if (hasRadixPrefix(field)) return undefined;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER && DIGITS_ONLY.test(field) && String(value) !== field) {
    return undefined;
  }
  return value;
}

function parseInfinite(field: string): number | undefined {
  if (!INFINITE.test(field)) return undefined;
  return field.startsWith('-') ? -Infinity : Infinity;
}

/** Number() also takes 0x1F, 0b1 and 0o7: a zero followed by a letter other than the e of 0e5. */
function hasRadixPrefix(field: string): boolean {
  if (field.charCodeAt(0) !== 48) return false;
  const letter = field.charCodeAt(1) | 32;
  return letter === 120 || letter === 98 || letter === 111;
}
