import { expect, test } from 'vitest';
import { contrastOf } from '../../app/analysis/predict/contrast.ts';
import { sharesOf } from '../../app/analysis/predict/shares.ts';
import { usualWithin } from '../../app/analysis/predict/usualWithin.ts';
import { toWidth } from '../../app/parts/toWidth.ts';
import { glmm } from '../../src/index.ts';

const total = (shares: readonly { readonly share: number }[]): number =>
  shares.reduce((sum, { share }) => sum + share, 0);

test('counts get a bar a value, other numbers bins, the same for all patients; none is lost', () => {
  const [first, second] = sharesOf([Float64Array.of(0, 1, 1, 3), Float64Array.of(1, 1, 2, 2)]);
  expect(first).toEqual([
    { from: 0, to: 0, share: 0.25 },
    { from: 1, to: 1, share: 0.5 },
    { from: 2, to: 2, share: 0 },
    { from: 3, to: 3, share: 0.25 },
  ]);
  expect(second.map(({ share }) => share)).toEqual([0, 0.5, 0.5, 0]);
  const draws = Float64Array.from({ length: 5000 }, (_, i) => (i === 17 ? 1e9 : Math.sqrt(i)));
  const [binned] = sharesOf([draws]);
  expect(binned).toHaveLength(40);
  expect(total(binned)).toBeCloseTo(1, 12);
  expect(binned[39].to).toBeLessThan(80); // one odd draw does not squeeze the rest
});

test('draws that are all alike, infinite or none make no false bars', () => {
  expect(sharesOf([Float64Array.of(2.5, 2.5)])[0][0]).toEqual({ from: 2.5, to: 3.5, share: 1 });
  expect(sharesOf([Float64Array.of(Number.NaN, 1, 2)])[0]).toEqual([
    { from: 1, to: 1, share: 0.5 },
    { from: 2, to: 2, share: 0.5 },
  ]);
  expect(sharesOf([new Float64Array(0)])).toEqual([[]]);
});

test('a contrast is of draws that belong together, ties apart', () => {
  const found = contrastOf(Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(1, 1, 4, 1, 1), 0.5);
  expect(found).toEqual({ lower: 0, median: 1, upper: 3, chanceMore: 0.6, chanceSame: 0.2 });
});

test('a row of a known doctor begins with what that doctor has, in the hospital of that doctor', () => {
  const rows = [
    ['a', 'north', 30],
    ['a', 'north', 32],
    ['a', 'north', 34],
    ['b', 'south', 60],
    ['c', 'south', 62],
    ['c', 'south', 64],
    ['d', 'south', 66],
  ] as const;
  const table = {
    y: rows.map((_, i) => i % 2),
    doctor: rows.map(([doctor]) => doctor),
    hospital: rows.map(([, hospital]) => hospital),
    age: rows.map(([, , age]) => age),
  };
  const model = glmm('y ~ age + (1 | hospital) + (1 | doctor)', table);
  const usual = (known: Readonly<Record<string, string>>) => {
    const { values, isOwn } = usualWithin(model, known);
    return { ...Object.fromEntries(values), isOwn };
  };
  // most rows are in the south, and of doctor a
  expect(usual({})).toEqual({ age: 32, hospital: 'north', doctor: 'a', isOwn: true });
  expect(usual({ doctor: 'b' })).toEqual({ age: 60, hospital: 'south', doctor: 'b', isOwn: true });
  expect(usual({ hospital: 'south' })).toEqual({ age: 63, hospital: 'south', doctor: 'c', isOwn: true });
  expect(usual({ hospital: 'south', doctor: 'a' }).isOwn).toBe(false);
});

test('sentences have as many decimals as show two digits of their interval', () => {
  expect(toWidth([303.71, 284.02, 324.18], [284.02, 324.18])).toEqual(['304', '284', '324']);
  expect(toWidth([0.9799, 0.7272, 1.417], [0.7272, 1.417])).toEqual(['0.98', '0.73', '1.42']);
  expect(toWidth([2015.31, 2015.1, 2015.5], [2015.1, 2015.5])).toEqual(['2,015.31', '2,015.10', '2,015.50']);
  expect(toWidth([3, 3, 3], [3, 3])).toEqual(['3', '3', '3']);
});
