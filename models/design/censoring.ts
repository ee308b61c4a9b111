import { InputError } from '../../src/engine/errors.ts';
import type { CensoringSyntax } from '../formula/ast.ts';
import type { Column } from '../table.ts';
import { type Censoring, type CensoringKind, censoringKinds } from './design.ts';
import { columnOf, type Frame, placeOf } from './frame.ts';

/** What stands in the column, brms's numbers and words: 0, 1, -1, 2, or TRUE for censored on the right. */
const spellings: Readonly<Record<string, CensoringKind>> = {
  ...{ none: 'none', right: 'right', left: 'left', interval: 'interval' },
  ...{ '0': 'none', '1': 'right', '-1': 'left', '2': 'interval' },
  ...{ false: 'none', true: 'right' },
};

/** Values and how they are censored. */
export interface CensoredValues {
  readonly values: Float64Array;
  readonly censoring: Censoring;
}

/**
 * Reads how the values of an outcome are censored, at the kept rows. An interval that is open on one side, to Inf or from
 * -Inf, is a value censored on that side. Throws InputError for a code that is none, and for an interval without an upper
 * end above its value.
 */
export function censoredValues(
  { code, upper }: CensoringSyntax,
  written: Float64Array,
  frame: Frame,
): CensoredValues {
  const column = columnOf(frame.table, code);
  const codes = Float64Array.from(frame.kept, (row) => codeOf(column, code, row, frame));
  const ends = upper === null ? null : endsAt(upper, frame);
  const known = Array.from(codes, (kind, i) =>
    kind === codeOfKind('interval')
      ? intervalOf(written[i], ends === null ? null : ends[i], code, placeOf(frame.table, frame.kept[i]))
      : { kind, value: written[i], upper: someEndAbove(written[i]) },
  );
  const censoring = {
    codes: Float64Array.from(known, ({ kind }) => kind),
    upper: Float64Array.from(known, (one) => one.upper),
  };
  frame.notes.set('censored', { kind: 'censored', text: countsOf(censoring.codes, code) });
  return { values: Float64Array.from(known, ({ value }) => value), censoring };
}

interface Known {
  readonly kind: number;
  readonly value: number;
  readonly upper: number;
}

const codeOfKind = (kind: CensoringKind): number => censoringKinds.indexOf(kind);

/** For rows whose upper end is not looked at. */
const someEndAbove = (value: number): number => value + Math.max(1, Math.abs(value));

function intervalOf(lower: number, upper: number | null, code: string, where: string): Known {
  if (upper === null)
    throw new InputError(
      `data: "${code}" says interval at ${where}; give the upper end too, as in cens(${code}, y2)`,
    );
  if (!(upper > lower))
    throw new InputError(
      `data: an interval needs an upper end above its value, got ${lower} and ${Number.isNaN(upper) ? 'none' : upper} at ${where}; Inf is one that is open above`,
    );
  const [openBelow, openAbove] = [lower === Number.NEGATIVE_INFINITY, upper === Number.POSITIVE_INFINITY];
  if (openBelow && openAbove)
    throw new InputError(
      `data: an interval from -Inf to Inf at ${where} says nothing of the outcome; leave the row out`,
    );
  if (openBelow) return { kind: codeOfKind('left'), value: upper, upper: someEndAbove(upper) };
  if (openAbove) return { kind: codeOfKind('right'), value: lower, upper: someEndAbove(lower) };
  return { kind: codeOfKind('interval'), value: lower, upper };
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
