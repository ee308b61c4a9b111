import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { openRows } from '../../src/engine/density/rowMemory.ts';

test('fitting one model again and again takes no more memory', () => {
  const rows = 3000;
  const table = tableFromColumns({
    y: Array.from({ length: rows }, (_, i) => ((i * 7919) % 13) % 2),
    g: Array.from({ length: rows }, (_, i) => `g${i % 50}`),
  });
  const model = glmm('y ~ 1 + (1 | g)', table, { family: 'bernoulli' });
  laplace(model);
  const taken = (): number => openRows(model.program, 'f64', 64).area;
  const before = taken();
  for (let fit = 0; fit < 3; fit++) laplace(model);
  expect(taken()).toBe(before + 64); // what this test itself took
});

test('a memory that cannot grow is left as it was', () => {
  const table = tableFromColumns({ y: [0, 1, 1, 0, 1, 0], g: ['a', 'a', 'b', 'b', 'c', 'c'] });
  const { program } = glmm('y ~ 1 + (1 | g)', table, { family: 'bernoulli' });
  const before = openRows(program, 'f64', 64).area;
  expect(() => openRows(program, 'f64', 2 ** 32)).toThrow(RangeError);
  expect(openRows(program, 'f64', 64).area).toBe(before + 64);
});
