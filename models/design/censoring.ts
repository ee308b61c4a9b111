import { InputError } from '../../src/engine/errors.ts';
import type { CensoringSyntax } from '../formula/ast.ts';
import type { Column } from '../table.ts';
import { type Censoring, censoringKinds } from './design.ts';
import { columnOf, type Frame, placeOf } from './frame.ts';

/** What stands in the column, brms's numbers and words: 0, 1, -1, 2, or TRUE for censored on the right. */
const spellings: Readonly<Record<string, (typeof censoringKinds)[number]>> = {
  ...{ none: 'none', right: 'right', left: 'left', interval: 'interval' },
  ...{ '0': 'none', '1': 'right', '-1': 'left', '2': 'interval' },
  ...{ false: 'none', true: 'right' },
};

/**
 * Reads how the values of an outcome are censored, at the kept rows. Throws InputError for a code that is none, and for an
 * interval without an upper end above its value.
 */
export function censoringOf({ code, upper }: CensoringSyntax, values: Float64Array, frame: Frame): Censoring {
  const column = columnOf(frame.table, code);
  const codes = Float64Array.from(frame.kept, (row) => codeOf(column, code, row, frame));
  const ends = upper === null ? null : endsAt(upper, frame);
  const interval = censoringKinds.indexOf('interval');
  frame.notes.set('censored', { kind: 'censored', text: countsOf(codes, code) });
  const above = Float64Array.from(values, (value, i) => {
    if (codes[i] !== interval) return value + Math.max(1, Math.abs(value));
    if (ends !== null && ends[i] > value && Number.isFinite(ends[i])) return ends[i];
    const where = placeOf(frame.table, frame.kept[i]);
    throw new InputError(
      ends === null
        ? `data: "${code}" says interval at ${where}; give the upper end too, as in cens(${code}, y2)`
        : `data: an interval needs an upper end above its value, got ${value} and ${Number.isNaN(ends[i]) ? 'none' : ends[i]} at ${where}`,
    );
  });
  return { codes, upper: above };
}

/** `"status": 209 outcomes seen, 191 censored on the right`. */
function countsOf(codes: Float64Array, name: string): string {
  const words = {
    none: 'seen',
    right: 'censored on the right',
    left: 'censored on the left',
    interval: 'in intervals',
  };
  const counts = censoringKinds.flatMap((kind, code) => {
    const count = codes.filter((other) => other === code).length;
    return count === 0 ? [] : [`${count} ${words[kind]}`];
  });
  return `by "${name}" the outcomes are ${counts.join(', ')}`;
}

/** A column of numbers as it stands: rows that are no intervals may lack one. */
function endsAt(name: string, { table, kept }: Frame): Float64Array {
  const column = columnOf(table, name);
  if (column.kind === 'number') return Float64Array.from(kept, (row) => column.values[row]);
  throw new InputError(`data: "${name}" is where intervals end and must hold numbers`, { column: name });
}

function codeOf(column: Column, name: string, row: number, frame: Frame): number {
  const text = textAt(column, row);
  const kind = Object.hasOwn(spellings, text.toLowerCase()) ? spellings[text.toLowerCase()] : undefined;
  if (kind !== undefined) return censoringKinds.indexOf(kind);
  throw new InputError(
    `data: "${name}" says how values are censored and must hold none, right, left or interval (or 0, 1, -1, 2), got ${text} at ${placeOf(frame.table, row)}`,
    { row: row + 1, value: text },
  );
}

function textAt(column: Column, row: number): string {
  switch (column.kind) {
    case 'number':
      return String(column.values[row]);
    case 'factor':
      return column.levels[column.codes[row]];
    default:
      return column.values[row] === 1 ? 'true' : 'false';
  }
}
