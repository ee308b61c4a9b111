import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Variable } from '../formula/index.ts';
import { declaredLevels, keepsOrder } from './declared.ts';
import type { Columns } from './encode.ts';
import { columnOf, type Frame, placeOf, showSome } from './frame.ts';
import { type Factor, factorOf, refuseUnseen, toKnownLevels } from './levels.ts';
import { dateOrderOf, numbersOf } from './numbers.ts';

type TimeVariable = Variable & { readonly kind: 'column' | 'factor' };

/**
 * One column a time point, 1 in its rows: of whole numbers, from the first to the last, those without rows among them; of a
 * factor whose levels have a declared order, its levels.
 * Throws InputError where the order of times is not known, for times that are not whole, and for too many.
 */
export function timeColumns(variable: TimeVariable, most: number, frame: Frame): Columns {
  const { levels, codes } = timesAt(variable, most, frame);
  const columns = levels.map(() => new Float64Array(codes.length));
  codes.forEach((code, i) => {
    columns[code][i] = 1;
  });
  return { names: levels.map((level) => variable.text + level), columns };
}

function timesAt({ text, name }: TimeVariable, most: number, frame: Frame): Factor {
  const key = `times(${text})`;
  const known = frame.variables.get(key);
  const asNumbers = known?.kind === 'times' ? known.numbers : areNumbers(name, frame);
  const numbers = asNumbers ? wholeNumbers(name, frame) : null;
  if (known?.kind === 'times')
    return numbers === null
      ? knownLevels(name, known.levels, frame)
      : knownTimes(name, numbers, known.levels, frame);
  const found = numbers === null ? factorOf(frame, name) : span(name, most, numbers, frame);
  if (numbers === null) refuseMany(name, most, found.levels.length);
  frame.variables.set(key, { kind: 'times', levels: found.levels, numbers: numbers !== null });
  return found;
}

/** Whether times are numbers or dates; else they must be a factor in declared order. */
function areNumbers(name: string, frame: Frame): boolean {
  const column = columnOf(frame.table, name);
  if (declaredLevels(frame.options, name) !== null) return false;
  if (column.kind === 'number') return true;
  if (column.kind === 'factor' && keepsOrder(frame, name)) return false;
  if (column.kind === 'factor' && dateOrderOf(frame, name) !== null) return true;
  throw new InputError(
    worded`data: the order of the times "${name}" is not known; write them as whole numbers, or declare their levels in order, as ${{ kind: 'order', column: name, levels: column.kind === 'factor' ? column.levels : ['FALSE', 'TRUE'] }} if that is it`,
    { column: name },
  );
}

function wholeNumbers(name: string, frame: Frame): Float64Array {
  const numbers = numbersOf(frame, name, name);
  const bad = numbers.findIndex((t) => !Number.isSafeInteger(t));
  if (bad >= 0)
    throw new InputError(
      `data: times "${name}" must be whole numbers, got ${numbers[bad]} at ${placeOf(frame.table, frame.kept[bad])}; take ou(${name} | ...) for times that are not whole, or number them in the data`,
      { column: name },
    );
  return numbers;
}

function refuseMany(name: string, most: number, count: number, from = ''): void {
  if (count > most)
    throw new InputError(
      `data: "${name}" has ${count} time points${from}, more than ${most}; take a coarser time`,
      { column: name },
    );
}

/** All whole numbers from the first time to the last. */
function span(name: string, most: number, numbers: Float64Array, frame: Frame): Factor {
  const [first, last] = numbers.reduce(
    ([a, b], t) => [Math.min(a, t), Math.max(b, t)],
    [Infinity, -Infinity],
  );
  refuseMany(name, most, last - first + 1, `, from ${first} to ${last}`);
  const levels = Array.from({ length: last - first + 1 }, (_, d) => String(first + d));
  const codes = Int32Array.from(numbers, (t) => t - first);
  const seen = new Set(codes);
  const empty = levels.filter((_, code) => !seen.has(code));
  if (empty.length > 0)
    frame.notes.set(`times of ${name}`, {
      kind: 'emptyTimes',
      text: `"${name}" has no rows at ${showSome(empty, 5)}, which are times between others all the same`,
    });
  return { levels, codes };
}

function knownLevels(name: string, levels: readonly string[], frame: Frame): Factor {
  const found = factorOf(frame, name);
  const factor = toKnownLevels(found, levels);
  refuseUnseen(frame, name, found, factor);
  return factor;
}

function knownTimes(name: string, numbers: Float64Array, levels: readonly string[], frame: Frame): Factor {
  const first = Number(levels[0]);
  const bad = numbers.findIndex((t) => t < first || t >= first + levels.length);
  if (bad >= 0)
    throw new InputError(
      `data: "${name}" is ${numbers[bad]} at ${placeOf(frame.table, frame.kept[bad])}, outside the model's times ${levels[0]} to ${levels[levels.length - 1]}`,
      { column: name },
    );
  return { levels, codes: Int32Array.from(numbers, (t) => t - first) };
}
