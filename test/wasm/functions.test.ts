import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type UnaryOp, unaryFunctions } from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { arbitraryExpression } from '../property/arbitraryExpression.ts';
import { interpret } from '../property/interpret.ts';
import { awkward, unaryOf, vectorEvaluator } from './evaluate.ts';

const ops = Object.keys(unaryFunctions) as UnaryOp[];

/** Numbers of every size, most of them of the sizes models meet; the same each time. */
function wild(count: number): number[] {
  const { uniform } = stream('wild', 'functions');
  return Array.from({ length: count }, (_, i) => {
    const sign = uniform() < 0.5 ? -1 : 1;
    if (i % 4 === 0) return sign * Math.exp(1400 * (uniform() - 0.5));
    return sign * 10 ** (uniform() * 8 - 5);
  });
}

describe.each(ops)('%s in two double lanes', (op) => {
  const scalar = unaryFunctions[op];
  const mend = vectorEvaluator(unaryOf(op), ['x'], 'f64', 'mend');
  const note = vectorEvaluator(unaryOf(op), ['x'], 'f64', 'note');

  const check = (a: number, b: number): void => {
    const expected = [scalar(a), scalar(b)];
    const { values } = mend([[a, b]]);
    if (!Object.is(values[0], expected[0]) || !Object.is(values[1], expected[1]))
      expect(values, `${op} of ${a} and ${b}`).toEqual(expected);
    const noted = note([[a, b]]);
    if (noted.well && !(Object.is(noted.values[0], expected[0]) && Object.is(noted.values[1], expected[1])))
      expect(noted.values, `${op} of ${a} and ${b}, nothing noted`).toEqual(expected);
  };

  test('has the bits of the scalar function at awkward arguments, paired with ordinary ones', () => {
    for (const x of awkward) {
      check(x, 0.75);
      check(-0.75, x);
      check(x, -x);
    }
  });

  test('has the bits of the scalar function at arguments of every size', () => {
    const numbers = wild(8000);
    for (let i = 0; i < numbers.length; i += 2) check(numbers[i], numbers[i + 1]);
  });

  test('takes ordinary arguments for such', () => {
    for (const x of [0.5, 1, 1.5, 3, 12]) expect(note([[x, 1 / x]]).well).toBe(true);
    if (!['log', 'log1p', 'sqrt', 'lgamma', 'digamma', 'scaledNormalTail'].includes(op))
      for (const x of [-0.5, -1, -12]) expect(note([[x, 1 / x]]).well).toBe(true);
  });
});

/** Largest error in units of a single's last place, over arguments where the answer is no smaller than a normal single. */
function worstUlp(op: UnaryOp, from: number, to: number): number {
  const single = vectorEvaluator(unaryOf(op), ['x'], 'f32', 'note');
  const { uniform } = stream('ulp', op);
  let worst = 0;
  for (let i = 0; i < 5000; i++) {
    const x = Array.from({ length: 4 }, () => Math.fround(from + (to - from) * uniform()));
    single([x]).values.forEach((value, lane) => {
      const exact = unaryFunctions[op](x[lane]);
      const ulp = 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(exact))) - 23);
      worst = Math.max(worst, Math.abs(value - exact) / ulp);
    });
  }
  return worst;
}

describe('single lanes, against the double functions', () => {
  test.each([
    ['exp', -87, 88.3, 2],
    ['exp', -1, 1, 2],
    ['expm1', -20, 80, 3],
    ['expm1', -0.5, 0.5, 3],
    ['expm1', -1e-3, 1e-3, 3],
    ['log', 1e-30, 1e-3, 2],
    ['log', 0.5, 2, 3],
    ['log', 2, 1e30, 2],
    ['log1p', -0.9999, -0.1, 3],
    ['log1p', -0.1, 0.1, 3],
    ['log1p', 0, 1, 3],
    ['log1p', 1, 1e9, 2],
    ['tanh', -0.1, 0.1, 4],
    ['tanh', -12, 12, 4],
    ['logistic', -80, 80, 4],
    ['log1pexp', -80, 80, 4],
    ['lgamma', 0.1, 50, 1],
    ['digamma', 0.001, 1, 12],
    ['digamma', 2, 50, 12],
    ['digamma', 50, 1e6, 3],
    ['trigamma', 0.1, 50, 1],
    ['tetragamma', 0.1, 50, 1],
    ['logNormalCdf', -30, 4, 12],
    ['inverseMills', -30, 4, 12],
    ['scaledNormalTail', 0, 30, 4],
    ['atan', -9, 9, 3],
    ['sqrt', 0, 100, 1],
  ] as const)('%s on %d .. %d is within its limit', (op, from, to, limit) => {
    const worst = worstUlp(op, from, to);
    console.log(`${op} on ${from} .. ${to}: ${worst.toFixed(2)} ulp of a single`);
    expect(worst).toBeLessThanOrEqual(limit);
  });

  test('odd arguments end sensibly', () => {
    const at = (op: UnaryOp, x: number): number =>
      vectorEvaluator(unaryOf(op), ['x'], 'f32', 'note')([[x, 1, 1, 1]]).values[0];
    expect(at('exp', -1e30)).toBe(0);
    expect(at('exp', Number.NEGATIVE_INFINITY)).toBe(0);
    expect(at('exp', 100)).toBe(Number.POSITIVE_INFINITY);
    expect(at('log', Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(at('log', 0)).toBeCloseTo(-87.3365, 3);
    expect(at('log1p', -1)).toBeCloseTo(-87.3365, 3);
    expect(at('tanh', -1e30)).toBe(-1);
    for (const op of ['exp', 'expm1', 'log', 'log1p', 'tanh', 'logistic', 'log1pexp'] as const)
      expect(at(op, Number.NaN)).toBeNaN();
    for (const op of ['log', 'log1p'] as const) expect(at(op, -2)).toBeNaN();
  });
});

property.prop([arbitraryExpression('every')], { numRuns: 300 })(
  'whole expressions have the bits of the interpreter in double lanes',
  ({ expression, at }) => {
    const names = Object.keys(at);
    const evaluate = vectorEvaluator(expression, names, 'f64', 'mend');
    const { values } = evaluate(names.map((name) => [at[name], at[name]]));
    const expected = interpret(expression, at);
    expect(values).toEqual([expected, expected]);
  },
);
