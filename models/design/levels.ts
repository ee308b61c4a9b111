import { InputError } from '../../src/engine/errors.ts';
import type { Column } from '../table.ts';
import { declaredLevels, keepsOrder } from './declared.ts';
import { columnOf, type Frame, placeOf, showSome } from './frame.ts';

/** A factor at the kept rows: `codes[i]` is the level of kept row i, -1 for one never learned. Every level occurs. */
export interface Factor {
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** Order of two texts by code point. UTF-16 order differs: it puts emoji before some letters of the basic plane. */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  let i = 0;
  while (i < shared && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i === shared ? a.length - b.length : (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
}

/** Distinct numbers of the kept rows in order of appearance; their text is made once for each. */
function numberFactor(values: Float64Array, kept: Int32Array): Factor {
  const seen = new Map<number, number>();
  const codes = new Int32Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    const value = values[kept[i]];
    let code = seen.get(value);
    if (code === undefined) {
      code = seen.size;
      seen.set(value, code);
    }
    codes[i] = code;
  }
  return { levels: Array.from(seen.keys(), String), codes };
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
export function sortLevels(factor: Factor): Factor {
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
      return numberFactor(column.values, kept);
    case 'boolean':
      return occurring({
        levels: ['FALSE', 'TRUE'],
        codes: Int32Array.from(kept, (row) => column.values[row]),
      });
    case 'factor':
      return occurring({ levels: column.levels, codes: Int32Array.from(kept, (row) => column.codes[row]) });
  }
}

/** A declared level as the column would write it: numbers as numbers print, booleans in capitals. */
function asWritten(column: Column, level: string): string {
  if (column.kind === 'boolean') return level.toUpperCase();
  const isNumber = column.kind === 'number' && level.trim() !== '' && Number.isFinite(Number(level));
  return isNumber ? String(Number(level)) : level;
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
  const order = declared.map((level) => asWritten(column, level));
  refuseMismatch(name, order, rawFactor(column, rowsWithValue(column)).levels);
  const codes = new Map(factor.levels.map((level, code) => [level, code]));
  return recode(
    factor,
    order.map((level) => codes.get(level) ?? -1).filter((code) => code >= 0),
  );
}

/** A column at the kept rows as a factor: only levels that occur, in declared order, else sorted by code point. */
export function factorOf(frame: Frame, name: string): Factor {
  const factor = rawFactor(columnOf(frame.table, name), frame.kept);
  const declared = declaredLevels(frame.options, name);
  if (declared !== null) return declaredOrder(frame, name, declared, factor);
  return keepsOrder(frame, name) ? factor : sortLevels(factor);
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
