import { expect, test } from 'vitest';
import { InputError } from '../../src/engine/errors.ts';
import { stream } from '../../src/engine/rng.ts';
import { autocorrelationPlot, autocorrelations } from '../../src/report/plot/autocorrelation.ts';
import { place, tickTexts } from '../../src/report/plot/axis.ts';
import { caterpillarPlot } from '../../src/report/plot/caterpillar.ts';
import { type ChainDraws, evenly } from '../../src/report/plot/chains.ts';
import { densityPlot } from '../../src/report/plot/density.ts';
import { type EffectCurve, effectPlot } from '../../src/report/plot/effect.ts';
import { energyPlot } from '../../src/report/plot/energy.ts';
import { essGrowthPlot } from '../../src/report/plot/essGrowth.ts';
import { type IntervalRow, intervalsPlot } from '../../src/report/plot/intervals.ts';
import { shortened, textWidth, wrapped } from '../../src/report/plot/measure.ts';
import { pairsPlot } from '../../src/report/plot/pairs.ts';
import { priorPosteriorPlot } from '../../src/report/plot/priorPosterior.ts';
import { rankCounts, rankPlot } from '../../src/report/plot/rank.ts';
import { intervalSpark } from '../../src/report/plot/spark.ts';
import { spaghettiPlot } from '../../src/report/plot/subjects.ts';
import { themes } from '../../src/report/plot/theme.ts';
import { tracePlot } from '../../src/report/plot/trace.ts';
import { zMatrixPlot } from '../../src/report/plot/zMatrix.ts';
import { row } from './fits.ts';
import { checkMarkup } from './markup.ts';

const hostile = `<b>&"'`;
const rng = stream('report', 'plot');
const draws = (chains: number, length: number, value = (z: number): number => z): Float64Array[] =>
  Array.from({ length: chains }, () => Float64Array.from({ length }, () => value(rng.normal())));
const quantity = (chains: readonly Float64Array[], other: Partial<ChainDraws> = {}): ChainDraws => ({
  name: hostile,
  unit: 'logit',
  chains,
  ...other,
});
const rows = (count: number): IntervalRow[] =>
  Array.from({ length: count }, (_, k) => {
    const middle = ((k * 7919) % count) - count / 2;
    return { name: `level ${k}`, lower: middle - 1, middle, upper: middle + 1 };
  });
const effect = {
  variable: hostile,
  outcome: 'y',
  interval: '95% interval',
  statement: `expected ${hostile}`,
};
const curve = (values: Float64Array): EffectCurve => ({
  name: hostile,
  middle: values,
  lower: values,
  upper: values,
});
const words = { interval: '95% interval', middle: 'median', label: 'effect', unit: 'logit' };

/** Path data and coordinates of a picture. */
const geometry = (svg: string): string => (svg.match(/ (?:d|x|y|width|height)="[^"]*"/g) ?? []).join(' ');

/** Fails without printing the picture. */
function says(svg: string, text: string): void {
  if (!svg.includes(text))
    expect.fail(`"${text}" is not in ${svg.replace(/<style>.*|<path[^>]*>/gs, '').slice(0, 600)}`);
}

function checkPicture(svg: string): void {
  checkMarkup(svg);
  expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  expect(geometry(svg)).not.toMatch(/NaN|Infinity|undefined|e[+-]?\d/);
  expect(svg).not.toContain('<b>');
}

test('every kind: title and description, axes with units, hostile names as text, odd draws without NaN', () => {
  const stuck = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 1 : 0));
  const odd: Float64Array[][] = [
    draws(2, 100),
    draws(1, 3),
    draws(16, 60),
    draws(2, 50, (z) => 1e-7 * z),
    draws(2, 50, (z) => 1e9 + 1e8 * z),
    draws(2, 50, () => 4),
    draws(2, 50, () => Number.NaN),
    draws(2, 50, (z) => (z > 0 ? Number.NaN : z)),
    [stuck, stuck],
    [Float64Array.of(2)],
  ];
  for (const chains of odd) {
    const divergent = chains.map((chain) => new Uint8Array(chain.length).fill(1));
    for (const svg of [
      tracePlot([quantity(chains), quantity(chains)], divergent),
      rankPlot([quantity(chains)]),
      densityPlot([quantity(chains)]),
      pairsPlot([quantity(chains), quantity(chains)], divergent),
      autocorrelationPlot([quantity(chains)]),
      essGrowthPlot([quantity(chains)]),
      energyPlot(chains),
      priorPosteriorPlot([{ ...quantity(chains), prior: { kind: 'draws', draws: chains[0] } }]),
      effectPlot({ x: Array.from(chains[0]), curves: [curve(chains[0])] }, effect),
      spaghettiPlot([{ name: hostile, x: chains[0], middle: chains[0] }], null, {
        ...effect,
        group: hostile,
      }),
    ])
      checkPicture(svg);
  }
  expect(tracePlot([quantity(odd[0])], [])).toContain('&lt;b&gt;&amp;&quot;&#39; (logit)</text>');
  for (const svg of [
    intervalsPlot([{ ...rows(1)[0], name: hostile }], { ...words, ratio: true }),
    intervalsPlot([], words),
    caterpillarPlot([...rows(407), { name: 'odd', lower: 0, middle: Number.NaN, upper: 1 }], {
      ...words,
      group: hostile,
    }),
  ])
    checkPicture(svg);
});

