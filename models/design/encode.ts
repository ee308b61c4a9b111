import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Arith, Variable } from '../formula/index.ts';
import { spellingsOf } from '../spelling.ts';
import { contrastCoding } from './contrastMatrix.ts';
import type { ContrastCoding } from './contrastSpec.ts';
import type { Counts } from './counted.ts';
import { isDeclared } from './declared.ts';
import { disguiseOf, explainDisguise } from './disguise.ts';
import { evaluate } from './evaluate.ts';
import { columnOf, type Frame, showSome } from './frame.ts';
import { type Factor, factorOf, refuseUnseen, toKnownLevels } from './levels.ts';
import { monotoneColumns } from './monotone.ts';
import { dateOrderOf } from './numbers.ts';
import { applyPoly, learnPoly, type Recurrence } from './poly.ts';
import type { Encoding } from './recipe.ts';
import { smoothLine } from './smooths.ts';
import { bsColumns, learnSpline, nsColumns } from './splines.ts';

const MAX_LEVELS = 500;

/** Named columns of equal length. */
export interface Columns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** A variable whose dummies depend on its term, or one whose columns are the same in every term. */
export type Encoded =
  | {
      readonly kind: 'factor';
      readonly text: string;
      readonly factor: Factor;
      /** Of the factor's columns where it does not take all its levels. */
      readonly coding: ContrastCoding;
    }
  | ({ readonly kind: 'numbers' } & Columns);

/**
 * Whether a variable is coded by dummies: text but for dates, booleans, `factor(x)` and columns declared as factors.
 */
export function isFactor(variable: Variable, frame: Frame): boolean {
  if (variable.kind === 'factor') return true;
  if (variable.kind !== 'column') return false;
  if (!frame.learning) return frame.variables.get(variable.text)?.kind === 'levels';
  if (isDeclared(frame, variable.name)) return true;
  return columnOf(frame.table, variable.name).kind !== 'number' && dateOrderOf(frame, variable.name) === null;
}

/** Numbers or dates but for a few cells, which no one declared a factor, are not to become a dummy a value. */
function refuseDisguise(name: string, frame: Frame): void {
  if (isDeclared(frame, name)) return;
  const disguise = disguiseOf(frame.table, name);
  if (disguise !== undefined)
    throw new InputError(worded`data: ${explainDisguise(frame.table, name, disguise, true)}`, {
      column: name,
    });
}

function refuseLevels(name: string, levels: readonly string[], most: number): void {
  if (levels.length === 1) {
    throw new InputError(
      `data: factor "${name}" has one level, "${levels[0]}"; a predictor needs at least 2`,
      { levels },
    );
  }
  if (levels.length > most) {
    const many = `has ${levels.length} levels, more than ${most} for a predictor`;
    throw new InputError(`data: factor "${name}" ${many}; for groups write (1 | ${name})`, {
      column: name,
    });
  }
}

function encodeFactor(variable: Variable & { kind: 'column' | 'factor' }, frame: Frame): Encoded {
  const { text, name } = variable;
  if (frame.learning && variable.kind === 'column') refuseDisguise(name, frame);
  const found = factorOf(frame, name);
  const known = frame.variables.get(text);
  const factor = known?.kind === 'levels' ? toKnownLevels(found, known.levels) : found;
  if (frame.learning) refuseLevels(name, factor.levels, frame.options.maxLevels ?? MAX_LEVELS);
  else refuseUnseen(frame, name, found, factor);
  const contrasts = known?.kind === 'levels' ? known.contrasts : contrastsOf(name, factor.levels, frame);
  const told = contrasts === undefined ? {} : { contrasts };
  frame.variables.set(text, { kind: 'levels', levels: factor.levels, ...told });
  const coding = contrasts?.coding ?? contrastCoding(name, 'treatment', factor.levels);
  return { kind: 'factor', text, factor, coding };
}

/** What the options say of a factor's contrasts, in words and worked out; undefined where they say nothing. */
function contrastsOf(
  name: string,
  levels: readonly string[],
  { options: { contrasts = {} } }: Frame,
): (Encoding & { kind: 'levels' })['contrasts'] {
  if (!Object.hasOwn(contrasts, name)) return undefined;
  const spec = contrasts[name];
  const words = typeof spec === 'string' ? `${spec} contrasts` : 'contrasts of your own';
  return { words, coding: contrastCoding(name, spec, levels) };
}

