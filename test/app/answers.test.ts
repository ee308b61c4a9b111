import { describe, expect, test } from 'vitest';
import { groupMeans } from '../../app/analysis/answers/groupMeans.ts';
import { rankShares } from '../../app/analysis/answers/rankShares.ts';
import { axisScale, rangeOf } from '../../app/parts/scale.ts';
import { cellText, sortedTable } from '../../app/parts/tableCell.ts';
import { emptyDraft, emptySession, type FitEntry, isOfTable } from '../../app/state/session.ts';
import { areOfDifferentTables, differencesOf, termsOf } from '../../app/steps/answers/differences.ts';
import { bestFound, levelsFound } from '../../app/steps/answers/search.ts';
import { shownRows } from '../../app/steps/answers/shownRows.ts';
import { nextLevel } from '../../app/steps/answers/walk.ts';
import type { PredictiveCheck, PrintedTable } from '../../src/index.ts';
import { renderTable } from '../../src/report/renderTable.ts';

const numbers = (values: readonly number[]): PrintedTable => ({
  title: '',
  columns: [
    { title: 'name', kind: 'text' },
    { title: 'x', kind: 'number' },
  ],
  rows: values.map((value, i) => [`row ${i}`, { kind: 'number', value }]),
});

describe('cells', () => {
  test('show the digits that the library prints', () => {
    const values = [0.00123, -12.345, 299, 1, 0.05, -0.5];
    const lines = renderTable(numbers(values), 'text').trim().split('\n').slice(1);
    const printed = lines.map((line) => line.trim().split(/\s+/).at(-1));
    expect(values.map((value) => cellText({ kind: 'number', value }))).toEqual(printed);
  });

  test('say what is not there, never that a share is nothing or all, and no minus before zero', () => {
    expect(cellText(null)).toBe('');
    expect(cellText({ kind: 'number', value: Number.NaN })).toBe('–');
    expect(cellText({ kind: 'number', value: -0.0001, decimals: 2 })).toBe('0.00');
    expect(cellText({ kind: 'interval', lower: -1, upper: Number.POSITIVE_INFINITY, decimals: 1 })).toBe(
      '-1.0 to ∞',
    );
    expect(cellText({ kind: 'number', value: Number.POSITIVE_INFINITY, beyond: 1999 })).toBe('>1,999');
    expect(cellText({ kind: 'number', value: 0, beyond: 1 / 1999 })).toBe('<0.000500');
    expect(cellText({ kind: 'probability', value: 1, as: 'percent' })).toBe('>99.9%');
    expect(cellText({ kind: 'probability', value: 0.0002, as: 'p-value' })).toBe('<0.001');
  });

  test('are sorted within their part, what is unknown last either way', () => {
    const table: PrintedTable = {
      ...numbers([]),
      rows: [
        { heading: 'a' },
        ...numbers([3, Number.NaN, 1]).rows,
        { heading: 'b' },
        ...numbers([9, 2]).rows,
      ],
    };
    const order = (down: boolean): unknown[] =>
      sortedTable(table, { column: 1, down }).rows.map((row) =>
        'heading' in row ? row.heading : cellText(row[1]),
      );
    expect(order(false)).toEqual(['a', '1.00', '3.00', '–', 'b', '2.00', '9.00']);
    expect(order(true)).toEqual(['a', '3.00', '1.00', '–', 'b', '9.00', '2.00']);
    expect(sortedTable(table, null)).toBe(table);
  });
});

