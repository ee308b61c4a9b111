import { expect, test } from 'vitest';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { varianceShares } from '../../models/variance/varianceShares.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { quantityName } from '../../src/engine/program/quantity.ts';
import { allDraws, columns, type ModelCase, modelOf } from '../predict/models.ts';

/** A posterior of one draw; what is not named is 0. */
function at(one: ModelCase, values: Readonly<Record<string, number>>): Posterior {
  const model = modelOf(one);
  const quantities = quantitiesOf(model.program);
  const column = quantities.map((quantity) => values[quantityName(quantity)] ?? 0);
  return { model, draws: drawsOf(quantities, 1, [Float64Array.from(column)]) };
}

function agree(found: Float64Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(found[i] / value).toBeCloseTo(1, 8);
  });
}

test('sd of an outcome given its group is that of its distribution', () => {
  const posterior = at(
    { formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } },
    { b_Intercept: 0.3, b_x: 1.1 },
  );
  const chances = columns().x.map((x) => 1 / (1 + Math.exp(-0.3 - 1.1 * x)));
  agree(
    allDraws(posterior, null, { scale: 'sd' }).out,
    chances.map((p) => Math.sqrt(p * (1 - p))),
  );
});

test('sd of an outcome of any group has the variance of groups in it', () => {
  const linear = at(
    { formula: 'y ~ x + (1 + x | g)' },
    { b_Intercept: 1e5, sd_g__Intercept: 2, sd_g__x: 1, cor_g__Intercept__x: 0.5, sigma: 3 },
  );
  const { x } = columns();
  agree(
    allDraws(linear, null, { scale: 'sd', groups: 'averaged' }).out,
    x.map((value) => Math.sqrt(9 + 4 + 2 * value + value * value)),
  );
  const counts = at(
    { formula: 'count ~ x + (1 | g)', options: { family: 'poisson' } },
    { b_Intercept: 0.4, b_x: 0.2, sd_g__Intercept: 0.7 },
  );
  const means = x.map((value) => Math.exp(0.4 + 0.2 * value + 0.245));
  agree(
    allDraws(counts, null, { scale: 'sd', groups: 'averaged' }).out,
    means.map((mean) => Math.sqrt(mean + mean * mean * Math.expm1(0.49))),
  );
});

test('where the linear predictor is the mean the latent residual is the variance of an outcome', () => {
  const posterior = at(
    { formula: 'y ~ x + (1 | g)', options: { family: 'student_t' } },
    { sd_g__Intercept: 2, sigma: 1.5, nu: 6 },
  );
  const residual = (2.25 * 6) / 4;
  const found = varianceShares(posterior).parts.find(({ name }) => name === 'g');
  expect(found?.icc?.mean).toBeCloseTo(4 / (4 + residual), 10);
});

test('categories have no sd', () => {
  const posterior = at({ formula: 'ordered ~ x + (1 | g)', options: { family: 'cumulative' } }, {});
  expect(() => allDraws(posterior, null, { scale: 'sd' })).toThrow(
    'predict: outcomes of cumulative are categories',
  );
});
