import { type Column, type DateOrder, dateOrders, disguiseOf, missingMarks, type Table } from 'poolwise';
import { levelCounts, numberLevels } from './values.ts';

/** A text that may mean a missing value. */
export interface Mark {
  readonly text: string;
  /** Rows of the column that have it. */
  readonly count: number;
  /** Cells of other columns that have it: they would be missing too. */
  readonly elsewhere: number;
}

/** What the user may have meant otherwise, to be asked about; each names its column. */
export type Doubt =
  /** Text that seems to mean missing: among numbers or dates (`amid`), or as a level. */
  | {
      readonly kind: 'marks';
      readonly column: string;
      readonly amid: 'numbers' | 'dates' | 'levels';
      readonly marks: readonly Mark[];
    }
  /** A number such as 999 that lies far from all others. */
  | {
      readonly kind: 'oddNumber';
      readonly column: string;
      readonly mark: Mark;
      readonly from: number;
      readonly to: number;
    }
  /** Numbers with decimal commas, read as text. */
  | { readonly kind: 'commas'; readonly column: string; readonly example: string }
  /** Dates; without an order they cannot be read for certain. */
  | {
      readonly kind: 'dates';
      readonly column: string;
      readonly example: string;
      readonly order: DateOrder | null;
    }
  /** Few different whole numbers: they may be codes of levels. */
  | { readonly kind: 'codes'; readonly column: string; readonly values: readonly string[] };

/** What is to be asked about each column of a table. */
export function doubtsOf(table: Table): Doubt[] {
  return [...table.columns].flatMap(([name, column]) => doubtsOfColumn(table, name, column));
}

/** More odd words than this are no marks. */
const mostMarks = 8;

function doubtsOfColumn(table: Table, name: string, column: Column): Doubt[] {
  if (column.kind === 'number') return [...oddNumbers(table, name, column), ...codes(name, column)];
  if (column.kind === 'boolean') return [];
  const disguise = disguiseOf(table, name);
  if (disguise === undefined) return marks(table, name, 'levels', missingMarks(column.levels));
  const [comma] = disguise.commas;
  const commas: Doubt[] = comma === undefined ? [] : [{ kind: 'commas', column: name, example: comma.text }];
  const odd = disguise.odd.filter((word) => !disguise.commas.includes(word)).map(({ text }) => text);
  const asked = odd.length <= mostMarks ? odd : missingMarks(odd);
  const dates = disguise.kind === 'dates' ? datesOf(name, column.levels, odd) : [];
  return [...commas, ...marks(table, name, disguise.kind, asked), ...dates];
}

function marks(
  table: Table,
  column: string,
  amid: 'numbers' | 'dates' | 'levels',
  texts: readonly string[],
): Doubt[] {
  const found = texts.map((text) => markOf(table, column, text)).filter(({ count }) => count > 0);
  return found.length === 0 ? [] : [{ kind: 'marks', column, amid, marks: found }];
}

function markOf(table: Table, name: string, text: string): Mark {
  let [count, elsewhere] = [0, 0];
  for (const [other, column] of table.columns) {
    if (other === name) count = cellsWith(column, text);
    else elsewhere += cellsWith(column, text);
  }
  return { text, count, elsewhere };
}

function cellsWith(column: Column, text: string): number {
  if (column.kind === 'boolean') return 0;
  const [values, wanted] =
    column.kind === 'factor'
      ? [column.codes, column.levels.indexOf(text)]
      : [column.values, text === '' ? Number.NaN : Number(text)];
  if (wanted === -1 && column.kind === 'factor') return 0;
  let count = 0;
  for (let row = 0; row < values.length; row++) if (values[row] === wanted) count++;
  return count;
}

function datesOf(column: string, levels: readonly string[], odd: readonly string[]): Doubt[] {
  const others = new Set(odd);
  const dates = levels.filter((level) => !others.has(level));
  if (dates.length === 0) return [];
  const orders = dateOrders(dates);
  return [{ kind: 'dates', column, example: dates[0], order: orders.length === 1 ? orders[0] : null }];
}

/** What people write for "no answer" where only numbers are taken. */
const oddOnes = [-9, -99, -999, -9999, 9, 99, 999, 9999, 99_999, -1];

/** One of those at an end of the values, further from the nearest other value than those are from each other. */
function oddNumbers(table: Table, name: string, { values }: Extract<Column, { kind: 'number' }>): Doubt[] {
  const present = oddOnes.filter((odd) => values.includes(odd));
  return present.flatMap((odd): Doubt[] => {
    const [from, to] = rangeWithout(values, odd);
    const spread = Math.max(to - from, 1);
    if (!(from <= to) || (odd <= to + spread && odd >= from - spread)) return [];
    return [{ kind: 'oddNumber', column: name, mark: markOf(table, name, String(odd)), from, to }];
  });
}

/** Of the values that are none of the odd ones either side of zero, so that 99 beside 999 is found too. */
function rangeWithout(values: Float64Array, odd: number): readonly [number, number] {
  const others = new Set(oddOnes.filter((one) => Math.abs(one) > Math.abs(odd)));
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === odd || !Number.isFinite(value) || others.has(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return [from, to];
}

/** So few whole numbers, counted from 0 or 1, look like codes; two are more often an outcome or a switch. */
const [fewestCodes, mostCodes] = [3, 6];

function codes(name: string, column: Extract<Column, { kind: 'number' }>): Doubt[] {
  const levels = numberLevels(column)?.map(([text]) => text) ?? [];
  const repeats = column.values.length >= 2 * levels.length;
  const isCounted =
    levels.every((text, i) => text === String(i + Number(levels[0]))) && Number(levels[0]) <= 1;
  const isFew = levels.length >= fewestCodes && levels.length <= mostCodes && repeats;
  if (!isFew || !isCounted) return [];
  return [{ kind: 'codes', column: name, values: levels }];
}

/** Levels of a factor that occur, in their order, the first `most`. */
export function occurringLevels(
  { levels, codes }: Extract<Column, { kind: 'factor' }>,
  most: number,
): { readonly levels: readonly string[]; readonly count: number } {
  const counts = levelCounts(codes, levels.length);
  const occurring = levels.filter((_, code) => counts[code] > 0);
  return { levels: occurring.slice(0, most), count: occurring.length };
}
