import { type Worded, worded } from '../../src/engine/advice.ts';
import { parseNumber } from '../spelling.ts';
import type { FactorColumn, Table } from '../table.ts';
import { looksLikeDate } from './dates.ts';
import { placeOf } from './frame.ts';

const DECIMAL_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;
/** 5%, $1.20, 12 EUR's amount, 1,000.5, 1 000, 1_000, 12:30. */
const DECORATED =
  /^[+-]?[$€£]? ?\d+(\.\d+)? ?[%$€£]$|^[$€£] ?\d|^[+-]?\d{1,3}([,'’ _\u00A0\u202F]\d{3})+(\.\d+)?$|^\d{1,2}:\d{2}(:\d{2})?$/;
/** So many different values in decoration are no levels. */
const MANY_DECORATED = 10;
/** Text among numbers is odd where it is at most one in this many of the different values, however often it occurs. */
const DISTINCT_A_WORD = 10;

/** Text that is missing values to whoever wrote it. */
const MISSING_MARK = /^(n\/a|#n\/a|n\.a\.|na|<na>|nan|null|missing|\.|\?|--|-)$/i;

/** A value of a text column, how often it occurs, and its first row, 0-based; null where the rows are not at hand. */
export interface Word {
  readonly text: string;
  readonly count: number;
  readonly row: number | null;
}

type Likeness = 'number' | 'comma' | 'decorated' | 'date' | 'word';

/** What a column of text is, most of which is numbers or dates: the rest is odd. */
export interface Disguise {
  readonly kind: 'numbers' | 'dates';
  /** What keeps the column from being read, the most frequent first; empty for dates of no certain order. */
  readonly odd: readonly Word[];
  /** Those of the odd that are numbers but for a comma in the point's place. */
  readonly commas: readonly Word[];
}

function wordsOf({ levels, codes, frequencies }: FactorColumn, { counts }: Table): Word[] {
  if (frequencies !== undefined)
    return levels.map((text, code) => ({ text, count: frequencies[code], row: null }));
  const count = new Float64Array(levels.length);
  const row = new Int32Array(levels.length).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code < 0) continue;
    if (count[code] === 0) row[code] = i;
    count[code] += counts?.[i] ?? 1;
  }
  return levels
    .map((text, code) => ({ text, count: count[code], row: row[code] }))
    .filter((word) => word.count > 0);
}

function likenessOf(text: string, table: Table): Likeness {
  if (parseNumber(text, table.decimal) !== undefined) return 'number';
  if (DECIMAL_COMMA.test(text)) return 'comma';
  if (looksLikeDate(text)) return 'date';
  return DECORATED.test(text) ? 'decorated' : 'word';
}

/** Whether these words make up a column but for a few: half of its rows, or nine tenths of its different values. */
function areMost(words: readonly Word[], all: readonly Word[]): boolean {
  if (words.length === 0) return false;
  const rows = (of: readonly Word[]): number => of.reduce((sum, { count }) => sum + count, 0);
  return 2 * rows(words) >= rows(all) || DISTINCT_A_WORD * (all.length - words.length) <= all.length;
}

/**
 * Finds out whether a text column was meant as numbers or dates: half of its rows look so, or nine tenths of its
 * different values. Undefined for text that was meant as text, and for text that is numbers throughout, which only a
 * script can hand over.
 */
export function disguiseOf(table: Table, name: string): Disguise | undefined {
  const column = table.columns.get(name);
  if (column?.kind !== 'factor') return undefined;
  const words = wordsOf(column, table).map((word) => ({ ...word, likeness: likenessOf(word.text, table) }));
  const like = (...kinds: Likeness[]) => words.filter(({ likeness }) => kinds.includes(likeness));
  const unlike = (kind: Likeness) =>
    words
      .filter(({ likeness }) => likeness !== kind)
      .sort((a, b) => b.count - a.count || (a.row ?? 0) - (b.row ?? 0));
  if (areMost(like('date'), words)) return { kind: 'dates', odd: unlike('date'), commas: [] };
  const decorated = like('decorated').length > MANY_DECORATED ? ['decorated' as const] : [];
  const odd = unlike('number');
  if (odd.length === 0 || !areMost(like('number', 'comma', ...decorated), words)) return undefined;
  return { kind: 'numbers', odd, commas: odd.filter(({ likeness }) => likeness === 'comma') };
}

const MOST_ODD = 3;

/** `"N/A" (2 rows, the first line 7 of x.csv), "." (line 9 of x.csv) and 2 more`. */
function describeOdd(table: Table, odd: readonly Word[]): string {
  const shown = odd.slice(0, MOST_ODD).map(({ text, count, row }) => {
    const rows = count === 1 ? '1 row' : `${count} rows`;
    const where =
      row === null ? rows : count === 1 ? placeOf(table, row) : `${rows}, the first ${placeOf(table, row)}`;
    return `${JSON.stringify(text)} (${where})`;
  });
  const more = odd.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** What a column of text holds that was meant otherwise, and what to say, as two clauses. `factor`: it may be levels. */
export function explainDisguise(
  table: Table,
  name: string,
  { kind, odd, commas }: Disguise,
  factor: boolean,
): Worded {
  const after = factor ? worded`, ${{ kind: 'levels', column: name }} if it has levels` : [];
  if (odd.length === 0)
    return worded`"${name}" holds dates that cannot be read for certain; write them as 2020-01-31${after}`;
  const but = `"${name}" holds ${kind} but for ${describeOdd(table, odd)}`;
  if (commas.length === odd.length)
    return worded`${but}; say ${{ kind: 'decimal', mark: ',' }} if those are decimals${after}`;
  const marks = odd
    .filter((word) => !commas.includes(word))
    .slice(0, MOST_ODD)
    .map(({ text }) => text);
  const decimals =
    commas.length > 0 ? worded`say ${{ kind: 'decimal', mark: ',' }} if there are decimals, and ` : [];
  return worded`${but}; ${decimals}say ${{ kind: 'missing', marks }} if that means missing${after}`;
}

/** The levels that look like marks of missing values; a minus stands for itself beside a plus. */
export function missingMarks(levels: readonly string[]): string[] {
  return levels.filter((level) => MISSING_MARK.test(level) && !(level === '-' && levels.includes('+')));
}
