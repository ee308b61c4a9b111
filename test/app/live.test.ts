import { expect, test } from 'vitest';
import { emptySession, type FitReport } from '../../app/state/session.ts';
import { bytesText } from '../../app/steps/fit/amounts.ts';
import { proposedDraws } from '../../app/steps/fit/proposedDraws.ts';
import { createSeries, envelope, momentsOf, rangeOf, rankShares } from '../../app/steps/fit/series.ts';
import { timeLeft } from '../../app/steps/fit/timeLeft.ts';

const numbers = (length: number, of: (i: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, i) => of(i));

test('draws told in pieces are joined, beyond the first room, and begun anew by another attempt', () => {
  const series = createSeries(2, 2);
  for (let first = 0; first < 900; first += 300)
    series.add({
      chain: 1,
      attempt: 0,
      first,
      values: [numbers(300, (i) => first + i), numbers(300, (i) => -first - i)],
    });
  expect(series.of(0).map((chain) => [...chain])).toEqual([[], Array.from({ length: 900 }, (_, i) => i)]);
  expect(series.of(1)[1].at(-1)).toBe(-899);
  expect(series.longest()).toBe(900);
  series.add({ chain: 0, attempt: 1, first: 0, values: [numbers(3, () => 7), numbers(3, () => 8)] });
  series.add({ chain: 1, attempt: 0, first: 900, values: [numbers(1, () => 9), numbers(1, () => 9)] });
  expect(series.of(1).map((chain) => [...chain])).toEqual([[8, 8, 8], []]);
});

test('ranks of chains that agree are flat, of chains apart at the ends, of equal draws in the middle', () => {
  const even = rankShares([numbers(40, (i) => 2 * i), numbers(40, (i) => 2 * i + 1)], 4);
  expect(even).toEqual([
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ]);
  expect(rankShares([numbers(40, (i) => i), numbers(40, (i) => 100 + i)], 4)).toEqual([
    [2, 2, 0, 0],
    [0, 0, 2, 2],
  ]);
  expect(rankShares([numbers(4, () => 5), new Float64Array(0)], 4)).toEqual([[0, 0, 4, 0], []]);
});

test('the envelope of a trace holds every extreme, on the axis of all draws to come', () => {
  const values = numbers(10, (i) => (i === 3 ? 50 : i));
  expect(envelope(values, 20, 4)).toEqual([
    { column: 0, low: 0, high: 50 },
    { column: 1, low: 5, high: 9 },
  ]);
  expect(rangeOf([numbers(2, (i) => (i === 0 ? Number.NaN : 3))])).toEqual({ low: 2.97, high: 3.03 });
  expect(rangeOf([new Float64Array(0)])).toBeNull();
  expect(momentsOf(numbers(3, (i) => i))).toEqual({ mean: 1, sd: 1 });
});

test('the time left counts the chains that wait', () => {
  const running = (chain: number) =>
    ({
      chain,
      phase: 'sampling',
      done: 50,
      total: 100,
      stepSize: 1,
      divergences: 0,
      secondsLeft: 5,
    }) as const;
  expect(timeLeft([null, null], 2)).toBeNull();
  expect(timeLeft([running(0), running(1)], 2)).toBe(5);
  expect(timeLeft([running(0), running(1), null, null], 2)).toBe(15);
});

test('as many draws are proposed as are lacking, and as many again where nothing says how many', () => {
  const sampling = { ...emptySession.sampling, draws: 100 };
  const of = (report: Pick<FitReport, 'draws' | 'enoughDraws'>): number =>
    proposedDraws({ sampling, report: report as FitReport });
  expect(of({ draws: 100, enoughDraws: 1000 })).toBe(900);
  expect(of({ draws: 100, enoughDraws: null })).toBe(100);
  expect(of({ draws: 100 })).toBe(100);
  expect(proposedDraws({ sampling })).toBe(100);
});

test('memory is told in a unit that leaves few digits', () => {
  const sizes = [52, 9000, 2.5 * 2 ** 20, 3 * 2 ** 30];
  expect(sizes.map(bytesText)).toEqual(['1 kB', '9 kB', '2.5 MB', '3 GB']);
});
