import { expect, test } from 'vitest';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { predictiveMarkup } from '../../src/report/page/htmlPredictive.ts';
import { checkedStatistics, predictiveCheck } from '../../src/report/page/predictiveCheck.ts';
import { thinned } from '../../src/report/thinned.ts';
import { madeUpFit } from './fits.ts';
import { checkMarkup, visibleText } from './markup.ts';

const rng = stream('report', 'predictive');
const of = <T>(value: (i: number) => T): T[] => Array.from({ length: 60 }, (_, i) => value(i));
const table = tableFromColumns({
  count: of((i) => (3 * i) % 7),
  rating: of((i) => ['low', 'mid', 'high'][(5 * i) % 3]),
  y: of(() => rng.normal()),
  censored: of((i) => ['none', 'right'][i % 2]),
  g: of((i) => `g${i % 6}`),
});
const fitOf = (formula: string, options: GlmmOptions = {}) =>
  madeUpFit(glmm(formula, table, options), 4, 100);

test('about a hundred data sets are drawn, and each statistic is that of whole data sets', () => {
  const fit = fitOf('count ~ 1 + (1 | g)', { family: 'poisson' });
  const check = predictiveCheck(fit);
  expect(check.replicates).toHaveLength(100);
  expect(check.replicates.every(({ length }) => length === 60)).toBe(true);
  const statistics = checkedStatistics(fit.model, check);
  expect(statistics.map(({ name }) => name)).toEqual([
    ...['mean', 'sd', 'least', 'most', 'share of zeros'],
    'sd of the means of g',
  ]);
  const [mean, , , most, zeros] = statistics;
  const total = check.y.reduce((a, b) => a + b, 0);
  expect(mean.observed).toBeCloseTo(total / 60, 12);
  expect(most.observed).toBe(6);
  expect(zeros.observed).toBeCloseTo(check.y.filter((y) => y === 0).length / 60, 12);
  const [first] = check.replicates;
  expect(mean.replicated[0]).toBeCloseTo(first.reduce((a, b) => a + b, 0) / 60, 6);
});

test('counts and categories have columns, other numbers a density; censored outcomes have a sentence', () => {
  const counts = predictiveMarkup(...both(fitOf('count ~ 1', { family: 'poisson' }))).markup;
  expect(counts).toContain('How often each value of count came');
  const factors = { rating: ['low', 'mid', 'high'] };
  const ordered = predictiveMarkup(...both(fitOf('rating ~ 1', { family: 'cumulative', factors }))).markup;
  expect(visibleText(ordered)).toMatch(/low .*mid .*high/);
  const normal = predictiveMarkup(...both(fitOf('y ~ 1'))).markup;
  expect(normal).toContain('Density of y, and of 30 data sets');
  const censored = predictiveMarkup(...both(fitOf('y | cens(censored) ~ 1'))).markup;
  expect(censored).toContain('Not shown: censored outcomes');
  for (const markup of [counts, ordered, normal, censored]) checkMarkup(markup);
});

function both(fit: ReturnType<typeof fitOf>): [typeof fit.model, typeof fit] {
  return [fit.model, fit];
}

test('thinned keeps evenly spread draws of every quantity, the first among them', () => {
  const { draws } = fitOf('y ~ 1');
  const few = thinned(draws, 10);
  expect(few.draws).toBe(10);
  draws.names.forEach((_, q) => {
    expect(few.values[1][q * 10]).toBe(draws.values[1][q * 100]);
    expect(few.values[1][q * 10 + 7]).toBe(draws.values[1][q * 100 + 70]);
  });
  expect(thinned(draws, 1000)).toBe(draws);
});
