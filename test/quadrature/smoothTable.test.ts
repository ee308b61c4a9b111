import { expect, test } from 'vitest';
import { type SmoothTable, smoothTable } from '../../src/engine/quadrature/nested/smoothTable.ts';

function valueAt(table: SmoothTable, x: number): number {
  const out = new Float64Array(1);
  table.addValues(x, 0, 1, out, 0, 1);
  return out[0];
}

test('a table has its functions and two derivatives, and closer points where they ask for them', () => {
  let asked = 0;
  const table = smoothTable((first, step, [sine, cosine]) => {
    asked += sine.length;
    sine.forEach((_, k) => {
      sine[k] = Math.sin(first + k * step);
      cosine[k] = Math.cos(first + k * step);
    });
    return true;
  });
  for (const scale of [1, 20]) {
    table.open(scale, 2);
    for (const x of [-31.3, -0.01, 0, 0.7, 12.125, 4000.2]) {
      expect(valueAt(table, x)).toBeCloseTo(Math.sin(x), 9);
      const { slope, bend, others } = table.sumDerivatives(x, 0.2 * scale, Float64Array.of(7, 1, 2), 1, 3);
      const y = x + 0.2 * scale;
      expect(slope).toBeCloseTo(Math.cos(x) + 2 * Math.cos(y), 7);
      expect(bend).toBeCloseTo(Math.cos(x) ** 2 - Math.sin(x) + 2 * (Math.cos(y) ** 2 - Math.sin(y)), 5);
      expect(others[0]).toBeCloseTo(Math.cos(x) + 2 * Math.cos(y), 8);
    }
  }
  const before = asked;
  valueAt(table, 0.6);
  expect(asked).toBe(before);
});

test('what a table has at a place does not depend on the places before', () => {
  const open = (): SmoothTable => {
    const table = smoothTable((first, step, [out]) => {
      out.forEach((_, k) => {
        out[k] = Math.atan(10 * (first + k * step));
      });
      return true;
    });
    table.open(1, 1);
    return table;
  };
  const places = [-3, -0.2, 0.05, 0.9, 4.9, 5.3];
  const [ahead, back] = [open(), open()];
  const values = places.map((x) => valueAt(ahead, x));
  places.toReversed().forEach((x, k) => {
    expect(valueAt(back, x)).toBe(values[places.length - 1 - k]);
  });
  const all = new Float64Array(101);
  open().addValues(-5, 0.1, 2, all, 0, 101);
  all.forEach((value, k) => {
    expect(value).toBeCloseTo(2 * Math.atan(-50 + k), 8);
  });
});

test('what cannot be had is not a number', () => {
  const table = smoothTable((first, _, [out]) => {
    out.fill(1);
    return first < 50;
  });
  table.open(1, 1);
  expect(valueAt(table, 0)).toBeCloseTo(1, 12);
  expect(valueAt(table, 100)).toBeNaN();
});