test('a picture is the same text each time, and says its colours itself but for a page', () => {
  const chains = draws(2, 40);
  expect(tracePlot([quantity(chains)], [])).toBe(tracePlot([quantity(chains)], []));
  for (const theme of themes) {
    const svg = densityPlot([quantity(chains)], { theme });
    expect(svg.includes('<style>')).toBe(theme !== 'page');
    expect(svg.includes('var(')).toBe(theme === 'auto');
  }
});

test('sizes and titles are the user’s; what has no room is refused with the least that has', () => {
  const svg = densityPlot([quantity(draws(1, 40))], { width: 300, height: 240, title: 'A & B' });
  says(svg, 'viewBox="0 0 300 240" width="300" height="240"');
  says(svg, '<title>A &amp; B</title>');
  const small = (): string => densityPlot([quantity(draws(1, 40))], { height: 30 });
  expect(small).toThrow(InputError);
  expect(small).toThrow(/^plot: a height of 30 leaves no room for the picture; give at least \d+$/);
  expect(() => densityPlot([quantity(draws(1, 40))], { width: Number.NaN })).toThrow(
    'plot: width must be 160 to 10000 pixels, got NaN',
  );
});

test('ticks: no more decimals than needed, powers of ten where zeros would be counted', () => {
  expect(tickTexts([0, 0.05, 0.1])).toEqual(['0', '0.05', '0.10']);
  expect(tickTexts([-1000, 0, 1000])).toEqual(['\u22121000', '0', '1000']);
  expect(tickTexts([0, 5e-8, 1e-7])).toEqual(['0', '0.5\u00d710\u207b\u2077', '10\u207b\u2077']);
  expect(tickTexts([1e9, 1.1e9])).toEqual(['10\u2079', '1.1\u00d710\u2079']);
  const log = place({ label: 'ratio', scale: 'logarithmic' }, [[0.02, 30, -1, 0]], [0, 400], 'across');
  expect(log.ticks.map(({ text }) => text)).toEqual(['0.03', '0.1', '0.3', '1', '3', '10', '30']);
  expect(log.at(-1)).toBeNaN();
  const one = place({ label: 'x' }, [[5, Number.NaN]], [0, 100], 'across');
  expect(one.at(5)).toBe(50);
});

test('texts along an axis never touch, however narrow it is', () => {
  for (const width of [40, 90, 200, 400])
    for (const data of [
      [0, 1],
      [-1e-7, 2e-7],
      [123456, 123999],
    ]) {
      const { ticks } = place({ label: 'x' }, [data], [0, width], 'across');
      expect(ticks.length).toBeGreaterThan(0);
      ticks.slice(1).forEach(({ at, text }, k) => {
        expect(at - ticks[k].at).toBeGreaterThan((textWidth(text) + textWidth(ticks[k].text)) / 2);
      });
    }
});

test('measured text: shortened and wrapped lines fit, whole names stay', () => {
  expect(shortened('Age', 100)).toBe('Age');
  const long = 'the quick brown fox jumps over 漢字漢字漢字 and so on';
  expect(textWidth(shortened(long, 120))).toBeLessThanOrEqual(120);
  for (const line of wrapped(long, 120)) expect(textWidth(line)).toBeLessThanOrEqual(120);
  expect(wrapped('one two', 500)).toEqual(['one two']);
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
  const svg = tracePlot([quantity([chain, chain])], [divergent, new Uint8Array(5000)]);
  const traces = [...svg.matchAll(/stroke-width="0.7"[^>]* d="([^"]*)"/g)].map((match) => match[1]);
  expect(traces.map((trace) => trace.match(/[ML]/g)?.length)).toEqual([500, 500]);
  const paths = [...svg.matchAll(/class="s-ink"[^>]* d="([^"]*)"/g)].map((match) => match[1]);
  expect(paths.map((path) => path.match(/M/g)?.length)).toEqual([1, 3]); // the legend's, then the chain's
  says(svg, '3 divergent draws are marked');
  expect(tracePlot([quantity([chain])], [])).not.toContain('divergent draw<');
});

