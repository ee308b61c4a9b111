import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Draws, drawsOf } from '../../models/posterior/draws.ts';
import { betterThan, type RankedLevel, ranking } from '../../models/variance/ranking.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { rankingTable, rankingWords } from '../../src/report/rankingTable.ts';

const effect = (level: string, group = 'DID', coef = 'Intercept'): Quantity => ({
  kind: 'groupEffect',
  predictor: 'mu',
  group,
  level,
  coef,
});

/** `values[level][draw]`, in one chain. */
function drawsWith(values: readonly (readonly number[])[], labels = values.map((_, j) => `d${j}`)): Draws {
  const flat = Float64Array.from(values.flat());
  return drawsOf(
    labels.map((label) => effect(label)),
    values[0].length,
    [flat],
  );
}

/** Few different values, so that levels tie. */
const someDraws = fc
  .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 9 }))
  .chain(([levels, draws]) =>
    fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: draws, maxLength: draws }), {
      minLength: levels,
      maxLength: levels,
    }),
  );

const sumOf = (rows: readonly RankedLevel[], of: (row: RankedLevel) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

describe('ranking', () => {
  test('agrees with counting: 1 + how many are higher + half of those that tie, a share of the last places among ties', () => {
    fc.assert(
      fc.property(someDraws, fc.integer({ min: 1, max: 6 }), (values, top) => {
        const places = Math.min(top, values.length - 1);
        const { rows } = ranking(drawsWith(values), { top: places });
        const draws = values[0].length;
        for (const { level, rank, best } of rows) {
          const j = Number(level.slice(1));
          let [ranks, first] = [0, 0];
          for (let d = 0; d < draws; d++) {
            const higher = values.filter((other) => other[d] > values[j][d]).length;
            const ties = values.filter((other) => other[d] === values[j][d]).length;
            ranks += 1 + higher + (ties - 1) / 2;
            first += Math.min(1, Math.max(0, (places - higher) / ties));
          }
          expect(rank).toBeCloseTo(ranks / draws, 6);
          expect(best).toBeCloseTo(first / draws, 10);
        }
      }),
    );
  });

  test('ranks sum to n (n + 1) / 2, chances to the number of places, and the lowest first turns all round', () => {
    fc.assert(
      fc.property(someDraws, (values) => {
        const n = values.length;
        const { rows, places } = ranking(drawsWith(values), { top: 0.4 });
        expect(sumOf(rows, ({ rank }) => rank)).toBeCloseTo((n * (n + 1)) / 2, 6);
        expect(sumOf(rows, ({ best }) => best)).toBeCloseTo(places, 8);
        expect(sumOf(rows, ({ worst }) => worst)).toBeCloseTo(places, 8);
        const turned = new Map(
          ranking(drawsWith(values), { top: 0.4, best: 'lowest' }).rows.map((row) => [row.level, row]),
        );
        for (const { level, rank, best, worst } of rows) {
          expect(turned.get(level)?.rank).toBeCloseTo(n + 1 - rank, 6);
          expect([turned.get(level)?.worst, turned.get(level)?.best]).toEqual([best, worst]);
        }
      }),
    );
  });

  test('levels in another order, or under other names, rank the same', () => {
    fc.assert(
      fc.property(someDraws, (values) => {
        const labels = values.map((_, j) => `x${values.length - j}`);
        const turned = ranking(drawsWith([...values].reverse(), labels)).rows;
        const byNumber = (rows: readonly RankedLevel[]): number[] =>
          [...rows].sort((a, b) => (a.level < b.level ? -1 : 1)).map(({ rank }) => rank);
        expect(byNumber(turned)).toEqual(byNumber(ranking(drawsWith(values)).rows));
      }),
    );
  });

  test('two levels: the share of draws in which one is above, ties half', () => {
    const draws = drawsWith([
      [1, 2, 3, 0],
      [0, 2, 1, 5],
    ]);
    expect(betterThan(draws, ['d0', 'd1'])).toBe(0.625);
    expect(betterThan(draws, ['d1', 'd0'])).toBe(0.375);
    expect(betterThan(draws, ['d0', 'd1'], { best: 'lowest' })).toBe(0.375);
    expect(() => betterThan(draws, ['d0', 'd3'])).toThrow(
      'ranking: DID has no level "d3" (have: d0, d1). Did you mean "d0"?',
    );
  });

  test('says what it knows in words, the ends of a long list alone', () => {
    // ten effects far apart, and fifteen that nobody can tell apart
    const values = Array.from({ length: 25 }, (_, j) =>
      Array.from({ length: 50 }, (_, d) => (j < 10 ? 10 - j : -5 + ((j * 7 + d * 11) % 15) / 100)),
    );
    const found = ranking(drawsWith(values), { top: 0.1 });
    expect(found.places).toBe(3);
    expect(rankingWords(found).slice(0, 2)).toEqual([
      '3 levels of DID are among the best 3 of 25 with probability above 90.0%: the highest probability is >99.9% (d0)',
      expect.stringMatching(
        /^no level of DID is among the worst 3 of 25 with probability above 90.0%: the highest probability is \d+\.\d% \(d\d+\)$/,
      ),
    ]);
    expect(rankingTable(found).rows).toHaveLength(22);
    expect(rankingTable(found, true).rows).toHaveLength(25);
  });

  const two = drawsOf(
    [
      effect('a'),
      effect('b'),
      effect('a', 'DID', 'Age'),
      effect('b', 'DID', 'Age'),
      effect('x', 'ward'),
      effect('y', 'ward'),
      effect('1', 's(t)'),
    ],
    1,
    [Float64Array.from([1, 2, 4, 3, 1, 2, 9])],
  );

  test('takes the term that is asked for; what bends of a smooth is no group', () => {
    expect(ranking(two, { group: 'DID' }).rows.map(({ level }) => level)).toEqual(['b', 'a']);
    expect(ranking(two, { group: 'DID', coef: 'Age' }).rows.map(({ level }) => level)).toEqual(['a', 'b']);
  });

  test.each([
    [{}, 'ranking: say which group to rank (have: DID, ward)'],
    [{ group: 'wards' }, 'ranking: no group "wards" (have: DID, ward). Did you mean "ward"?'],
    [
      { group: 'DID', coef: 'age' },
      'ranking: no coefficient "age" varies over DID (have: Intercept, Age). Did you mean "Age"?',
    ],
    [{ group: 'DID', best: 'low' as never }, 'ranking: best is "highest" or "lowest", got "low"'],
    [
      { group: 'DID', top: 2 },
      'ranking: top is a share of the levels such as 0.1, or a whole number below their 2, got 2',
    ],
    [{ group: 'DID', top: -1 }, 'ranking: top is a share'],
    [{ group: 'DID', level: 95 }, 'ranking: level must lie between 0 and 1, got 95; did you mean 0.95?'],
  ])('%j is refused', (options, message) => {
    expect(() => ranking(two, options)).toThrow(message);
  });
});
