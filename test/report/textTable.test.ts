import { expect, test } from 'vitest';
import { decimalsFor, diagnosticCells, estimateCells, fixed, textTable } from '../../src/report/textTable.ts';

test('textTable: first column left, the others right, nothing trailing', () => {
  expect(
    textTable(
      ['', 'mean', ''],
      [
        ['b_Age', '-1.5', ''],
        ['b', '10', 'x'],
      ],
    ),
  ).toEqual(['       mean', 'b_Age  -1.5', 'b        10  x']);
  expect(textTable(['a', 'b'], [])).toEqual(['a  b']);
});

test('decimalsFor: as many as show the digits of the scale, from 0 to 8', () => {
  expect([123, 12.3, 1.23, 0.123, 0.00123, 1e-20].map((scale) => decimalsFor(scale, 3))).toEqual([
    0, 1, 2, 3, 5, 8,
  ]);
});

test('decimalsFor: a scale of zero, NaN or infinity falls back on the digits', () => {
  expect([0, Number.NaN, Infinity, -1].map((scale) => decimalsFor(scale, 3))).toEqual([2, 2, 2, 2]);
});

test('fixed: "-" for NaN, scientific where decimals would hide the number', () => {
  expect([
    fixed(Number.NaN, 2),
    fixed(0, 2),
    fixed(-1.005, 1),
    fixed(0.004, 2),
    fixed(12345678, 0),
    fixed(-Infinity, 2),
  ]).toEqual(['-', '0.00', '-1.0', '0.00400', '1.23e+7', '-Infinity']);
});

test('estimateCells and diagnosticCells: three digits of the sd, whole draws rounded down', () => {
  const row = {
    mean: 12.3456,
    sd: 0.0234,
    q5: 12.3,
    q50: 12.34,
    q95: 12.4,
    rhat: 1.0049,
    essBulk: 399.9,
    essTail: Number.NaN,
  };
  expect(estimateCells(row)).toEqual(['12.3456', '0.0234', '12.3000', '12.3400', '12.4000']);
  expect(diagnosticCells(row)).toEqual(['1.005', '399', '-']);
});
