import { expect, test } from 'vitest';
import { modelHash } from '../models/fingerprint.ts';
import { type GlmmOptions, glmm } from '../models/glmm.ts';
import { normal } from '../models/priors/constructors.ts';
import { tableFromColumns } from '../src/data/tableFromColumns.ts';

const columns = {
  y: [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1],
  x: [0.5, 1.5, 2, 3.25, 4, 5, 6.5, 7, 8, 9.75, 10, 11],
  w: [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  g: ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'],
};

function hash(
  change: Partial<typeof columns> = {},
  options: GlmmOptions = {},
  formula = 'y ~ x + (1 | g)',
): string {
  const table = tableFromColumns({ ...columns, ...change });
  return modelHash(glmm(formula, table, { family: 'bernoulli', ...options }));
}

test('a model keeps its hash whatever the order of its rows and the spaces of its formula', () => {
  const reversed = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, [...values].reverse()]),
  ) as typeof columns;
  expect(hash(reversed)).toBe(hash());
  expect(hash({}, {}, ' y  ~ x + (1 | g)')).toBe(hash());
  expect(hash()).toMatch(/^[0-9a-f]{32}$/);
});

test('one value, level, weight, prior, link, term or family changes it', () => {
  const hashes = [
    hash(),
    hash({ y: columns.y.with(3, 0) }),
    hash({ x: columns.x.with(3, 3.2500000000000004) }),
    hash({ g: columns.g.map((level) => (level === 'a' ? 'A' : level)) }),
    hash({}, { weights: 'w' }),
    hash({}, { priors: { b: normal(0, 5) } }),
    hash({}, { priors: { b: normal(0, 5.0000000000000009) } }),
    hash({}, {}, 'y ~ x + (x | g)'),
    hash({}, {}, 'y ~ x + (x || g)'),
    hash({}, { family: 'poisson' }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});
