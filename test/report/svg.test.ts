import { expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { caterpillar } from '../../src/report/svgCaterpillar.ts';
import { densityPlot } from '../../src/report/svgDensity.ts';
import { intervalPlot } from '../../src/report/svgInterval.ts';
import { rankCounts } from '../../src/report/svgRanks.ts';
import { evenly, extent, linearScale, linePath } from '../../src/report/svgScale.ts';
import { tracePlot } from '../../src/report/svgTrace.ts';
import { row } from './fits.ts';

test('linearScale: ends on ends, round ticks within, labels with no more decimals than needed', () => {
  const scale = linearScale([-0.03, 0.21], [0, 240]);
  expect([scale.at(-0.03), Math.round(scale.at(0.21))]).toEqual([0, 240]);
  expect(scale.ticks.map(scale.label)).toEqual(['0', '0.05', '0.10', '0.15', '0.20']);
  const far = linearScale([1000, 5000], [0, 1]);
  expect(far.ticks.map(far.label)).toEqual(['1000', '2000', '3000', '4000', '5000']);
});

test('linearScale: a domain without width puts its value in the middle', () => {
  for (const value of [0, -5, 1e-12])
    expect(linearScale([value, value], [0, 10]).at(value)).toBeCloseTo(5, 9);
});

test('extent and linePath: pass over what is not finite', () => {
  expect(extent([3, Number.NaN], [Infinity, -1])).toEqual([-1, 3]);
  expect(extent([Number.NaN])).toEqual([0, 0]);
  expect(linePath([0, 1, 2, 3], [0.04, 1.06, Number.NaN, 3])).toBe('M0 0L1 1.1M3 3');
});

test('evenly: all places if few, else spread with both ends', () => {
  expect(evenly(3, 5)).toEqual([0, 1, 2]);
  expect(evenly(10, 4)).toEqual([0, 3, 6, 9]);
  expect(evenly(0, 4)).toEqual([]);
});

test('rankCounts: every chain has its draws in the bins, and chains apart fill different ones', () => {
  const apart = [Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)];
  expect(rankCounts(apart, 4)).toEqual([
    [2, 2, 0, 0],
    [0, 0, 2, 2],
  ]);
  expect(rankCounts([Float64Array.of(1, 1), Float64Array.of(1, 1)], 4)).toEqual([
    [0, 2, 0, 0],
    [0, 2, 0, 0],
  ]);
});

test('tracePlot: at most 500 points a chain; every divergent draw is marked, thinned away or not', () => {
  const chain = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i));
  const divergent = new Uint8Array(5000);
  for (const i of [1, 2, 4321]) divergent[i] = 1;
  const { markup } = tracePlot([chain, chain], [divergent, new Uint8Array(5000)], 'trace');
  const trace = /class="trace k1" d="([^"]*)"/.exec(markup)?.[1] ?? '';
  expect(trace.match(/[ML]/g)).toHaveLength(500);
  const crosses = /class="divergent" d="([^"]*)"/.exec(markup)?.[1] ?? '';
  expect(crosses.match(/M/g)).toHaveLength(3);
});

test('tracePlot: no crosses where nothing diverged', () => {
  const { markup } = tracePlot([Float64Array.of(1, 2)], [new Uint8Array(2)], 'trace');
  expect(markup).not.toContain('divergent');
});

test('densityPlot: reflected at the end of the support, a half normal is highest there', () => {
  const rng = stream('report', 'density');
  const draws = Float64Array.from({ length: 1000 }, () => Math.abs(rng.normal()));
  const { markup } = densityPlot([draws], [0, Infinity], 'density');
  const path = /class="chain k1" d="([^"]*)"/.exec(markup)?.[1] ?? '';
  const points = path
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));
  const highest = Math.min(...points.map(([, y]) => y));
  // The curve is flat at 0 and falls by 3 % up to x = 0.25; kernels of 1000 draws add about 5 % of noise.
  expect(points[0][1]).toBeLessThan(highest + 12);
  expect(points[0][1]).toBeLessThan(points[30][1]);
});

test('intervalPlot: nothing for what cannot be told, and zero is always in the picture', () => {
  const words = { centre: 'median', interval: '95%' };
  expect(intervalPlot(row('b', Number.NaN, 1), words)).toBeNull();
  const { markup } = intervalPlot(row('b', 100, 1), words) ?? { markup: '' };
  expect(markup).toContain('class="zero" d="M3.7 ');
  expect(markup).toContain('aria-label="median 100.00, 95% interval 98.04 to 101.96"');
});

const effects = (count: number): { level: string; row: ReturnType<typeof row> }[] =>
  Array.from({ length: count }, (_, k) => ({
    level: `level ${k}`,
    row: row(`r_g[${k}]`, ((k * 7919) % count) - count / 2, 1),
  }));

test('caterpillar: every level is named if there are few, else five at each end', () => {
  expect(caterpillar(effects(18), 'few').markup.match(/<title>/g)).toHaveLength(18);
  const many = caterpillar(effects(407), 'many').markup;
  expect(many.match(/<title>/g)).toHaveLength(10);
  expect(/class="interval thin" d="([^"]*)"/.exec(many)?.[1].match(/M/g)).toHaveLength(407);
});

test('caterpillar: thousands of levels are thinned, a level without a mean is left out', () => {
  const most = caterpillar(effects(9001), 'most').markup;
  expect(/class="interval thin" d="([^"]*)"/.exec(most)?.[1].match(/M/g)).toHaveLength(2000);
  const one = caterpillar([...effects(2), { level: 'odd', row: row('r', Number.NaN, 1) }], 'one').markup;
  expect(one).not.toContain('odd');
  expect(one).not.toContain('NaN');
});

test('densityPlot: a chain that hardly ever moves has no bandwidth, and its curve is left out', () => {
  const stuck = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 1 : 0));
  const { markup } = densityPlot([stuck, Float64Array.from(stuck.keys())], [-Infinity, Infinity], 'density');
  expect(markup).not.toMatch(/NaN|Infinity/);
  expect(markup).toMatch(/class="chain k2" d="M4 /);
});
