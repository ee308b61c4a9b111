import { describe, expect, test } from 'vitest';
import { applyDesign } from '../../models/design/apply.ts';
import { buildDesign } from '../../models/design/build.ts';
import type { DesignOptions } from '../../models/design/options.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

type Columns = Readonly<Record<string, readonly (number | string)[]>>;

const y = [1, 2, 3, 4, 5, 6];
const g = ['a', 'a', 'a', 'b', 'b', 'b'];

function group(term: string, columns: Columns, options: DesignOptions = {}) {
  return buildDesign(parseFormula(`y ~ ${term}`), tableFromColumns({ y, g, ...columns }), options).groups[0];
}

describe('times of ar1, hetar1, toep and homtoep', () => {
  test('are the whole numbers from the first to the last, an indicator each', () => {
    const { coefs, columns, block } = group('ar1(t | g)', { t: [-1, 0, 2, 0, 2, 2] });
    expect(coefs).toEqual(['t-1', 't0', 't1', 't2']);
    expect(columns.map((column) => [...column])).toEqual([
      [1, 0, 0, 0, 0, 0],
      [0, 1, 0, 1, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 1, 0, 1, 1],
    ]);
    expect(block).toBe('ar1(t)');
  });

  test('0 + t, t + 0 and factor(t) are the same times', () => {
    const t = [10, 9, 8, 10, 9, 8];
    const wanted = group('ar1(t | g)', { t }).columns;
    for (const term of ['ar1(0 + t | g)', 'ar1(t + 0 | g)', 'ar1(factor(t) | g)'])
      expect(group(term, { t }).columns).toEqual(wanted);
  });

  test('of text are levels in declared order, and nothing else', () => {
    const t = ['early', 'mid', 'late', 'late', 'mid', 'early'];
    const declared = { factors: { t: ['early', 'mid', 'late'] } };
    expect(group('toep(t | g)', { t }, declared).coefs).toEqual(['tearly', 'tmid', 'tlate']);
    expect(() => group('ar1(t | g)', { t })).toThrow('the order of the times "t" is not known');
  });

  test('new rows take the times of the model, and only those', () => {
    const formula = parseFormula('y ~ ar1(t | g)');
    const { recipe } = buildDesign(formula, tableFromColumns({ y, g, t: [1, 2, 4, 1, 2, 4] }));
    const [{ columns }] = applyDesign(formula, recipe, tableFromColumns({ g: ['b', 'a'], t: [3, 4] })).groups;
    expect(columns.map((column) => [...column])).toEqual([
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
    const later = tableFromColumns({ g: ['b'], t: [5] });
    expect(() => applyDesign(formula, recipe, later)).toThrow(
      '"t" is 5 at row 1, outside the model\'s times 1 to 4',
    );
  });

  test.each([
    ['ar1(t | g)', { t: [1, 2.5, 3, 1, 2, 3] }, 'times "t" must be whole numbers, got 2.5 at row 2'],
    ['ar1(t | g)', { t: [1, 2.5, 3, 1, 2, 3] }, 'take ou(t | ...) for times that are not whole'],
    ['ar1(t | g)', { t: [1, 2, 300, 1, 2, 3] }, 'has 300 time points, from 1 to 300, more than 100'],
    ['homtoep(t | g)', { t: [1, 2, 50, 1, 2, 3] }, 'has 50 time points, from 1 to 50, more than 40'],
    ['ar1(1 | g)', {}, 'ar1() takes one column of times, as in ar1(time | g)'],
    ['ar1(t:g | g)', { t: y }, 'ar1() takes one column of times'],
    ['ar1(log(t) | g)', { t: y }, 'ar1() takes one column of times'],
    ['ar1(t || g)', { t: y }, '"||" is diag() by itself; write ar1(x | g)'],
    ['exch(t | g)', { t: y }, 'no structure "exch" of random terms (have: us, diag'],
    ['ar1(t | g) + toep(t | g)', { t: y }, '"effects at each t" varies by g twice'],
    [
      '(0 + t | g) + hetar1(t | g)',
      { t: ['a', 'b', 'a', 'b', 'a', 'b'] },
      'ta varies over g in two random terms',
    ],
  ])('%s is refused in words', (term, columns, message) => {
    const factors = 't' in columns && typeof columns.t[0] === 'string' ? { t: ['a', 'b'] } : {};
    expect(() => group(term, columns, { factors })).toThrow(message);
  });
});

describe('levels of cs and homcs', () => {
  const f = ['u', 'v', 'w', 'u', 'v', 'w'];
  const x = [1, 3, 2, 5, 4, 7];

  test('one factor by itself has a coefficient a level, with 0 + or without', () => {
    for (const term of ['cs(f | g)', 'homcs(0 + f | g)', 'cs(1 + f | g)'])
      expect(group(term, { f }).coefs).toEqual(['fu', 'fv', 'fw']);
  });

  test('anything else is the coded block, as in us, diag and homdiag', () => {
    expect(group('cs(x | g)', { x }).coefs).toEqual(['Intercept', 'x']);
    for (const kind of ['us', 'diag', 'homdiag', 'cs'])
      expect(group(`${kind}(f + x | g)`, { f, x }).coefs).toEqual(['Intercept', 'fv', 'fw', 'x']);
    expect(group('homdiag(x | g)', { x }).block).toBe('homdiag(1+x)');
    expect(group('(f || g)', { f })).toEqual(group('diag(f | g)', { f }));
    expect(group('(f | g)', { f })).toEqual(group('us(f | g)', { f }));
  });
});

describe('places of ou', () => {
  test('are the distinct numbers, ascending; new rows must be at one of them', () => {
    const formula = parseFormula('y ~ ou(t | g)');
    const { recipe, groups } = buildDesign(formula, tableFromColumns({ y, g, t: [3.5, -1, 0, 3.5, 0, 0] }));
    expect(groups[0].coefs).toEqual(['t-1', 't0', 't3.5']);
    expect(groups[0].places).toEqual([[-1], [0], [3.5]]);
    const [again] = applyDesign(formula, recipe, tableFromColumns({ g: ['b'], t: [3.5] })).groups;
    expect(again.columns.map(([value]) => value)).toEqual([0, 0, 1]);
    const later = tableFromColumns({ g: ['b'], t: [2] });
    expect(() => applyDesign(formula, recipe, later)).toThrow(
      '"t" is 2 at row 1, a place the model has not seen',
    );
    expect(() => group('ou(t | g)', { t: [1, 1, 1, 1, 1, 1] })).toThrow('has 1 different places');
    expect(() => group('ou(t | g)', { t: ['a', 'b', 'a', 'b', 'a', 'b'] })).toThrow('"t" must hold numbers');
  });
});