describe('differences', () => {
  const entry = (draft: Partial<FitEntry['draft']>): FitEntry => ({
    ...{ id: 'a', name: 'a', factors: {}, warnings: [], isTrusted: true },
    draft: { ...emptyDraft, ...draft },
    sampling: emptySession.sampling,
  });

  test('terms of a formula stand between plus signs that no bracket holds', () => {
    expect(termsOf('y ~ a+b * c  + s(x, k = 2 + 3) + (1 + x | g)')).toEqual([
      'y ~',
      'a',
      'b * c',
      's(x, k = 2 + 3)',
      '(1 + x | g)',
    ]);
  });

  test('are the pieces that not all have, part by part', () => {
    const one = entry({ formula: 'y ~ x + (1 | g)', priors: { sd: 'half_normal(1)' } });
    const other = entry({ formula: 'y  ~  x+(x | g)', priors: { sd: 'half_normal(2)' } });
    const own = differencesOf([one, other]).map(({ part, fits }) => [
      part,
      fits.map((pieces) => pieces.filter(({ isOwn }) => isOwn).map(({ text }) => text)),
    ]);
    expect(own).toEqual([
      ['formula', [['(1 | g)'], ['(x | g)']]],
      ['priors', [['sd half_normal(1)'], ['sd half_normal(2)']]],
    ]);
    expect(differencesOf([one, one])).toEqual([]);
  });

  test('tell which table each fit is of, also where it was opened twice', () => {
    const file = (name: string, id: string): FitEntry => ({
      ...entry({ formula: 'y ~ x' }),
      data: { source: { kind: 'file', name, bytes: 90, id }, reading: {} },
    });
    const [one, again, other] = [file('a.csv', '1'), file('a.csv', '2'), file('b.csv', '3')];
    expect(differencesOf([one, other])).toEqual([
      { part: 'data', fits: [[{ text: 'a.csv', isOwn: true }], [{ text: 'b.csv', isOwn: true }]] },
    ]);
    expect(differencesOf([one, again])).toEqual([]);
    expect(areOfDifferentTables([one, again])).toBe(false);
    expect(areOfDifferentTables([one, again, other])).toBe(true);
    expect(areOfDifferentTables([entry({}), one])).toBe(false);
    const open = {
      ...{ factors: {}, settled: [] },
      source: { kind: 'file', name: 'a.csv', bytes: 90, id: '4' },
    } as const;
    expect([one, again, other, entry({})].map((fit) => isOfTable(fit, { ...open, reading: {} }))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(isOfTable(one, { ...open, reading: { na: ['.'] } })).toBe(false);
    expect(isOfTable(one, null)).toBe(false);
  });
});

test('keys walk the levels and stay within them', () => {
  const to = (key: string, from: number): number | null => nextLevel(key, from, 30);
  expect(['ArrowRight', 'ArrowLeft', 'PageUp', 'Home', 'End'].map((key) => to(key, 25))).toEqual([
    26, 24, 29, 0, 29,
  ]);
  expect(to('ArrowLeft', 0)).toBe(0);
  expect(to('a', 3)).toBeNull();
});

test('an axis has round numbers within its range, and shows as many digits as tell them apart', () => {
  const { ticks, decimals, place } = axisScale(-0.31, 1.42, [100, 0]);
  expect(ticks.map((tick) => tick.toFixed(decimals))).toEqual(['0.0', '0.5', '1.0']);
  expect(place(-0.31)).toBeCloseTo(100);
  expect(place(1.42)).toBeCloseTo(0);
  expect(axisScale(5, 5, [0, 10]).place(5)).toBeCloseTo(5);
  expect(rangeOf([[Number.NaN, 2], [-1]])).toEqual([-1, 2]);
});

test('of a hundred thousand rows those in sight are in the page, and the space of all others is kept', () => {
  for (const from of [0, 777, 1_500_000, 9e9]) {
    const { first, last, above, below } = shownRows({
      count: 100_000,
      from,
      rowHeight: 30,
      tableHeight: 330,
    });
    expect(last - first).toBeLessThan(40);
    expect(above + 30 * (last - first) + below).toBe(3_000_000);
  }
  expect(shownRows({ count: 3, from: 0, rowHeight: 30, tableHeight: 330 })).toEqual({
    first: 0,
    last: 3,
    above: 0,
    below: 0,
  });
});

test('a level is found by its name before those that hold or begin with it', () => {
  const names = ['337', '37', 'Ward 370', '371'];
  const found = levelsFound(names, '37');
  expect(found).toEqual([3, 2, 1, 0]);
  expect(bestFound(names, found, '37')).toBe(1);
  expect(bestFound(names, levelsFound(names, 'WARD'), 'ward')).toBe(2);
  expect(bestFound(names, [], 'x')).toBeNull();
});

test('ranks of a level: exact in small, ties share, and every draw is counted once in many', () => {
  const draws = (...values: number[]): Float64Array[] => [Float64Array.from(values)];
  const levels = [draws(1, 3, 2, 5), draws(2, 2, 2, 4), draws(3, 1, 1, 3)];
  const shares = (at: number): number[] =>
    rankShares(levels, at, 'highest').map(({ probability }) => probability);
  expect(shares(0)).toEqual([0.75, 0, 0.25]);
  expect(shares(1)).toEqual([0.25, 0.75, 0]);
  expect(rankShares(levels, 2, 'lowest').map(({ probability }) => probability)).toEqual([0.75, 0, 0.25]);
  const many = rankShares(
    Array.from({ length: 130 }, (_, k) => draws(k, -k)),
    0,
    'highest',
  );
  expect([many[0].from, many.at(-1)?.to]).toEqual([1, 130]);
  expect(many.filter(({ probability }) => probability > 0)).toEqual([
    { from: 1, to: 6, probability: 0.5 },
    { from: 127, to: 130, probability: 0.5 },
  ]);
});

test('means by group: successes over trials where there are trials, in order of what is drawn', () => {
  const replicates = {
    model: { outcome: { trials: Float64Array.of(1, 2, 4, 3) } },
    rows: Int32Array.of(0, 1, 2, 3),
    y: Float64Array.of(1, 2, 1, 3),
    sets: [Float64Array.of(1, 1, 0, 2), Float64Array.of(0, 1, 2, 2)],
  } as unknown as PredictiveCheck['replicates'];
  const term = { levels: ['a', 'b', 'none'], index: Int32Array.of(0, 1, 1, 0) };
  const found = groupMeans({ replicates }, term);
  expect(found.names).toEqual(['b', 'a']);
  expect([...found.observed]).toEqual([0.5, 1]);
  expect([...found.mean]).toEqual([(1 / 6 + 1 / 2) / 2, (3 / 4 + 1 / 2) / 2]);
  expect([...found.rows]).toEqual([2, 2]);
  expect(found.outside).toBe(2);
});
