import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { expect, test } from 'vitest';
import { bandBetween, lineThrough } from '../../src/report/plot/paths.ts';
import { linearScale, logScale } from '../../src/report/plot/scale.ts';

// d3-scale 4.0 and d3-shape 3.2, which these stand for in pictures
const gap = Number.NaN;
const x = Float64Array.of(1, 2.04, 3, 4, 5, 6, 7, 8);
const lines = [
  Float64Array.of(0.05, -3.26, 1, gap, 2, gap, 5, 6),
  Float64Array.of(gap, 1, gap, 2, 3, Number.POSITIVE_INFINITY, gap, -0.04),
  new Float64Array(8).fill(gap),
  x.map((value) => value / 3),
];
const places = [...x.keys()];

test('lineThrough: paths of d3-shape, broken at gaps, a point alone closed', () => {
  for (const y of lines) {
    const theirs = line<number>(
      (i) => x[i],
      (i) => y[i],
    ).defined((i) => Number.isFinite(y[i]));
    expect(lineThrough(x, y)).toBe(theirs.digits(1)(places) ?? '');
  }
});

test('bandBetween: paths of d3-shape', () => {
  for (const high of lines)
    for (const low of lines) {
      const theirs = area<number>(
        (i) => x[i],
        (i) => low[i],
        (i) => high[i],
      );
      const isIn = (i: number): boolean => Number.isFinite(low[i] + high[i]);
      expect(bandBetween(x, low, high)).toBe(theirs.defined(isIn).digits(1)(places) ?? '');
    }
});

test('linearScale and logScale: values of d3-scale, both ways round', () => {
  for (const range of [[3, 617.3] as const, [400, 12] as const]) {
    const [plain, log] = [linearScale([-2.7, 11.1], range), logScale([0.03, 1e4], range)];
    const [d3Plain, d3Log] = [scaleLinear([-2.7, 11.1], range), scaleLog([0.03, 1e4], range)];
    for (const value of [-5, -2.7, 0, 0.1, 3.3, 11.1, 800]) expect(plain(value)).toBe(d3Plain(value));
    for (const value of [0.03, 0.1, 1, 77.7, 1e4, 1e6]) expect(log(value)).toBe(d3Log(value));
    expect(plain(Number.NaN)).toBeNaN();
  }
});