/** The recurrence of `poly(x, k)`, refused where x has too few distinct values or too large ones. */
function recurrenceOf(text: string, values: Float64Array, counts: Counts, degree: number): Recurrence {
  const distinct = new Set<number>();
  for (let i = 0; i < values.length && distinct.size <= degree; i++) distinct.add(values[i]);
  if (distinct.size <= degree) {
    throw new InputError(`data: ${text} needs more than ${degree} distinct values, got ${distinct.size}`);
  }
  const recurrence = learnPoly(values, degree, counts);
  if (recurrence.norm2.every((norm2) => norm2 > 0 && Number.isFinite(norm2))) return recurrence;
  throw new InputError(
    `data: ${text} leaves the range of numbers; scale its column first, poly(scale(x), ${degree})`,
  );
}

function encodePoly(variable: Variable & { kind: 'poly' }, frame: Frame): Encoded {
  const { text, of, degree } = variable;
  const values = evaluate(of, frame);
  const known = frame.variables.get(text);
  const recurrence = known?.kind === 'poly' ? known : recurrenceOf(text, values, frame.counts, degree);
  frame.variables.set(text, { kind: 'poly', alpha: recurrence.alpha, norm2: recurrence.norm2 });
  const columns = applyPoly(values, recurrence);
  return {
    kind: 'numbers',
    names: columns.map((_, i) => (degree === 1 ? text : `${text}${i + 1}`)),
    columns,
  };
}

function encodeSpline(variable: Variable & { kind: 'spline' }, frame: Frame): Encoded {
  const { text, of } = variable;
  const values = evaluate(of, frame);
  const known = frame.variables.get(text);
  const basis = known?.kind === 'spline' ? known.basis : learnSpline(variable, values, frame.counts);
  frame.variables.set(text, { kind: 'spline', basis });
  const columns = variable.basis === 'bs' ? bsColumns(basis, values) : nsColumns(basis, values);
  return { kind: 'numbers', names: columns.map((_, i) => `${text}${i + 1}`), columns };
}

function encodeArith(text: string, value: Arith, frame: Frame): Encoded {
  return { kind: 'numbers', names: [text], columns: [evaluate(value, frame)] };
}

/** From here on whole numbers are rounded. */
const ROUNDED = 2 ** 53;

/** Numbers that are one only because more digits are spelt than a number holds do not vary as the user sees them. */
function refuseRounded(name: string, values: Float64Array, frame: Frame): void {
  const column = columnOf(frame.table, name);
  if (column.kind !== 'number' || !(Math.abs(values[0]) >= ROUNDED)) return;
  if (values.some((value) => value !== values[0])) return;
  const spelling = spellingsOf(column);
  const spellings = [...new Set(Array.from(frame.kept, spelling))];
  if (spellings.length === 1) return;
  throw new InputError(
    `data: "${name}" differs only beyond the 16 digits that numbers hold, as ${showSome(spellings, 2)} do; subtract a number near them in the data`,
    { column: name },
  );
}

function encodeColumn(variable: Variable & { kind: 'column' }, frame: Frame): Encoded {
  if (isFactor(variable, frame)) return encodeFactor(variable, frame);
  const values = evaluate({ kind: 'column', name: variable.name }, frame);
  if (frame.learning) refuseRounded(variable.name, values, frame);
  return { kind: 'numbers', names: [variable.text], columns: [values] };
}

/** A variable at the kept rows, encoded as its recipe says or, while learning, as its recipe will say. */
export function encode(variable: Variable, frame: Frame): Encoded {
  switch (variable.kind) {
    case 'column':
      return encodeColumn(variable, frame);
    case 'factor':
      return encodeFactor(variable, frame);
    case 'arith':
      return encodeArith(variable.text, variable.value, frame);
    case 'poly':
      return encodePoly(variable, frame);
    case 'spline':
      return encodeSpline(variable, frame);
    case 'smooth':
      return { kind: 'numbers', ...smoothLine(variable, frame) };
    case 'monotone':
      return { kind: 'numbers', ...monotoneColumns(variable, frame) };
  }
}
