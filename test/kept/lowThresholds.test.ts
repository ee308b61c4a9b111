import { expect, test } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { normalHalfWidth } from '../../src/engine/elementary/distributions.ts';
import { describeSingular, glmm, laplace, profile } from '../../src/index.ts';

// Thresholds below the middle one fell as their coordinates rose, which profiles take to rise: their intervals were not found.
// One that met its neighbour, no row being between, was said to run off to infinity.

const x = Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 20 - 1.5);
const y = x.map((v, i) => 1 + Math.max(0, Math.min(3, Math.round(v + ((i * 23) % 7) / 2))));
const fitOf = (formula: string, outcome: readonly number[]) =>
  laplace(glmm(formula, tableFromColumns({ x, y: outcome }), { family: 'cumulative' }));

test('the profile of every threshold is that of the outcome turned round', () => {
  const ends = profile(fitOf('y ~ x', y));
  const turned = profile(
    fitOf(
      'y ~ x',
      y.map((k) => 5 - k),
    ),
  );
  for (const k of [1, 2, 3]) {
    const [own, other] = [ends[k - 1], turned[3 - k]];
    expect(own.name).toBe(`b_Intercept[${k}]`);
    expect(own.lower).toBeCloseTo(-other.upper, 4);
    expect(own.upper).toBeCloseTo(-other.lower, 4);
    expect(own.upper - own.lower).toBeGreaterThan(normalHalfWidth(0.95) / 4);
  }
});

test.each([
  [
    'y | thres(4) ~ x',
    [1, 3, 4, 5],
    ['b_Intercept[1] is b_Intercept[2]: no row that counts is in the category between them'],
  ],
  [
    'y | thres(4) ~ x',
    [1, 2, 3, 5],
    ['b_Intercept[4] is b_Intercept[3]: no row that counts is in the category between them'],
  ],
] as const)('a category without rows, of %s with categories %j', (formula, categories, words) => {
  expect(
    describeSingular(
      fitOf(
        formula,
        y.map((k) => categories[k - 1]),
      ),
    ),
  ).toEqual(words);
});
