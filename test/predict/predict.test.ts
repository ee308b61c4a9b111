import { describe, expect, test } from 'vitest';
import { quantile, summarise } from '../../diagnostics/index.ts';
import { quantileSelector } from '../../diagnostics/selectQuantiles.ts';
import { summariseRows } from '../../models/predict/index.ts';
import { predict, predictDraws } from '../../src/data/predict.ts';
import { stream } from '../../src/engine/rng.ts';
import { madeUp, modelOf } from './models.ts';

const posterior = (formula: string, options = {}) => {
  const model = modelOf({ formula, options });
  return { model, draws: madeUp(model, { chains: 2, draws: 40 }) };
};

describe('predict', () => {
  test('sums draws up as summarise does', () => {
    const fit = posterior('count ~ x + (1 | g)', { family: 'poisson' });
    const { rows, statement } = predict(fit, { level: 0.9 });
    expect(statement).toBe("expected count (count), given each row's g");
    const found = predictDraws(fit, {});
    const block = new Float64Array(80);
    found.fill(7, 8, block);
    const { mean, sd, q50, lower, upper } = summarise([block.subarray(0, 40), block.subarray(40)], 0.9);
    expect(rows[7]).toMatchObject({ row: 8, median: q50, lower, upper });
    expect(rows[7].sd / sd).toBeCloseTo(1, 12);
    expect(rows[7].mean / mean).toBeCloseTo(1, 12);
    expect(summariseRows(found, 0.9).mean[7]).toBe(rows[7].mean);
  });

  test('rows as objects; rows that lack a value are left out, and numbers of rows stay', () => {
    const fit = posterior('y ~ x + f + (1 | g)');
    const data = [
      { x: 1, f: 'u', g: 'a' },
      { x: null, f: 'v', g: 'a' },
      { x: 2, f: 'v', g: 'b' },
    ];
    const { rows, dropped } = predict(fit, { data });
    expect(rows.map(({ row }) => row)).toEqual([1, 3]);
    expect(dropped).toEqual([2]);
  });

  test('one entry a category', () => {
    const fit = posterior('named ~ x', { family: 'categorical' });
    const { rows } = predict(fit, { data: { x: [0.5] } });
    expect(rows.map(({ category }) => category)).toEqual(['k', 'l', 'm']);
    expect(rows.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(1, 12);
    expect(() => predict(fit, { scale: 'outcome' })).toThrow(/named categories have no mean/);
  });

  test('trials: expected successes where rows have them, else the chance of one', () => {
    const fit = posterior('s | trials(n) ~ x', { family: 'binomial' });
    const one = predict(fit, { data: { x: [0.5] } });
    const three = predict(fit, { data: { x: [0.5], n: [3] } });
    expect(three.rows[0].mean).toBeCloseTo(3 * one.rows[0].mean, 12);
    expect(one.statement).toBe('expected successes of one trial in s | trials(n) (probability)');
    expect(predict(fit, { perTrial: true, data: { x: [0.5], n: [3] } })).toEqual(one);
  });

  test('what cannot be is refused in one message', () => {
    const fit = posterior('y ~ x + f + offset(z) + (1 | g)');
    const rows = { x: [1], f: ['u'], z: [0], g: ['a'] };
    const refuse = (options: object, message: RegExp) => expect(() => predict(fit, options)).toThrow(message);
    const { z, ...noOffset } = rows;
    refuse({ data: noOffset }, /no column "z"/);
    const { g, ...noGroup } = rows;
    refuse({ data: noGroup }, /no column "g", the group of \(1 \| g\); take groups "averaged" or "typical"/);
    refuse({ data: { ...rows, x: ['much'] } }, /"x" must hold numbers/);
    refuse(
      { data: { ...rows, f: ['t'] } },
      /"f" is "t" at row 1, a level the model has not seen \(have: u, v, w\)/,
    );
    refuse({ data: [] }, /no rows/);
    refuse({ data: { ...rows, x: [null] } }, /no complete rows/);
    refuse({ groups: 'marginal' }, /groups are "given", "typical", "averaged", got "marginal"/);
    refuse({ scale: 'response' }, /no scale "response"/);
    refuse({ scale: { parameter: 'sigm' } }, /no parameter "sigm" .* Did you mean "sigma"/);
    refuse({ level: 95 }, /level must lie between 0 and 1, got 95/);
    refuse({ newdata: rows }, /newdata/);
    expect(() => predict({ mean: 1 })).toThrow(/expected a fit/);
    expect(() => predict({ model: null, draws: fit.draws })).toThrow(/of a log density that no formula made/);
    expect(() => predict({ ...fit, imputations: 2 })).toThrow(
      /several imputed data sets has no rows of its own/,
    );
  });
});

test('quantileSelector: the same numbers as from sorting', () => {
  const rng = stream('select');
  const probabilities = [0, 0.025, 0.5, 0.975, 1];
  const select = quantileSelector(501, probabilities);
  const out = new Float64Array(5);
  const kinds = [() => rng.normal(), () => Math.round(rng.normal()), () => 1e9 + rng.uniform(), () => 3];
  for (const kind of [...kinds, () => (rng.uniform() < 0.01 ? 1e300 : rng.normal()), () => 1 / 0]) {
    const values = Float64Array.from({ length: 501 }, kind);
    select(values, out);
    expect([...out]).toEqual(probabilities.map((p) => quantile([values], p)));
  }
  select(
    Float64Array.from({ length: 501 }, (_, i) => (i === 7 ? Number.NaN : i)),
    out,
  );
  expect([...out]).toEqual(probabilities.map(() => Number.NaN));
});
