import { expect, test } from 'vitest';
import { smoothTable } from '../../src/engine/quadrature/nested/smoothTable.ts';

test('a table has its function and two derivatives, and closer points where the function asks for them', () => {
  let asked = 0;
  const table = smoothTable((first, step, out) => {
    asked += out.length;
    out.forEach((_, k) => {
      out[k] = Math.sin(first + k * step);
    });
    return true;
  });
  for (const scale of [1, 20]) {
    table.open(scale);
    for (const x of [-31.3, -0.01, 0, 0.7, 12.125, 4000.2]) {
      expect(table.value(x)).toBeCloseTo(Math.sin(x), 9);
      table.derivatives(x);
      expect(table.found.slope).toBeCloseTo(Math.cos(x), 7);
      expect(table.found.curvature).toBeCloseTo(-Math.sin(x), 5);
    }
  }
  const before = asked;
  table.value(0.6);
  expect(asked).toBe(before);
});

test('what cannot be had is not a number', () => {
  const table = smoothTable((first, _, out) => {
    out.fill(1);
    return first < 50;
  });
  table.open(1);
  expect(table.value(0)).toBeCloseTo(1, 12);
  expect(table.value(100)).toBeNaN();
});
