import { expect, test } from 'vitest';
import { glmm, newRowColumns, tableFromColumns } from '../../src/index.ts';

// What is usual of a centred column was what rounding had left of its mean: a field of the page began with -0.00000000000000543.

test('the usual value of a centred column is 0', () => {
  const raw = Array.from({ length: 30 }, (_, i) => 0.1 * i * i + 0.3);
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  const x = raw.map((value) => value - mean);
  expect(x.reduce((sum, value) => sum + value, 0)).not.toBe(0);
  const y = raw.map((_, i) => Math.sin(i));
  expect(newRowColumns(glmm('y ~ x', tableFromColumns({ x, y })))).toMatchObject([{ name: 'x', usual: 0 }]);
});
