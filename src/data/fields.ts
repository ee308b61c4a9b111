import { rearm } from './formulaCells.ts';

/**
 * What one text field of a file means: nothing, a truth value or a word; numbers are read by `parseNumber`. All but
 * `trimField` take it trimmed.
 */

const BOOLEANS: ReadonlyMap<string, number> = new Map([
  ['TRUE', 1],
  ['true', 1],
  ['True', 1],
  ['FALSE', 0],
  ['false', 0],
  ['False', 0],
]);

/**
 * Drops the spaces round a field, the quotes of one that was quoted behind a space, `1, "a b"`, and the apostrophe that
 * keeps spreadsheets from running it (see `rearm`).
 */
export function trimField(field: string): string {
  const trimmed = withoutSpaces(field);
  return trimmed.startsWith("'") ? rearm(trimmed) : trimmed;
}

function withoutSpaces(field: string): string {
  const trimmed = field.trim();
  if (trimmed.length === field.length) return field;
  const quotedLate = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return quotedLate ? trimmed.slice(1, -1).replaceAll('""', '"').trim() : trimmed;
}

/** Whether a field is missing: nothing between the delimiters, NA (R), NaN (JavaScript, NumPy), or one of `others`. */
export function missingTest(others: readonly string[]): (field: string) => boolean {
  const marks = new Set(others.map((mark) => mark.trim()));
  const isUsual = (field: string): boolean => field.length === 0 || field === 'NA' || field === 'NaN';
  return marks.size === 0 ? isUsual : (field) => isUsual(field) || marks.has(field);
}

/** 1 or 0 for TRUE, true, True and their opposites; undefined for anything else, T and F included. */
export function parseBoolean(field: string): number | undefined {
  return BOOLEANS.get(field);
}
