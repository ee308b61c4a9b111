import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import * as elementary from '../src/engine/elementary.ts';

type Scalar = (...x: number[]) => number;
const functions: Readonly<Record<string, Scalar>> = elementary;

/** Rows of test/reference/elementary.json; elementary.py beside it says how they were made. */
const reference: Readonly<Record<string, readonly number[][]>> = JSON.parse(
  readFileSync(new URL('./reference/elementary.json', import.meta.url), 'utf8'),
);

/** Largest error allowed, in ulp: a little over the largest of 1500 points a range (docs/elementary.md). */
const LIMITS: Readonly<Record<string, number>> = {
  exp: 1,
  expm1: 1.2,
  log: 0.8,
  log1p: 0.9,
  tanh: 2.5,
  logistic: 2,
  log1pexp: 1.5,
  lgamma: 6,
  digamma: 3,
  trigamma: 3.5,
  erf: 3,
  erfc: 5,
  normalCdf: 5,
  logNormalCdf: 6,
  tetragamma: 5,
  inverseMills: 5,
  atan: 1,
  scaledNormalTail: 5,
  pow: 1.3,
};

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** Bits as a whole number: neighbouring doubles of one sign have neighbouring codes. NaNs are made one. */
function codeOf(x: number): bigint {
  double[0] = x;
  return Number.isNaN(x) ? 0x7ff8000000000000n : bits[0];
}

function nextAwayFromZero(x: number): number {
  bits[0] = codeOf(x) + 1n;
  return double[0];
}

function ulp(x: number): number {
  const next = nextAwayFromZero(Math.abs(x));
  return next < Infinity ? next - Math.abs(x) : 2 ** 971;
}

function errorInUlp(f: Scalar, row: readonly number[]): number {
  const [nearest, left] = row.slice(-2);
  return Math.abs((f(...row.slice(0, -2)) - nearest - left) / ulp(nearest));
}

describe('against 60-digit values', () => {
  test.each(Object.keys(LIMITS))('%s stays within its limit', (name) => {
    const worst = reference[name].map((row) => ({ row, error: errorInUlp(functions[name], row) }));
    const missed = worst.filter(({ error }) => !(error <= LIMITS[name]));
    expect(missed).toEqual([]);
  });

  test('every exported function is in the table', () => {
    expect(Object.keys(LIMITS).sort()).toEqual(Object.keys(functions).sort());
  });

  test.each(['lgamma', 'digamma', 'trigamma'])(
    '%s of negative numbers: 1e-13 of the largest term',
    (name) => {
      for (const [x, nearest] of reference[`${name} of negative`]) {
        const size = Math.abs(functions[name](1 - x)) + Math.abs(nearest);
        expect(Math.abs(functions[name](x) - nearest)).toBeLessThan(1e-13 * size);
      }
    },
  );
});

describe('at the edges', () => {
  const edges: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    exp: [
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [709.79, Infinity],
      [-745.14, 0],
      [5e-324, 1],
    ],
    expm1: [
      [0, 0],
      [-0, -0],
      [Infinity, Infinity],
      [-Infinity, -1],
      [-38.1, -1],
      [5e-324, 5e-324],
    ],
    log: [
      [0, -Infinity],
      [-0, -Infinity],
      [1, 0],
      [Infinity, Infinity],
      [-1, NaN],
      [-Infinity, NaN],
    ],
    log1p: [
      [0, 0],
      [-0, -0],
      [-1, -Infinity],
      [Infinity, Infinity],
      [-1.1, NaN],
      [-Infinity, NaN],
      [5e-324, 5e-324],
    ],
    tanh: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [1e300, 1],
      [5e-324, 5e-324],
    ],
    logistic: [
      [0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
    ],
    log1pexp: [
      [-Infinity, 0],
      [Infinity, Infinity],
      [1e308, 1e308],
    ],
    lgamma: [
      [1, 0],
      [2, 0],
      [0, Infinity],
      [-0, Infinity],
      [-3, Infinity],
      [Infinity, Infinity],
      [-Infinity, Infinity],
    ],
    digamma: [
      [0, NaN],
      [-2, NaN],
      [Infinity, Infinity],
      [-Infinity, NaN],
    ],
    trigamma: [
      [0, Infinity],
      [-2, Infinity],
      [Infinity, 0],
      [-Infinity, NaN],
    ],
    erf: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
    ],
    erfc: [
      [0, 1],
      [Infinity, 0],
      [-Infinity, 2],
      [28, 0],
    ],
    normalCdf: [
      [0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [-39, 0],
    ],
    tetragamma: [
      [0, NaN],
      [-2, NaN],
      [Infinity, -0],
    ],
    inverseMills: [
      [Infinity, 0],
      [40, 0],
      [-Infinity, Infinity],
    ],
    atan: [
      [0, 0],
      [-0, -0],
      [Infinity, Math.PI / 2],
      [-Infinity, -Math.PI / 2],
      [5e-324, 5e-324],
    ],
    logNormalCdf: [
      [Infinity, 0],
      [40, 0],
      [-Infinity, -Infinity],
    ],
    scaledNormalTail: [
      [0, 0.5],
      [Infinity, 0],
      [-1, NaN],
    ],
  };

  test.each(Object.entries(edges))('%s', (name, pairs) => {
    const f = functions[name];
    for (const [x, value] of pairs) expect([x, f(x)]).toEqual([x, value]);
    expect(f(NaN)).toBeNaN();
  });

  test('pow agrees with Math.pow on every pair of special values', () => {
    const odd = [
      0,
      -0,
      1,
      -1,
      2,
      -2,
      3,
      -3,
      0.5,
      -0.5,
      1e300,
      -1e300,
      5e-324,
      -5e-324,
      Infinity,
      -Infinity,
      NaN,
    ];
    for (const x of odd) {
      for (const y of odd) {
        // Math.pow itself is an ulp off in places: V8 says 0.7071067811865475 for 2^-0.5
        const close = Math.abs(pow(x, y) / x ** y - 1) < 1e-15;
        expect([x, y, close ? x ** y : pow(x, y)]).toEqual([x, y, x ** y]);
      }
    }
  });
});

