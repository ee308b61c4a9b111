import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Term, Variable } from '../formula/index.ts';
import { quoteName } from '../formula/index.ts';
import { keepsOrder } from './declared.ts';
import type { MonotoneDesign } from './design.ts';
import { columnOf, type Frame, placeOf, showSome } from './frame.ts';
import { type Factor, factorOf, refuseUnseen, toKnownLevels } from './levels.ts';
import { numbersOf } from './numbers.ts';

type Monotone = Variable & { readonly kind: 'monotone' };

const mostLevels = 100;

/** brms's name of the effect. */
const nameOf = ({ name }: Monotone): string => `mo${quoteName(name)}`;

/** The columns of `mo(x)`, named `mox[1]`, ...: number i is 1 where x is at its level i, counted from 0, or above. */
export function monotoneColumns(
  variable: Monotone,
  frame: Frame,
): { readonly names: readonly string[]; readonly columns: readonly Float64Array[] } {
  const { levels, codes } = monotoneFactor(variable, frame);
  const steps = levels.slice(1).map((_, i) => i + 1);
  return {
    names: steps.map((i) => `${nameOf(variable)}[${i}]`),
    columns: steps.map((i) => Float64Array.from(codes, (code) => (code >= i ? 1 : 0))),
  };
}

/** The monotonic effects among the terms of columns, one term a column. */
export function monotoneTerms(terms: readonly Term[]): MonotoneDesign[] {
  return [...new Set(terms)].flatMap((term) => {
    const [variable] = term.variables;
    if (variable.kind !== 'monotone') return [];
    const steps = terms.filter((other) => other === term).length;
    return [{ name: nameOf(variable), text: variable.text, first: terms.indexOf(term), steps }];
  });
}

/** The levels, lowest first: learned from the kept rows or looked up. */
function monotoneFactor({ text, name }: Monotone, frame: Frame): Factor {
  const known = frame.variables.get(text);
  if (known?.kind === 'monotone') {
    const found = known.numbers ? numberedLevels(text, name, frame) : factorOf(frame, name);
    const factor = toKnownLevels(found, known.levels);
    refuseUnseen(frame, name, found, factor);
    return factor;
  }
  const numbers = !keepsOrder(frame, name);
  const factor = numbers ? numberedLevels(text, name, frame) : factorOf(frame, name);
  if (numbers) refuseGaps(text, factor);
  refuseCount(text, factor);
  frame.variables.set(text, { kind: 'monotone', levels: factor.levels, numbers });
  const lowest = `${text} counts its steps from ${factor.levels[0]}, the level that intercepts and their priors are at`;
  frame.notes.set(text, { kind: 'lowestLevel', text: lowest });
  return factor;
}

function refuseCount(text: string, { levels }: Factor): void {
  if (levels.length >= 2 && levels.length <= mostLevels) return;
  throw new InputError(
    `data: ${text} needs 2 to ${mostLevels} levels, got ${levels.length}${levels.length === 1 ? ` ("${levels[0]}")` : ''}`,
  );
}

/** The whole numbers that occur, ascending. */
function numberedLevels(text: string, name: string, frame: Frame): Factor {
  const values = wholeNumbers(text, name, frame);
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const places = new Map(distinct.map((value, code) => [value, code]));
  return { levels: distinct.map(String), codes: Int32Array.from(values, (v) => places.get(v) ?? -1) };
}

function wholeNumbers(text: string, name: string, frame: Frame): Float64Array {
  const wanted = `data: ${text} needs whole numbers, or a factor whose levels are declared, lowest first`;
  const column = columnOf(frame.table, name);
  if (column.kind === 'factor')
    throw new InputError(
      worded`${wanted}, got text: ${showSome(column.levels, 3)}; declare its levels (${{ kind: 'order', column: name, levels: ['low', 'middle', 'high'] }})`,
      { column: name },
    );
  const values = numbersOf(frame, name, text);
  const row = values.findIndex((value) => !Number.isSafeInteger(value));
  if (row < 0) return values;
  throw new InputError(`${wanted}, got ${values[row]} at ${placeOf(frame.table, frame.kept[row])}`, {
    column: name,
  });
}

/** A step that no row takes could not be told from the next. */
function refuseGaps(text: string, { levels }: Factor): void {
  const gap = levels.findIndex((level, i) => i > 0 && Number(level) !== Number(levels[i - 1]) + 1);
  if (gap < 0) return;
  throw new InputError(
    `data: ${text} needs whole numbers one after the other, got no row between ${levels[gap - 1]} and ${levels[gap]}; declare its levels, lowest first, as those of a factor, and each is one step from the next`,
  );
}
