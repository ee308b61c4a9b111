import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanAutocovariance } from '../../diagnostics/autocovariance.ts';
import { centre } from '../../diagnostics/effectiveSize.ts';
import { ascendingOrder } from '../../diagnostics/order.ts';
import { rank } from '../../diagnostics/ranks.ts';
import { pool, split } from '../../diagnostics/shape.ts';
import { autoregressive, normalStream } from './draws.ts';

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 200 });

function sortedBy(values: Float64Array): number[] {
  return Array.from(ascendingOrder(values), (place) => values[place]);
}

describe('ascendingOrder', () => {
  test('sorts like Float64Array.sort, -0 before 0', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float64Array.from(list);
        expect(sortedBy(values)).toStrictEqual(Array.from(values.slice().sort()));
      }),
    );
  });

  test('sorts numbers that agree in their high words, and leaves ties in place', () => {
    const normal = normalStream('close');
    const close = Float64Array.from({ length: 1000 }, () => 1e6 + 1e-5 * normal());
    expect(sortedBy(close)).toStrictEqual(Array.from(close.slice().sort()));
    expect(Array.from(ascendingOrder(Float64Array.of(2, 1, 2, 1, 2)))).toEqual([1, 3, 0, 2, 4]);
  });
});

test('split: an odd chain loses its middle draw', () => {
  expect(
    split(
      pool([
        [1, 2, 3, 4, 5],
        [6, 7, 8, 9, 10],
      ]),
    ),
  ).toEqual({
    values: Float64Array.of(1, 2, 4, 5, 6, 7, 9, 10),
    length: 2,
  });
});

test('rank: ties share the score of their average rank', () => {
  const scores = rank(pool([[1, 2, 2, 3]]))?.scores.values ?? [];
  expect(scores[1]).toBe(scores[2]);
  expect(scores[1]).toBeCloseTo(0, 15); // rank 2.5 of 4 is the middle
  expect(scores[0]).toBeCloseTo(-scores[3], 15);
});

test('meanAutocovariance: the Fourier lags continue the direct ones', () => {
  // 3 pieces leave one without a partner in its transform; 100 is no power of two
  const pieces = centre(pool(autoregressive('lags', 3, 100, 0.9))).centred;
  const autocovariance = meanAutocovariance(pieces);
  for (let lag = 0; lag < 100; lag++) {
    let sum = 0;
    for (let i = 0; i < 300; i++) if ((i % 100) + lag < 100) sum += pieces.values[i] * pieces.values[i + lag];
    expect(autocovariance(lag)).toBeCloseTo(sum / 300, 13); // values near 1
  }
});
