import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { integratingPays } from '../../src/run/plan.ts';

/** A gaussian model of so many rows with these grouping factors, levels of which meet at random. */
function pays(rows: number, factors: readonly number[], coefficient = '1'): boolean {
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const groups = Object.fromEntries(
    factors.map((size, f) => [`g${f}`, column((i) => `l${((i * 48271 ** (2 * f)) % 2147483647) % size}`)]),
  );
  const table = tableFromColumns({ y: column((i) => (i * 7919) % 101), x: column((i) => i % 13), ...groups });
  const terms = factors.map((_, f) => `(${coefficient} | g${f})`).join(' + ');
  return integratingPays(glmm(`y ~ x + ${terms}`, table, { family: 'gaussian' }).program);
}

// The levels of the factors but the largest are factored sparsely: few of them, or few that meet, cost little.
test.each([
  ['one factor, many rows', 8000, [401], '1', true],
  ['one factor with slopes', 8000, [401], 'x', true],
  ['a small second factor', 144, [24, 6], '1', true],
  ['a second factor of 30 levels under 3000', 4700, [3001, 30], '1', true],
  ['three factors of 12, 48 and 240 levels', 720, [12, 47, 239], '1', true],
  ['131 and 2410 levels', 31_000, [131, 2409], '1', true],
  ['900 and 900 levels that meet at random', 9000, [901, 899], '1', false],
] as const)('integrating out pays for %s: %s rows, %s', (_, rows, factors, coefficient, expected) => {
  expect(pays(rows, factors, coefficient)).toBe(expected);
});
