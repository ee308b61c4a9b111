import type { DecimalMark, NumberColumn, SpeltCells } from './table.ts';

const INFINITE = /^[+-]?inf(inity)?$/i;
/** Decimals without an exponent, without zeros that could be left out. */
const BARE = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
/** A decimal of at most 15 digits is the shortest one that reads as its double, so it is how that double prints. */
const SURE_DIGITS = 15;
/** Smaller numbers print with an exponent. */
const LEAST_BARE = 1e-6;

/**
 * The decimal number a trimmed text spells, or undefined when it is text.
 * Numbers: 12, -3, +.5, 5., 1e5, 007 (seven), Inf, -inf, Infinity (the model says no to them, not the reader), and
 * digits beyond what a double holds, rounded; a column keeps their spelling.
 * Text: 1_000, hexadecimal 0x1F, and 1,5 or, where the mark is a comma, 1.5.
 */
export function parseNumber(text: string, mark: DecimalMark = '.'): number | undefined {
  if (mark === ',') return text.includes('.') ? undefined : parseNumber(text.replace(',', '.'));
  const value = Number(text);
  if (Number.isNaN(value)) return parseInfinite(text);
  return text.length === 0 || hasRadixPrefix(text) ? undefined : value;
}

function parseInfinite(text: string): number | undefined {
  if (!INFINITE.test(text)) return undefined;
  return text.startsWith('-') ? -Infinity : Infinity;
}

/** Number() also takes 0x1F, 0b1 and 0o7: a zero followed by a letter other than the e of 0e5. */
function hasRadixPrefix(text: string): boolean {
  if (text.charCodeAt(0) !== 48) return false;
  const letter = text.charCodeAt(1) | 32;
  return letter === 120 || letter === 98 || letter === 111;
}

/** A number in the fewest digits that read back the same, -0 among them; infinite ones are Inf and -Inf, as R has it. */
export function printNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return value > 0 ? 'Inf' : '-Inf';
}

/** Whether `text`, which spells `value`, is how `value` prints. Told by the digits alone where they are few. */
export function isAsPrinted(text: string, value: number): boolean {
  if (text.length <= SURE_DIGITS && Math.abs(value) >= LEAST_BARE && BARE.test(text)) return true;
  return printNumber(value) === text;
}

/** The spellings of those `texts` that are not as their `values` print, for rows from `firstRow` on; null for none. */
export function speltCells(
  texts: readonly string[],
  values: Float64Array,
  firstRow: number,
): SpeltCells | null {
  const rows: number[] = [];
  const kept: string[] = [];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]) || isAsPrinted(texts[i], values[i])) continue;
    rows.push(firstRow + i);
    kept.push(texts[i]);
  }
  return rows.length === 0 ? null : { rows: Int32Array.from(rows), texts: kept.join('\n') };
}

/** A number as a level: as it prints, 0 for -0. */
export function levelOf(value: number): string {
  return printNumber(value + 0);
}

/** Reads cells as levels: the text in the file where it was kept, else the number as it prints. */
export function spellingsOf({ values, spelt = [] }: NumberColumn): (row: number) => string {
  const read = speltReader(spelt);
  return (row) => read(row) ?? levelOf(values[row]);
}

/** The kept spelling of a row, undefined where there is none. Ask for rows in ascending order. */
export function speltReader(spelt: readonly SpeltCells[]): (row: number) => string | undefined {
  let part = -1;
  let at = 0;
  let rows = new Int32Array(0);
  let texts: readonly string[] = [];
  return (row) => {
    for (;;) {
      while (at < rows.length && rows[at] < row) at++;
      if (at < rows.length) return rows[at] === row ? texts[at] : undefined;
      if (part + 1 >= spelt.length) return undefined;
      part++;
      at = 0;
      rows = spelt[part].rows as Int32Array<ArrayBuffer>;
      texts = spelt[part].texts.split('\n');
    }
  };
}
