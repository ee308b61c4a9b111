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

test('textTable: columns that do not fit the width follow below, the first repeated; one at least in a block', () => {
  const wide = (width: number): string[] =>
    textTable(['', 'one', 'two', 'three'], [['x', '1', '2', '3']], width);
  expect(wide(18)).toEqual(['   one  two  three', 'x    1    2      3']);
  expect(wide(17)).toEqual(['   one  two', 'x    1    2', '   three', 'x      3']);
  expect(wide(2)).toEqual(['   one', 'x    1', '   two', 'x    2', '   three', 'x      3']);
});

test('decimalsFor: as many as show the digits of the scale, none from hundreds on', () => {
  expect([123, 12.3, 1.23, 0.123, 0.00123, 1e-20].map((scale) => decimalsFor(scale, 3))).toEqual([
    0, 1, 2, 3, 5, 22,
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
    fixed(12345678.9, 2),
    fixed(1.23456789012e12, 1),
    fixed(-1.25e-8, 11),
    fixed(0, 11),
    fixed(-Infinity, 2),
  ]).toEqual([
    '-',
    '0.00',
    '-1.0',
    '0.00400',
    '12345678.90',
    '1.2345678901200e+12',
    '-1.250e-8',
    '0',
    '-Infinity',
  ]);
});

test('estimateCells and diagnosticCells: three digits of the sd, whole draws rounded down', () => {
  const row = {
    mean: 12.3456,
    sd: 0.0234,
    lower: 12.3,
    q50: 12.34,
    upper: 12.4,
    rhat: 1.0049,
    essBulk: 399.9,
    essTail: Number.NaN,
  };
  expect(estimateCells(row)).toEqual(['12.3456', '0.0234', '12.3000', '12.3400', '12.4000']);
  expect(diagnosticCells(row)).toEqual(['1.005', '399', '-']);
});
