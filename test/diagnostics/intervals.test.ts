import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { equalTailed, highestDensity, probabilityOfDirection, rope } from '../../diagnostics/index.ts';
import { normalStream } from './draws.ts';

interface Case {
  readonly draws: number[];
  readonly levels: readonly { level: number; hdi: [number, number]; eti: [number, number]; rope: number }[];
  readonly direction: number;
  readonly rope: number;
}
// bayestestR 0.13.0; intervals.R beside it is the recipe
const reference: Record<string, Case> = JSON.parse(
  readFileSync(new URL('../reference/intervals.json', import.meta.url), 'utf8'),
);

describe.each(Object.entries(reference))('of draws %s', (_, { draws, levels, direction, rope: inRope }) => {
  const chains = [draws];

  test('intervals and ROPE equal those of bayestestR at every level', () => {
    for (const { level, hdi, eti, rope: share } of levels) {
      expect(highestDensity(chains, level)).toEqual({ lower: hdi[0], upper: hdi[1] });
      const { lower, upper } = equalTailed(chains, level);
      expect(lower).toBeCloseTo(eti[0], 12); // 1e-12: R interpolates in another order
      expect(upper).toBeCloseTo(eti[1], 12);
      expect(rope(chains, -0.1, 0.6, level)).toBeCloseTo(share, 14);
    }
  });

  test('direction and ROPE of all draws equal those of bayestestR', () => {
    expect(probabilityOfDirection(chains)).toBeCloseTo(direction, 14);
    expect(rope(chains, -0.1, 0.6)).toBeCloseTo(inRope, 14);
  });

  test('chains count as one set of draws', () => {
    const half = draws.length >> 1;
    const halves = [draws.slice(0, half), draws.slice(half, 2 * half)];
    const whole = [draws.slice(0, 2 * half)];
    expect(highestDensity(halves, 0.8)).toEqual(highestDensity(whole, 0.8));
    expect(probabilityOfDirection(halves)).toBe(probabilityOfDirection(whole));
  });
});

test('highestDensity: no stretch of draws that holds as many is shorter, at 60 random levels', () => {
  const normal = normalStream('intervals');
  for (let trial = 0; trial < 60; trial++) {
    const draws = Array.from({ length: 40 }, () => normal() ** 2);
    const level = (trial + 1) / 61;
    const { lower, upper } = highestDensity([draws], level);
    const inside = (low: number, high: number) => draws.filter((x) => x >= low && x <= high).length;
    expect(inside(lower, upper)).toBeGreaterThanOrEqual(level * 40);
    const shorter = draws.some((low) =>
      draws.some((high) => high - low < upper - lower && inside(low, high) >= inside(lower, upper)),
    );
    expect(shorter).toBe(false);
  }
});

test('level 1 is all draws, and equal draws are a point', () => {
  expect(highestDensity([[3, 1, 2]], 1)).toEqual({ lower: 1, upper: 3 });
  expect(equalTailed([[3, 1, 2]], 1)).toEqual({ lower: 1, upper: 3 });
  expect(highestDensity([[4, 4, 4]], 0.9)).toEqual({ lower: 4, upper: 4 });
  expect(highestDensity([[7]], 0.9)).toEqual({ lower: 7, upper: 7 });
});

test('NaN where a draw is NaN or there are none', () => {
  const nothing = { lower: Number.NaN, upper: Number.NaN };
  for (const chains of [[[1, Number.NaN, 2]], [[]]]) {
    expect(highestDensity(chains, 0.9)).toEqual(nothing);
    expect(equalTailed(chains, 0.9)).toEqual(nothing);
    expect(probabilityOfDirection(chains)).toBeNaN();
    expect(rope(chains, -1, 1)).toBeNaN();
    expect(rope(chains, -1, 1, 0.9)).toBeNaN();
  }
});

test('infinite draws take their place at the ends', () => {
  const draws = [[-Infinity, -1, 0, 1, Infinity]];
  expect(highestDensity(draws, 0.4)).toEqual({ lower: -1, upper: 1 });
  expect(highestDensity([[-Infinity, Infinity]], 0.5)).toEqual({ lower: Number.NaN, upper: Number.NaN });
  expect(rope(draws, 0, Infinity)).toBe(0.6);
  expect(probabilityOfDirection(draws)).toBe(0.4);
});

test('a level or a region that makes no sense is a RangeError with the values', () => {
  expect(() => highestDensity([[1]], 95)).toThrow(RangeError);
  expect(() => equalTailed([[1]], Number.NaN)).toThrow(RangeError);
  expect(() => rope([[1]], 1, -1)).toThrow(
    new RangeError('diagnostics: a region needs low <= high, got 1 and -1'),
  );
  expect(() => rope([[1]], -1, 1, 0)).toThrow(RangeError);
});
