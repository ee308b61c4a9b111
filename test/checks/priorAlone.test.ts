import { expect, test } from 'vitest';
import { priorAlone } from '../../models/checks/priorAlone.ts';
import { glmm, type Model, tableFromColumns } from '../../src/index.ts';

const rows = 40;
const table = tableFromColumns({
  y: Array.from({ length: rows }, (_, i) => i % 2),
  z: Array.from({ length: rows }, (_, i) => 3 + Math.sin(i)),
  stage: Array.from({ length: rows }, (_, i) => 1 + (i % 3)),
  x: Array.from({ length: rows }, (_, i) => 10 + (i % 5)),
  g: Array.from({ length: rows }, (_, i) => `g${i % 4}`),
});

const quantile = (values: Float64Array, p: number): number => {
  const sorted = values.toSorted();
  return sorted[Math.floor(p * (sorted.length - 1))];
};
/** Values of each part, the draws of one row after the other. */
const partsOf = (model: Model, parameter: string): Float64Array[] =>
  (priorAlone(model, parameter).outcome?.parts ?? []).map(({ values }) => values);
const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));

const logit = glmm('y ~ x + (1 | g)', table, {
  family: 'bernoulli',
  priors: { Intercept: 'normal(1, 0.5)', b: 'normal(0, 2)', sd: 'constant(1.5)' },
});

test("an intercept alone is the chance of one at the predictors' means", () => {
  const { draws, outcome } = priorAlone(logit, 'Intercept');
  expect(Math.abs(quantile(draws, 0.5) - 1)).toBeLessThan(0.1);
  expect(outcome?.of).toBe('chance');
  const [first] = partsOf(logit, 'Intercept');
  draws.slice(0, outcome?.draws).forEach((draw, i) => {
    expect(Math.abs(first[i] - logistic(draw))).toBeLessThan(1e-12);
  });
});

test('a slope alone spreads the rows about the held intercept; groups stay at their middle', () => {
  const { draws } = priorAlone(logit, 'b');
  const [values] = partsOf(logit, 'b');
  // x is 10 to 14 about 12: at the outermost rows eta is 1 + 2 b or so
  const widest = Math.max(...draws.map(Math.abs)) * 2;
  expect(Math.max(...values)).toBeLessThan(logistic(1.2 + widest));
  expect(Math.abs(quantile(values, 0.5) - logistic(1))).toBeLessThan(0.03);
});

test('an sd alone is what doctors differ by: constant 1.5 is the logistic of normal(1, 1.5)', () => {
  const [values] = partsOf(logit, 'sd');
  // four groups at 400 draws: 1600 independent normals
  expect(Math.abs(quantile(values, 0.16) - logistic(1 - 1.5))).toBeLessThan(0.04);
  expect(Math.abs(quantile(values, 0.84) - logistic(1 + 1.5))).toBeLessThan(0.03);
});

test("a residual sd is told by outcomes, all other families' parameters held", () => {
  const model = glmm('z ~ x + (1 | g)', table, {
    priors: { Intercept: 'normal(3, 1)', sigma: 'constant(2)' },
  });
  expect(priorAlone(model, 'sigma').outcome?.of).toBe('outcome');
  const [values] = partsOf(model, 'sigma');
  expect(Math.abs(quantile(values, 0.84) - quantile(values, 0.16) - 4)).toBeLessThan(0.2);
  expect(Math.abs(quantile(values, 0.5) - 3)).toBeLessThan(0.2);
});

test('categories have a chance each, which together are one', () => {
  const model = glmm('stage ~ x', table, { family: 'cumulative' });
  expect(priorAlone(model, 'b_x').outcome?.of).toBe('chance');
  const [low, middle, high] = partsOf(model, 'b_x');
  const sums = low.map((p, i) => p + middle[i] + high[i]);
  expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-12);
});

test('every prior of a model with slopes and correlations is told', () => {
  const model = glmm('y ~ x + (1 + x | g)', table, { family: 'bernoulli' });
  for (const { parameter } of model.priors) {
    expect(new Set(priorAlone(model, parameter).draws).size, parameter).toBeGreaterThan(100);
    const [chances] = partsOf(model, parameter);
    expect(chances.length, parameter).toBeGreaterThan(1000);
    expect(
      chances.every((p) => p >= 0 && p <= 1),
      parameter,
    ).toBe(true);
  }
});

test("priors of a group's sds and correlations are told where they stand, at the predictors' means", () => {
  // x is 10 to 14: at its zero lines that cross near 12 go far apart, and correlate with their slopes
  const model = glmm('y ~ x + (1 + x | g)', table, { family: 'bernoulli' });
  const correlation = model.priors.find(({ prior }) => prior.kind === 'lkj')?.parameter ?? '';
  const { draws } = priorAlone(model, correlation);
  // lkj(2) of two coefficients: (1 + r) / 2 is beta(2, 2), nine tenths of it within 0.73
  expect(Math.abs(quantile(draws, 0.5))).toBeLessThan(0.1);
  expect(Math.abs(quantile(draws, 0.05) + 0.73)).toBeLessThan(0.1);
  expect(Math.abs(quantile(draws, 0.95) - 0.73)).toBeLessThan(0.1);
});

test('refuses what cannot be drawn from, and says what outcomes need', () => {
  const flat = glmm('z ~ x', table, { priors: { b: 'flat()' } });
  expect(() => priorAlone(flat, 'Intercept')).toThrow(/flat\(\), which cannot be drawn from/);
  expect(() => priorAlone(logit, 'b_q')).toThrow(/no "b_q"/);
  const serial = glmm('z ~ x', table, { residual: 'cs(1 | g)' });
  expect(priorAlone(serial, 'sigma')).toMatchObject({
    outcome: null,
    why: expect.stringContaining('other rows'),
  });
});
