import { describe, expect, test } from 'vitest';
import { doubtsOf } from '../../app/analysis/table/doubts.ts';
import { outlineOf } from '../../app/analysis/table/outline.ts';
import { sketchOf } from '../../app/analysis/table/sketch.ts';
import { openQuestions } from '../../app/state/openQuestions.ts';
import { emptySession } from '../../app/state/session.ts';
import { moved, withLevels, withMarks } from '../../app/steps/data/questions.ts';
import { firstRow, rowAfterKey, topOf } from '../../app/steps/data/visibleRows.ts';
import { parseCsv, tableFromColumns } from '../../src/index.ts';

const csv = (header: string, ...rows: readonly string[]) =>
  parseCsv(`${header}\n${rows.join('\n')}\n`, 'x.csv');

describe('what is asked about columns', () => {
  test('marks of missing values amid numbers, with how many cells they are', () => {
    const table = csv('age,other', '31,a', 'N/A,N/A', '40.5,b', '28,a', '55,b', '61,a');
    expect(doubtsOf(table)[0]).toEqual({
      kind: 'marks',
      column: 'age',
      amid: 'numbers',
      marks: [{ text: 'N/A', count: 1, elsewhere: 1 }],
    });
  });

  test('999 far from everything else, and not where it may be a value', () => {
    const table = tableFromColumns({ age: [20, 90, 999, 999, 50], weight: [10, 500, 999, 1200, 700] });
    expect(doubtsOf(table)).toEqual([
      {
        kind: 'oddNumber',
        column: 'age',
        mark: { text: '999', count: 2, elsewhere: 1 },
        from: 20,
        to: 90,
      },
    ]);
  });

  test('decimal commas where commas part the fields, dates of certain order and of none', () => {
    const table = csv(
      'y,d,e',
      '"1,5",2020-01-31,01/02/2020',
      '"2,5",2020-02-01,02/03/2020',
      '"4,25",2020-02-03,04/05/2020',
    );
    expect(doubtsOf(table)).toMatchObject([
      { kind: 'commas', column: 'y' },
      { kind: 'dates', column: 'd', order: 'ymd' },
      { kind: 'dates', column: 'e', order: null },
    ]);
  });

  test('decimal commas beside a mark of missing values are two questions', () => {
    const table = csv('y,x', '"1,5",1', '.,2', '"2,5",3', '"4,25",4', '.,5');
    expect(doubtsOf(table)).toMatchObject([
      { kind: 'commas', column: 'y', example: '1,5' },
      { kind: 'marks', column: 'y', amid: 'numbers', marks: [{ text: '.', count: 2 }] },
    ]);
  });

  test('codes are few and counted; 0 and 1, counts and ids are not asked about', () => {
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const table = tableFromColumns({
      period: rows.map((i) => (i % 4) + 1),
      dead: rows.map((i) => i % 2),
      stay: rows.map((i) => 2 + (i % 5)),
      id: rows,
    });
    expect(doubtsOf(table)).toEqual([{ kind: 'codes', column: 'period', values: ['1', '2', '3', '4'] }]);
  });

  test('an answer is not asked for again', () => {
    const outline = outlineOf(csv('g,y', '1,a', '2,.', '3,b', '1,b', '2,a', '3,a'), true);
    const source = { kind: 'pasted', name: 'x', bytes: 1, id: '1' } as const;
    const data = { source, reading: {}, factors: {}, settled: [] };
    expect(openQuestions(outline, data).map(({ key }) => key)).toEqual(['codes g', 'marks y']);
    expect(openQuestions(outline, { ...data, factors: { g: 'sorted' }, settled: ['marks y'] })).toEqual([]);
    expect(withMarks({ na: ['.'] }, ['.', 'x'])).toEqual({ na: ['.', 'x'] });
    expect(emptySession.data).toBe(null);
  });
});

test('column names of hostile files are names', () => {
  const table = parseCsv('__proto__,constructor\n1,a\n2,b\n', 'x.csv');
  expect(outlineOf(table, true).columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  const factors = withLevels({}, '__proto__', ['1', '2']);
  expect(Object.entries(factors)).toEqual([['__proto__', ['1', '2']]]);
  expect(Object.entries(withLevels(factors, '__proto__', null))).toEqual([]);
});

test('pictures count every row once', () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => (i === 3 ? Number.NaN : i / 10));
  const sketch = sketchOf({ kind: 'number', values });
  expect(sketch.kind === 'histogram' && sketch.counts.reduce((sum, count) => sum + count)).toBe(499);
  const levels = Array.from({ length: 30 }, (_, i) => `l${i}`);
  const codes = Int32Array.from({ length: 60 }, (_, i) => (i % 31) - 1);
  const bars = sketchOf({ kind: 'factor', levels, codes });
  expect(bars.kind === 'bars' && bars.others + bars.counts.reduce((sum, count) => sum + count)).toBe(58);
});

test('levels move and stay the same levels', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 0, 9)).toEqual(['b', 'c', 'a']);
});

describe('a million rows in what browsers can lay out', () => {
  const scrolling = { rows: 1_000_000, seen: 17, rowHeight: 28 };
  test.each([0, 1, 500_000, 999_982, 999_983])('row %i is where it is scrolled to', (row) => {
    expect(firstRow(topOf(row, scrolling), scrolling)).toBe(row);
  });
  test('the ends are the ends, and keys go row by row', () => {
    expect(firstRow(8_000_000, scrolling)).toBe(999_983);
    expect(rowAfterKey('ArrowDown', 999_983, scrolling)).toBe(999_983);
    expect(rowAfterKey('PageUp', 20, scrolling)).toBe(4);
    expect(rowAfterKey('a', 20, scrolling)).toBe(null);
  });
});
