import { expect, test } from 'vitest';
import { outlineOfModel } from '../../app/analysis/model/outline.ts';
import { priorData, priorPicture, spreadOf } from '../../app/analysis/model/priors.ts';
import { glmm, tableFromColumns } from '../../src/index.ts';

const each = <Value>(make: (i: number) => Value): Value[] => Array.from({ length: 60 }, (_, i) => make(i));
const table = tableFromColumns({
  y: each((i) => Math.sin(i)),
  count: each((i) => (i * 7) % 11),
  grade: each((i) => ['low', 'middle', 'high'][(i * 5) % 3]),
  x: each((i) => (i * 13) % 10),
  z: each((i) => (i * i) % 7),
  g: each((i) => `g${i % 6}`),
});

test.each([
  ['y ~ x + (1 + x | g)', 'gaussian', ['Intercept', 'sd_g__Intercept', 'cor_g']],
  ['y ~ 1 + (1 | g)', 'gaussian', []],
  ['grade ~ x', 'cumulative', ['b_Intercept[1]', 'b_Intercept[2]']],
])('%s: priors that are for the value at the means of the predictors say so', (formula, family, expected) => {
  const model = glmm(formula, table, { family, factors: { grade: ['low', 'middle', 'high'] } });
  const told = outlineOfModel(model).priors.filter(({ atMeans }) => atMeans);
  expect(told.map(({ parameter }) => parameter)).toEqual(expected);
});

test('what was simulated is told to the digits that its Monte Carlo error allows', () => {
  const model = glmm('y ~ x', table, { family: 'gaussian', priors: { b_x: 'normal(0, 3)' } });
  const { draws } = priorPicture(model, 'b_x', 600);
  // 5 and 95 % lie 4.93 below and above, with errors of about 0.1
  expect(draws).toEqual({ low: -5, middle: 0, high: 5 });
  const even = Float64Array.from({ length: 1000 }, (_, i) => 1000 + i);
  expect(spreadOf(even, 1e6)).toEqual({ low: 1050, middle: 1500, high: 1949 });
  expect(spreadOf(even, 100)).toEqual({ low: 1050, middle: 1500, high: 1950 });
  const tail = Float64Array.from({ length: 1000 }, (_, i) => Math.exp(i / 50));
  expect(spreadOf(tail, 100)).toEqual({ low: 3, middle: 20_000, high: 200_000_000 });
  expect(spreadOf(Float64Array.of(3, 3, 3), 3)).toEqual({ low: 3, middle: 3, high: 3 });
});

test('priors that make some counts too large to be drawn are told by the others, and by how many those are', () => {
  const priors = { b: 'normal(0, 1)' };
  const model = glmm('count ~ x * z + (1 | g)', table, { family: 'negbinomial', priors });
  const { svg, dataSets, undrawn } = priorData(model, 600);
  expect(dataSets).toBe(99);
  expect(undrawn).toBeGreaterThan(5);
  expect(svg).toContain('<svg');
  const wild = glmm('count ~ x', table, { family: 'negbinomial', priors: { Intercept: 'normal(900, 1)' } });
  expect(() => priorData(wild, 600)).toThrow(/beyond all numbers; try narrower priors/);
});
