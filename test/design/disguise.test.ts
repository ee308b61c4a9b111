import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOrders, parseDate } from '../../models/design/dates.ts';
import { disguiseOf } from '../../models/design/disguise.ts';
import { applyDesign, buildDesign, type DesignOptions } from '../../models/design/index.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { table } from './tables.ts';

function build(x: readonly string[], formula = 'y ~ x', options: DesignOptions = {}) {
  return buildDesign(parseFormula(formula), table({ y: x.map((_, i) => (i * i) % 7), x }), options);
}

function says(x: readonly string[], formula = 'y ~ x', options: DesignOptions = {}): string {
  try {
    build(x, formula, options);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('text among numbers', () => {
  it('is named with its rows and what to say', () => {
    const x = ['1', 'N/A', '2.5', '.', '3', 'N/A', '4', '9', '5', '7', '8', 'u', 'v', '6'];
    expect(says(x)).toBe(
      'data: "x" holds numbers but for "N/A" (2 rows, the first row 2), "." (row 4), "u" (row 12) and 1 more; say --na "N/A" --na "." --na "u" if that means missing, --factor x if it has levels',
    );
    expect(says(['1', '2,5', '3', '4,5'])).toBe(
      'data: "x" holds numbers but for "2,5" (row 2), "4,5" (row 4); say --decimal , if those are decimals, --factor x if it has levels',
    );
  });

  it.each([
    [
      'log(x)',
      'data: for log(x), "x" must hold numbers; "x" holds numbers but for "<0.5" (row 2); say --na "<0.5" if that means missing',
    ],
    [
      'x + (x | x)',
      'data: "x" holds numbers but for "<0.5" (row 2); say --na "<0.5" if that means missing, --factor x if it has levels',
    ],
  ])('is refused in %s', (right, message) => {
    expect(says(['1', '<0.5', '3', '4'], `y ~ ${right}`)).toBe(message);
  });

  it('is refused as an outcome', () => {
    expect(says(['1', 'N/A', '3', '4'], 'x ~ y')).toBe(
      'data: outcome "x" holds numbers but for "N/A" (row 2); say --na "N/A" if that means missing',
    );
  });

  it.each([
    ['mostly text', ['a', 'b', 'c', '1', 'a', 'b', 'c', 'a', 'b'], true],
    ['a grade with a K', ['1', '2', '3', 'K', '1', '2', '3', '1'], false],
    [
      'half a column of missing marks',
      [...Array(20).fill('.'), ...Array.from({ length: 12 }, (_, i) => `${i}.5`)],
      false,
    ],
    ['a few percentages', ['5%', '10%', '5%', '10%', '20%'], true],
    ['many percentages', Array.from({ length: 20 }, (_, i) => `${i + 1}%`), false],
    ['many thousands', Array.from({ length: 20 }, (_, i) => `${i + 1},000`), false],
    ['ages in bands', ['<18', '18-64', '65+', '<18', '18-64'], true],
    ['alleles', ['+', '-', '+', '-', '-'], true],
  ])('%s', (_, x, allowed) => {
    const found = says(x);
    if (allowed) expect(found).toBe('no error');
    else expect(found).toMatch(/^data: "x" holds numbers but for .*--factor x if it has levels$/);
    expect(says(x, 'y ~ 1 + (1 | x)')).toBe('no error');
    if (new Set(x).size < x.length) {
      expect(says(x, 'y ~ x', { factors: { x: 'sorted' } })).toBe('no error');
      expect(says(x, 'y ~ factor(x)')).toBe('no error');
    }
  });

  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
  const word = fc.constantFrom('N/A', '.', 'x', 'NULL', '--', 'K', '#');

  it('never passes for levels while numbers are half of a column, and always where they are a tenth', () => {
    const cells = (least: number, most: number, of: fc.Arbitrary<string>) =>
      fc.array(of, { minLength: least, maxLength: most });
    fc.assert(
      fc.property(cells(8, 20, number), cells(1, 8, word), (numbers, words) => {
        const disguise = disguiseOf(table({ x: [...words, ...numbers] }), 'x');
        expect(disguise?.odd.map(({ text }) => text).sort()).toEqual([...new Set(words)].sort());
        expect(disguise?.odd.reduce((sum, { count }) => sum + count, 0)).toBe(words.length);
      }),
    );
    fc.assert(
      fc.property(cells(1, 2, number), cells(20, 30, word), (numbers, words) => {
        expect(disguiseOf(table({ x: [...words, ...numbers] }), 'x')).toBeUndefined();
      }),
    );
  });
});

describe('levels that look like missing values are noted', () => {
  it.each([
    [['m', 'f', 'N/A', 'm'], '"x" has the level "N/A"; if it means missing, say --na "N/A"'],
    [
      ['m', '?', 'null', 'm'],
      '"x" has the levels "?", "null"; if they mean missing, say --na "?" --na "null"',
    ],
    [['m', 'none', 'no', 'm'], undefined],
    [['+', '-', '-', '+'], undefined],
  ])('%j', (x, text) => {
    const wanted = text === undefined ? [] : [{ kind: 'missingMark', text }];
    expect(build(x).notes).toMatchObject(wanted);
    expect(build(x, 'y ~ 1 + (1 | x)').notes).toMatchObject(wanted);
  });
});

describe('dates', () => {
  const day = fc.integer({ min: -50_000, max: 50_000 });
  const two = (part: number): string => String(part).padStart(2, '0');
  const write = {
    ymd: (d: Date) => d.toISOString().slice(0, 10),
    dmy: (d: Date) => `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()}`,
    mdy: (d: Date) => `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()}`,
  };

  it.each(['ymd', 'dmy', 'mdy'] as const)('written %s are the days of the calendar', (order) => {
    fc.assert(
      fc.property(day, (days) => {
        expect(parseDate(write[order](new Date(days * 86_400_000)), order)).toBe(days);
      }),
    );
  });

  it('have times of day as fractions', () => {
    expect(parseDate('1970-01-02T12:00', 'ymd')).toBe(1.5);
    expect(parseDate('1970-01-02 06:00:36Z', 'ymd')).toBe(1 + 21_636 / 86_400);
  });

  it.each(['2021-02-29', '2021-13-01', '2021-00-10', '31.04.2021', '2021-01-01T25:00', '2021', '1.2', ''])(
    '%j is none',
    (text) => {
      expect(dateOrders([text])).toEqual([]);
    },
  );

  it('between slashes need a day after the twelfth', () => {
    expect(dateOrders(['01/02/2020', '03/04/2020'])).toEqual(['dmy', 'mdy']);
    expect(dateOrders(['01/02/2020', '13/04/2020'])).toEqual(['dmy']);
    expect(dateOrders(['01/02/2020', '01/31/2020'])).toEqual(['mdy']);
    expect(dateOrders(['13/04/2020', '01/31/2020'])).toEqual([]);
    expect(says(['01/02/2020', '03/04/2020', '05/06/2020'])).toBe(
      'data: "x" holds dates that cannot be read for certain; write them as 2020-01-31, --factor x if it has levels',
    );
  });

  it.each([
    [
      ['2020-01-31', 'N/A', '2020-02-01', '2020-02-01'],
      '"x" holds dates but for "N/A" (row 2); say --na "N/A" if that means missing, --factor x if it has levels',
    ],
    [
      ['31.1.20', '1.2.20', '3.2.20'],
      '"x" holds dates that cannot be read for certain; write them as 2020-01-31, --factor x if it has levels',
    ],
    [
      ['31 Jan 2020', '1 Feb 2020', '3 Feb 2020'],
      '"x" holds dates that cannot be read for certain; write them as 2020-01-31, --factor x if it has levels',
    ],
    [
      ['13/04/2020', '01/31/2020', '03/05/2020'],
      '"x" holds dates that cannot be read for certain; write them as 2020-01-31, --factor x if it has levels',
    ],
  ])('%j are refused', (x, message) => {
    expect(says(x)).toBe(`data: ${message}`);
  });

  it('are numbers wherever numbers are, and levels where they are declared or group', () => {
    const x = ['1970-01-02', '1970-01-04', '1970-01-03', '1970-01-02'];
    expect([...build(x, 'y ~ I(x - 1) + (1 | x)').fixed.columns[0]]).toEqual([0, 2, 1, 0]);
    expect(build(x, 'x ~ y').response).toMatchObject({ values: Float64Array.of(1, 3, 2, 1) });
    expect(build(x, 'y ~ 1 + (1 | x)').groups[0].levels).toEqual(['1970-01-02', '1970-01-03', '1970-01-04']);
    expect(build(x, 'y ~ x', { factors: { x: 'sorted' } }).fixed.names).toEqual([
      'x1970-01-03',
      'x1970-01-04',
    ]);
  });

  it('of new rows are read in the order that was learned', () => {
    const compiled = parseFormula('y ~ x');
    const { recipe } = build(['01/02/1970', '31/01/1970', '05/01/1970']);
    const { fixed } = applyDesign(compiled, recipe, table({ x: ['02/01/1970', '03/01/1970'] }));
    expect([...fixed.columns[0]]).toEqual([1, 2]);
  });
});