const { exp, expm1, log, log1p, tanh, logistic, log1pexp, lgamma, digamma, erf, erfc, pow } = elementary;

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const EPSILON = 2 ** -52;

describe('identities', () => {
  property.prop([within(-700, 700)])('log undoes exp', (x) => {
    // a rounding of exp(x) moves its logarithm by an absolute EPSILON
    expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(EPSILON * (1 + Math.abs(x)));
  });

  property.prop([within(1e-300, 1e300)])('exp undoes log', (x) => {
    expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThanOrEqual(EPSILON * (2 + Math.abs(log(x))));
  });

  property.prop([within(-30, 30)])('expm1 is exp - 1', (x) => {
    expect(Math.abs(expm1(x) + 1 - exp(x))).toBeLessThanOrEqual(2 * EPSILON * Math.max(1, exp(x)));
  });

  property.prop([within(-0.999, 1e6)])('log1p undoes expm1 and is log(1 + x)', (x) => {
    expect(Math.abs(expm1(log1p(x)) - x)).toBeLessThanOrEqual(EPSILON * (1 + x) * (2 + Math.abs(log1p(x))));
    expect(Math.abs(log1p(x) - log(1 + x))).toBeLessThanOrEqual(EPSILON * (1 / (1 + x) + Math.abs(log1p(x))));
  });

  property.prop([within(-1e3, 1e3)])('tanh and erf are odd; logistic and erfc reflect', (x) => {
    expect(tanh(-x)).toBe(-tanh(x));
    expect(erf(-x)).toBe(-erf(x));
    expect(Math.abs(logistic(x) + logistic(-x) - 1)).toBeLessThanOrEqual(EPSILON);
    expect(Math.abs(erfc(x) + erfc(-x) - 2)).toBeLessThanOrEqual(2 * EPSILON);
    expect(Math.abs(log1pexp(x) - log1pexp(-x) - x)).toBeLessThanOrEqual(EPSILON * (1 + Math.abs(x)));
  });

  property.prop([within(1e-3, 1e6)])('gamma recurrences', (x) => {
    const size = 1 + Math.abs(lgamma(x)) + Math.abs(log(x));
    expect(Math.abs(lgamma(x + 1) - lgamma(x) - log(x))).toBeLessThanOrEqual(16 * EPSILON * size);
    expect(Math.abs(digamma(x + 1) - digamma(x) - 1 / x)).toBeLessThanOrEqual(
      16 * EPSILON * (2 + 1 / x + Math.abs(log(x))),
    );
  });

  property.prop([fc.integer({ min: -30, max: 30 }), fc.integer({ min: 0, max: 10 })])(
    'whole powers that fit in a double are exact',
    (x, n) => {
      expect(pow(x, n)).toBe(Number(BigInt(x) ** BigInt(n)));
    },
  );

  property.prop([within(1e-5, 1e5), within(-20, 20)])('pow of a reciprocal', (x, y) => {
    expect(Math.abs(pow(x, y) * pow(x, -y) - 1)).toBeLessThanOrEqual(4 * EPSILON);
  });
});

describe('neighbours keep their order', () => {
  const rising: readonly [string, number, number][] = [
    ['exp', -740, 709],
    ['expm1', -40, 709],
    ['log', 0, 1e300],
    ['log1p', -0.999, 1e300],
  ];
  for (const [name, min, max] of rising) {
    // errors below 1 ulp of the smaller may still swap two neighbours whose values are closer than that
    property.prop([within(min, max)])(`${name}, to the last bit`, (x) => {
      const f = functions[name];
      const [low, high] = x < 0 ? [nextAwayFromZero(x), x] : [x, nextAwayFromZero(x)];
      expect(f(high)).toBeGreaterThanOrEqual(f(low) - ulp(f(low)));
    });
  }
});

/** FNV-1a over the bits of every value, two words of 32 bits a number. */
function digest(values: Iterable<number>): string {
  let hash = 0x811c9dc5;
  for (const value of values) {
    const code = codeOf(value);
    for (const word of [Number(code & 0xffffffffn), Number(code >> 32n)])
      hash = Math.imul(hash ^ word, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** 4000 numbers of all sizes and both signs, from a recurrence that every engine works out alike. */
function sweep(): number[] {
  const xs = [0, -0, 0.5, 1, 2, Infinity, -Infinity, NaN, 5e-324, 1.7976931348623157e308];
  let state = 1;
  for (let i = 0; i < 4000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const size = [1, 8, 64, 1 / 4096, 4096][i % 5];
    xs.push((state / 2147483648 - 1) * size);
  }
  return xs;
}

test('the same bits on every engine', () => {
  const xs = sweep();
  const values = Object.keys(LIMITS)
    .filter((name) => name !== 'pow')
    .flatMap((name) => xs.map((x) => functions[name](x)));
  const powers = xs.flatMap((x, i) => [pow(Math.abs(x), xs[xs.length - 1 - i]), pow(x, i % 40)]);
  expect(digest([...values, ...powers])).toBe('290e9a47');
});
