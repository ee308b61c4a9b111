import { type Column, quoteName, type Table } from 'poolwise';
import type { DataChoice } from '../../state/session.ts';

/** What the model step knows of a column before a model is declared. */
export interface ColumnFacts {
  readonly name: string;
  /** As formulas write it. */
  readonly spelt: string;
  readonly kind: 'number' | 'factor';
  /** Whether somebody stated the order of its levels. */
  readonly ordered: boolean;
  readonly missing: number;
  /** Different values, counted to `mostCounted`. */
  readonly distinct: number;
  /** Whether rows may be grouped by it: at least three values, and fewer than rows. */
  readonly groups: boolean;
  /**
   * Whether values look like the numbers of persons, places or visits: whole, from 0 or 1 on without a gap, and about as many rows
   * of each.
   */
  readonly ids: boolean;
  /** Whether it looks like the name of each row: another value in every one, text or whole numbers that ascend, or run from 0 or 1 on. */
  readonly identifies: boolean;
  /** Of numbers; null of levels. */
  readonly numbers: NumberFacts | null;
}

export interface NumberFacts {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sd: number;
  /** Third standardised moment; 0 where all are equal. */
  readonly skewness: number;
  readonly whole: boolean;
  /** Share of zeros. */
  readonly zeros: number;
}

export const mostCounted = 10_000;

/** Of every column, with those that are read as factors as what they are read as. */
export function columnFacts(table: Table, factors: DataChoice['factors']): ColumnFacts[] {
  return [...table.columns].map(([name, column]) => {
    const choice = Object.hasOwn(factors, name) ? factors[name] : null;
    const declared = column.kind === 'factor' && column.declared === true;
    return {
      name,
      spelt: quoteName(name),
      kind: column.kind === 'factor' || choice !== null ? 'factor' : 'number',
      ordered: declared || (choice !== null && choice !== 'sorted'),
      ...counted(column, table.rows),
      numbers: column.kind === 'factor' || choice !== null ? null : numberFacts(column.values),
    };
  });
}

function counted(
  column: Column,
  rows: number,
): Pick<ColumnFacts, 'missing' | 'distinct' | 'groups' | 'ids' | 'identifies'> {
  const values = column.kind === 'factor' ? column.codes : column.values;
  const isMissing = column.kind === 'number' ? Number.isNaN : (code: number): boolean => code < 0;
  const seen = new Map<number, number>();
  let missing = 0;
  let whole = true;
  let [ascends, last] = [true, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!isMissing(value)) {
      ascends &&= value > last;
      last = value;
    }
    if (isMissing(value)) missing++;
    else if (seen.size < mostCounted || seen.has(value)) seen.set(value, (seen.get(value) ?? 0) + 1);
    if (!isMissing(value) && !Number.isInteger(value)) whole = false;
  }
  const distinct = seen.size;
  const repeats =
    distinct >= 3 && (distinct === mostCounted ? rows > 2 * mostCounted : distinct <= (rows - missing) / 2);
  const ids = column.kind === 'number' && areIds(seen);
  const isOneEach = distinct >= fewestIds && distinct === Math.min(rows - missing, mostCounted);
  const isName = column.kind === 'factor' || (whole && (ascends || ids));
  return { missing, distinct, groups: repeats && whole, ids, identifies: isOneEach && isName };
}

/** Sizes of groups vary less than this, as a share of their mean; counts of something, such as visits, vary more. */
const evenness = 0.7;
/** Fewer numbers are rather grades or counts. */
const fewestIds = 8;

function areIds(rows: ReadonlyMap<number, number>): boolean {
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const [value, count] of rows) {
    if (!Number.isInteger(value)) return false;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += count;
    squares += count * count;
  }
  const n = rows.size;
  const mean = sum / n;
  const isRunning = (min === 0 || min === 1) && max - min + 1 === n;
  return isRunning && n >= fewestIds && Math.sqrt(squares / n - mean * mean) < evenness * mean;
}

/** Null where there is no value. Missing ones are left out. */
function numberFacts(values: ArrayLike<number>): NumberFacts | null {
  const isMissing = (value: number): boolean =>
    Number.isNaN(value) || (values instanceof Int8Array && value < 0);
  let [n, sum, zeros] = [0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let whole = true;
  const each = (visit: (value: number) => void): void => {
    for (let i = 0; i < values.length; i++) if (!isMissing(values[i])) visit(values[i]);
  };
  each((value) => {
    n++;
    sum += value;
    if (value === 0) zeros++;
    if (!Number.isInteger(value)) whole = false;
    min = Math.min(min, value);
    max = Math.max(max, value);
  });
  if (n === 0) return null;
  const mean = sum / n;
  let [second, third] = [0, 0];
  each((value) => {
    const d = value - mean;
    second += d * d;
    third += d * d * d;
  });
  const sd = Math.sqrt(second / n);
  return { min, max, mean, sd, skewness: sd > 0 ? third / n / sd ** 3 : 0, whole, zeros: zeros / n };
}
