import { InputError } from '../../src/engine/errors.ts';
import type { Column, Table } from '../table.ts';
import { columnOf, placeOf, showSome } from './frame.ts';
import type { MissingRule } from './options.ts';

const MOST_ROWS = 5;

/** Marks the rows in which a column has no value: NaN in numbers, a negative code or boolean elsewhere. */
function markMissing(column: Column, incomplete: Uint8Array): void {
  const values = column.kind === 'factor' ? column.codes : column.values;
  const least = column.kind === 'number' ? Number.NEGATIVE_INFINITY : 0;
  for (let row = 0; row < incomplete.length; row++) if (!(values[row] >= least)) incomplete[row] = 1;
}

function isMissing(column: Column, row: number): boolean {
  if (column.kind === 'number') return Number.isNaN(column.values[row]);
  return (column.kind === 'factor' ? column.codes : column.values)[row] < 0;
}

/** `row 4 ("Age", "IL6")` for the first few incomplete rows. */
function describeMissing(table: Table, names: readonly string[], rows: readonly number[]): string {
  const described = rows.slice(0, MOST_ROWS).map((row) => {
    const missing = names.filter((name) => isMissing(columnOf(table, name), row));
    return `${placeOf(table, row)} (${showSome(missing.map((name) => `"${name}"`))})`;
  });
  const more = rows.length - described.length;
  return more > 0 ? `${described.join(', ')} and ${more} more` : described.join(', ');
}

/** Rows of a table split into those with a value in every column of `names` and the others, 0-based. */
export interface Split {
  readonly kept: Int32Array;
  readonly dropped: readonly number[];
}

/** Which of some 0-based rows have a value in every column of `names`, and which have not: places among `rows`. */
export function splitByValues(
  table: Table,
  names: Iterable<string>,
  rows: Int32Array,
): { readonly having: Int32Array; readonly lacking: Int32Array } {
  const incomplete = new Uint8Array(table.rows);
  for (const name of names) markMissing(columnOf(table, name), incomplete);
  const places = rows.map((_, i) => i);
  return {
    having: places.filter((i) => incomplete[rows[i]] === 0),
    lacking: places.filter((i) => incomplete[rows[i]] === 1),
  };
}

/** Throws InputError when nothing is left, or under the rule 'error' when a row lacks a value. */
export function completeRows(table: Table, names: readonly string[], rule: MissingRule): Split {
  if (table.rows === 0) throw new InputError(`data: ${table.source} has no rows`);
  const incomplete = new Uint8Array(table.rows);
  for (const name of names) markMissing(columnOf(table, name), incomplete);
  const dropped: number[] = [];
  const kept = new Int32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    if (incomplete[row] === 1) dropped.push(row);
    else kept[count++] = row;
  }
  const rows = dropped.map((row) => row + 1);
  if (rule === 'error' && dropped.length > 0) {
    const where = describeMissing(table, names, dropped);
    throw new InputError(`data: a value is missing at ${where}; with missing "drop" such rows are left out`, {
      rows,
    });
  }
  if (count === 0) {
    const where = describeMissing(table, names, dropped);
    throw new InputError(`data: no complete rows, a value is missing at ${where}`, { rows });
  }
  return { kept: kept.subarray(0, count), dropped };
}
