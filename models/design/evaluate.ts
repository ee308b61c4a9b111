import { exp, expm1, log, log1p, pow } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Arith } from '../formula/index.ts';
import { columnsOf, describeArith } from '../formula/index.ts';
import { type Frame, placeOf } from './frame.ts';
import { numbersOf } from './numbers.ts';
import { standardize } from './standardize.ts';

type Call = Arith & { readonly kind: 'call' };

/** A square is a product, exactly; other powers are `pow`. */
function power(x: number, k: number): number {
  return k === 2 ? x * x : pow(x, k);
}

/** The nearest whole number, of two equally near the even one; as R's round(). */
function roundHalfEven(x: number): number {
  const isHalf = Math.abs(x - Math.trunc(x)) === 0.5;
  return isHalf ? 2 * Math.round(x / 2) : Math.round(x);
}

const ROW_FUNCTIONS: Readonly<Record<Call['fn'], (x: number) => number>> = {
  I: (x) => x,
  log,
  log1p,
  exp,
  expm1,
  sqrt: Math.sqrt,
  abs: Math.abs,
  round: roundHalfEven,
};

const OPERATIONS = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
} as const;

function fold(arith: Arith & { readonly kind: 'chain' }, frame: Frame, needs: string): Float64Array {
  const total = Float64Array.from(compute(arith.first, frame, needs));
  for (const { op, operand } of arith.rest) {
    const values = compute(operand, frame, needs);
    const apply = OPERATIONS[op];
    for (let i = 0; i < total.length; i++) total[i] = apply(total[i], values[i]);
  }
  return total;
}

/** One value a kept row, finite or not. Plain columns come back shared: never write to the result. */
function compute(arith: Arith, frame: Frame, needs: string): Float64Array {
  switch (arith.kind) {
    case 'number':
      return new Float64Array(frame.kept.length).fill(arith.value);
    case 'column':
      return numbersOf(frame, arith.name, needs);
    case 'paren':
      return compute(arith.of, frame, needs);
    case 'negative':
      return compute(arith.of, frame, needs).map((x) => -x);
    case 'power': {
      const exponent = compute(arith.exponent, frame, needs);
      return compute(arith.base, frame, needs).map((x, i) => power(x, exponent[i]));
    }
    case 'chain':
      return fold(arith, frame, needs);
    case 'call': {
      const values = compute(arith.of, frame, needs);
      return arith.fn === 'I' ? values : values.map(ROW_FUNCTIONS[arith.fn]);
    }
    case 'standardized':
      return standardize(frame, arith.fn, describeArith(arith), evaluate(arith.of, frame));
  }
}

/** `, where Age = -3`: what the arithmetic read in the row where it failed. */
function readings(arith: Arith, frame: Frame, at: number): string {
  const read = [...columnsOf(arith)].map((name) => `${name} = ${frame.numbers.get(name)?.[at]}`);
  return arith.kind === 'column' || read.length === 0 ? '' : `, where ${read.join(', ')}`;
}

/** Squares and sums of larger numbers leave the range of doubles. */
const LARGEST = 1e100;

/**
 * Arithmetic over the kept rows. Shared where it is a plain column: never write to the result.
 * Throws InputError at the first row whose value is not finite, such as the log of a negative number, or beyond 1e100,
 * and on text.
 */
export function evaluate(arith: Arith, frame: Frame): Float64Array {
  return checkedValues(arith, computeValues(arith, frame), frame);
}

/** Arithmetic over the kept rows, whatever comes of it: -Infinity where it says so. Shared as that of `evaluate`. */
export function computeValues(arith: Arith, frame: Frame): Float64Array {
  return compute(arith, frame, describeArith(arith));
}

/** The values as they are, if all are within what `evaluate` allows. */
export function checkedValues(arith: Arith, values: Float64Array, frame: Frame): Float64Array {
  const text = describeArith(arith);
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]) <= LARGEST) continue;
    const row = frame.kept[i];
    const where = `${placeOf(frame.table, row)}${readings(arith, frame, i)}`;
    const remedy = Number.isFinite(values[i]) ? '; divide it by a constant first' : '';
    throw new InputError(`data: ${text} is ${values[i]} at ${where}${remedy}`, {
      row: row + 1,
      value: values[i],
      term: text,
    });
  }
  return values;
}
