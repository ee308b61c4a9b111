import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { compareCodePoints } from '../codePoints.ts';
import { adviceNote } from '../notes.ts';
import { levelOf, parseNumber, speltReader } from '../spelling.ts';
import type { Column, DecimalMark, NumberColumn } from '../table.ts';
import { declaredLevels, keepsOrder } from './declared.ts';
import { missingMarks } from './disguise.ts';
import { columnOf, type Frame, placeOf, showSome } from './frame.ts';

/** A factor at the kept rows: `codes[i]` is the level of kept row i, -1 for one never learned. Every level occurs. */
export interface Factor {
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** The code of a key, the next free one for a key not met before. */
function codeIn<Key>(codes: Map<Key, number>, key: Key, next: () => number): number {
  let code = codes.get(key);
  if (code === undefined) {
    code = next();
    codes.set(key, code);
  }
  return code;
}

/**
 * Distinct spellings of the kept rows, which ascend, in order of appearance: the one in the file or, for most cells,
 * the one a number prints as, made once for each number. No cell is kept in a spelling that another number prints as.
 */
function numberFactor(column: NumberColumn, kept: Int32Array): Factor {
  const levels: string[] = [];
  const plain = new Map<number, number>();
  const spelt = new Map<string, number>();
  const read = speltReader(column.spelt ?? []);
  const codes = kept.map((row) => {
    const value = column.values[row];
    const spelling = read(row);
    const next = () => levels.push(spelling ?? levelOf(value)) - 1;
    return spelling === undefined ? codeIn(plain, value, next) : codeIn(spelt, spelling, next);
  });
  return { levels, codes };
}

/** Drops levels without a row. */
function occurring({ levels, codes }: Factor): Factor {
  const count = new Int32Array(levels.length);
  for (let i = 0; i < codes.length; i++) count[codes[i]]++;
  const used = levels.map((_, code) => code).filter((code) => count[code] > 0);
  return recode({ levels, codes }, used);
}

/** The same factor with its levels in the order `order` lists their present codes; other levels become -1. */
export function recode({ levels, codes }: Factor, order: readonly number[]): Factor {
  const place = new Int32Array(levels.length).fill(-1);
  order.forEach((code, i) => {
    place[code] = i;
  });
  return { levels: order.map((code) => levels[code]), codes: codes.map((code) => place[code]) };
}

/** The levels sorted by code point. */
export function sortedByLevel(factor: Factor): Factor {
  const { levels } = factor;
  const order = levels.map((_, code) => code);
  return recode(
    factor,
    order.sort((a, b) => compareCodePoints(levels[a], levels[b])),
  );
}

/** A column of any kind as a factor at the given rows, levels as they come: those of a factor in its own order. */
function rawFactor(column: Column, kept: Int32Array): Factor {
  switch (column.kind) {
    case 'number':
      return numberFactor(column, kept);
    case 'boolean':
      return occurring({
        levels: ['FALSE', 'TRUE'],
        codes: Int32Array.from(kept, (row) => column.values[row]),
      });
    case 'factor':
      return occurring({ levels: column.levels, codes: Int32Array.from(kept, (row) => column.codes[row]) });
  }
}

/**
 * A declared level as the column writes it: booleans in capitals, a number in the column's own spelling where that is
 * the only one it has for it (1 for 1.0).
 */
function asWritten(column: Column, level: string, have: readonly string[]): string {
  if (column.kind === 'boolean') return level.toUpperCase();
  if (column.kind === 'factor' || level.trim() === '' || have.includes(level)) return level;
  const same = have.filter((text) => Number(text) === Number(level));
  return same.length === 1 ? same[0] : level;
}

function refuseMismatch(name: string, declared: readonly string[], have: readonly string[]): void {
  const complain = (message: string) =>
    new InputError(`data: factor "${name}" ${message}`, { declared, have });
  const quote = (levels: readonly string[]) => showSome(levels.map((level) => `"${level}"`));
  const twice = declared.filter((level, i) => declared.indexOf(level) !== i);
  if (twice.length > 0) throw complain(`is declared with ${quote(twice)} twice`);
  const known = new Set(declared);
  const unknown = have.filter((level) => !known.has(level)).sort(compareCodePoints);
  if (unknown.length > 0)
    throw complain(`has ${quote(unknown)}, not among its declared levels ${quote(declared)}`);
  const present = new Set(have);
  const absent = declared.filter((level) => !present.has(level));
  if (absent.length > 0) throw complain(`is declared with ${quote(absent)}, which no row has`);
}

/** Rows of a whole column that hold a value: declared levels are checked against all of them. */
function rowsWithValue(column: Column): Int32Array {
  const values = column.kind === 'factor' ? column.codes : column.values;
  const missing = (value: number) => (column.kind === 'number' ? Number.isNaN(value) : value < 0);
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if (!missing(values[row])) rows.push(row);
  return Int32Array.from(rows);
}

function declaredOrder(frame: Frame, name: string, declared: readonly string[], factor: Factor): Factor {
  const column = columnOf(frame.table, name);
  const have = rawFactor(column, rowsWithValue(column)).levels;
  const order = declared.map((level) => asWritten(column, level, have));
  refuseMismatch(name, order, have);
  const codes = new Map(factor.levels.map((level, code) => [level, code]));
  return recode(
    factor,
    order.map((level) => codes.get(level) ?? -1).filter((code) => code >= 0),
  );
}

/** Levels that spell the same number, set by set, in the order of the levels. */
function spelledAlike(levels: readonly string[], decimal?: DecimalMark): string[][] {
  const byNumber = new Map<number, string[]>();
  for (const level of levels) {
    const value = parseNumber(level, decimal);
    if (value === undefined) continue;
    const texts = byNumber.get(value);
    if (texts === undefined) byNumber.set(value, [level]);
    else texts.push(level);
  }
  return [...byNumber.values()].filter((texts) => texts.length > 1);
}

const MOST_SETS = 3;

/** Notes numbers that stand in several spellings among the levels: one level may have been meant. */
function noteSpellings(frame: Frame, name: string, { levels }: Factor): void {
  const alike = spelledAlike(levels, frame.table.decimal);
  if (alike.length === 0) return;
  const sets = alike.map((texts) => texts.map((text) => `"${text}"`).join(' = '));
  const text = `"${name}" keeps levels apart that spell the same number: ${showSome(sets, MOST_SETS)}; spell them alike where one level is meant`;
  frame.notes.set(`spelling of ${name}`, { kind: 'speltDifferently', text });
}

/** Notes levels that look like marks of missing values. */
function noteMarks(frame: Frame, name: string, { levels }: Factor): void {
  const marks = missingMarks(levels);
  if (marks.length === 0) return;
  const [has, means] = marks.length === 1 ? ['the level', 'it means'] : ['the levels', 'they mean'];
  const listed = marks.map((level) => JSON.stringify(level)).join(', ');
  const text = worded`"${name}" has ${has} ${listed}; if ${means} missing, say ${{ kind: 'missing', marks }}`;
  frame.notes.set(`marks of ${name}`, adviceNote('missingMark', text));
}

/** A column at the kept rows as a factor: only levels that occur, in declared order, else sorted by code point. */
export function factorOf(frame: Frame, name: string): Factor {
  const factor = orderedFactor(frame, name);
  if (frame.learning) {
    noteSpellings(frame, name, factor);
    noteMarks(frame, name, factor);
  }
  return factor;
}

function orderedFactor(frame: Frame, name: string): Factor {
  const factor = rawFactor(columnOf(frame.table, name), frame.kept);
  const declared = declaredLevels(frame.options, name);
  if (declared !== null) return declaredOrder(frame, name, declared, factor);
  return keepsOrder(frame, name) ? factor : sortedByLevel(factor);
}

/** The factor recoded to levels learned earlier; a level that is not among them gets code -1. */
export function toKnownLevels(factor: Factor, known: readonly string[]): Factor {
  const place = new Map(known.map((level, i) => [level, i]));
  const codes = Int32Array.from(factor.levels, (level) => place.get(level) ?? -1);
  return { levels: known, codes: factor.codes.map((code) => codes[code]) };
}

/** Throws InputError at the first row whose level was not there when the model was made. */
export function refuseUnseen(frame: Frame, name: string, before: Factor, after: Factor): void {
  const i = after.codes.indexOf(-1);
  if (i < 0) return;
  const level = before.levels[before.codes[i]];
  const where = placeOf(frame.table, frame.kept[i]);
  const known = showSome(after.levels);
  throw new InputError(
    `data: "${name}" is "${level}" at ${where}, a level the model has not seen (have: ${known})`,
    {
      level,
    },
  );
}
