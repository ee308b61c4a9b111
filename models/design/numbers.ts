import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { quoteName } from '../formula/index.ts';
import { adviceNote } from '../notes.ts';
import type { FactorColumn } from '../table.ts';
import { type DateOrder, dateOrders, parseDate } from './dates.ts';
import { disguiseOf, explainDisguise } from './disguise.ts';
import { columnOf, type Frame, showSome } from './frame.ts';

/** The one order in which a text column's values are all dates, else null; learned, then looked up. */
export function dateOrderOf(frame: Frame, name: string): DateOrder | null {
  const known = frame.dates.get(name);
  if (known !== undefined || !frame.learning) return known ?? null;
  const column = columnOf(frame.table, name);
  const orders = column.kind === 'factor' ? dateOrders(column.levels) : [];
  const order = orders.length === 1 ? orders[0] : null;
  frame.dates.set(name, order);
  return order;
}

/** Days of a column of dates at the kept rows, and a note that says so. */
function daysOf(frame: Frame, name: string, { levels, codes }: FactorColumn, order: DateOrder): Float64Array {
  const days = levels.map((level) => parseDate(level, order));
  if (frame.learning) {
    const first = codes[frame.kept[0]];
    const text = worded`"${name}" is read as days since 1970-01-01, ${levels[first]} as ${days[first]}; ${{ kind: 'levels', column: name }} makes levels of it`;
    frame.notes.set(`dates of ${name}`, adviceNote('dates', text));
  }
  return gather(frame.kept, (row) => days[codes[row]]);
}

function gather(kept: Int32Array, at: (row: number) => number): Float64Array {
  const numbers = new Float64Array(kept.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = at(kept[i]);
  return numbers;
}

function notNumbers(frame: Frame, name: string, needs: string, { levels }: FactorColumn): InputError {
  const problem = needs === quoteName(name) ? `"${name}" must` : `for ${needs}, "${name}" must`;
  const disguise = disguiseOf(frame.table, name);
  const got =
    disguise === undefined
      ? [`, got text: ${showSome(levels, 3)}`]
      : worded`; ${explainDisguise(frame.table, name, disguise, false)}`;
  return new InputError(worded`data: ${problem} hold numbers${got}`, { column: name });
}

function read(frame: Frame, name: string, needs: string): Float64Array {
  const column = columnOf(frame.table, name);
  if (column.kind !== 'factor') return gather(frame.kept, (row) => column.values[row]);
  const order = dateOrderOf(frame, name);
  if (order === null) throw notNumbers(frame, name, needs, column);
  return daysOf(frame, name, column, order);
}

/**
 * Numbers of a column at the kept rows for the term `needs`: booleans as 0 and 1, dates as days since 1970-01-01.
 * Shared: never write to them.
 */
export function numbersOf(frame: Frame, name: string, needs: string): Float64Array {
  const known = frame.numbers.get(name);
  if (known !== undefined) return known;
  const numbers = read(frame, name, needs);
  frame.numbers.set(name, numbers);
  return numbers;
}