test('densityPlot: reflected at the end of the support, a half normal is highest there', () => {
  const svg = densityPlot([quantity(draws(1, 1000, Math.abs), { support: [0, Infinity] })]);
  const path = /class="k1"[^>]* d="([^"]*)"/.exec(svg)?.[1] ?? '';
  const points = path
    .slice(1)
    .split('L')
    .map((point) => point.split(',').map(Number));
  const highest = Math.min(...points.map(([, y]) => y));
  // The curve is flat at 0 and falls by 3 % up to x = 0.25; kernels of 1000 draws add about 5 % of noise.
  expect(points[0][1]).toBeLessThan(highest + 16);
  expect(points[0][1]).toBeLessThan(points[30][1]);
});

test('densityPlot: what has no density says why', () => {
  says(densityPlot([quantity(draws(2, 20, () => 3))]), 'the draws do not vary');
  says(densityPlot([quantity(draws(2, 20, () => Number.NaN))]), 'no finite values');
});

test('intervalSpark: nothing for what cannot be told, and zero is always in the picture', () => {
  const spark = { centre: 'median', interval: '95%' };
  expect(intervalSpark(row('b', Number.NaN, 1), spark)).toBeNull();
  const { markup } = intervalSpark(row('b', 100, 1), spark) ?? { markup: '' };
  expect(markup).toContain('d="M4,1V17"');
  expect(markup).toContain('aria-label="median 100.00, 95% interval 98.04 to 101.96"');
});

test('intervalsPlot: how many leave out zero, ratios one', () => {
  says(intervalsPlot(rows(9), words), '7 of the intervals leave out 0');
  const ratios = [{ name: 'a', lower: 0.5, middle: 0.7, upper: 0.9 }];
  const svg = intervalsPlot(ratios, { ...words, label: 'odds ratio', ratio: true });
  says(svg, '1 of the intervals leave out 1');
  says(svg, 'odds ratio (logit, log axis)');
});

test('caterpillarPlot: every level is named if there are few, else five at each end; zero in words', () => {
  const levels = (svg: string): number => svg.match(/>level \d+</g)?.length ?? 0;
  expect(levels(caterpillarPlot(rows(18), { ...words, group: 'g' }))).toBe(18);
  const many = caterpillarPlot(rows(407), { ...words, group: 'g' });
  expect(levels(many)).toBe(10);
  says(many, 'The 95% intervals of 405 of 407 levels leave out zero: 202 above, 203 below.');
  const spans = / stroke-width="0.8"[^>]* d="([^"]*)"/.exec(many)?.[1] ?? '';
  expect(spans.match(/M/g)).toHaveLength(407);
});

test('caterpillarPlot: thousands of levels are thinned, a level without a middle is left out, both said', () => {
  const most = caterpillarPlot(rows(9001), { ...words, group: 'g' });
  says(most, '2000 are drawn, evenly spread over the ranks.');
  const odd = { name: 'odd', lower: 0, middle: Number.NaN, upper: 0 };
  const svg = caterpillarPlot([...rows(2), odd], { ...words, group: 'g' });
  expect(svg).not.toContain('>odd<');
  says(svg, '1 have no finite estimate.');
});

test('autocorrelations: 1 at lag 0, those of an alternating chain, none of one that never changes', () => {
  const alternating = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const found = autocorrelations(alternating, 2);
  // the divisor is the length: 99 products at lag 1, 98 at lag 2
  expect(found.map((value) => Number(value.toFixed(12)))).toEqual([1, -0.99, 0.98]);
  expect(autocorrelations(new Float64Array(9), 1)).toEqual([Number.NaN, Number.NaN]);
});

test('zMatrixPlot: one block a run of rows of a level; the enlarged part has the first ten levels alone', () => {
  const level = Array.from({ length: 36 }, (_, row) => Math.floor(row / 3));
  const columns = Array.from({ length: 12 }, (_, k) => `doctor ${k}`);
  const z = {
    group: 'DID',
    rows: 36,
    columns,
    row: level.map((_, row) => row),
    column: level,
    coefficients: 1,
  };
  const svg = zMatrixPlot(z);
  checkPicture(svg);
  says(svg, '36 of 432 entries are not zero (8.3%)');
  says(svg, 'of these levels, 30');
  const [whole, first] = [...svg.matchAll(/class="f-accent" d="([^"]*)"/g)].map(
    (match) => match[1].match(/M/g)?.length,
  );
  expect([whole, first]).toEqual([12, 10]);
});
