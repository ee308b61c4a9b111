import { describe, expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { logLikelihood } from '../../models/predict/index.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { cases, madeUp, modelOf, table, valuesOf } from './models.ts';

const ofRows = cases.filter(({ options }) => options?.residual === undefined);

describe('logLikelihood', () => {
  test.each(ofRows)('$formula: rows sum to the log likelihood of all', (one) => {
    const model = modelOf(one);
    const draws = madeUp(model);
    const found = logLikelihood({ model, draws });
    const count = draws.chains * draws.draws;
    const out = new Float64Array(found.rows * count);
    found.fill(0, found.rows, out);
    const joint = jointDensity(model);
    for (let c = 0; c < draws.chains; c++)
      for (let d = 0; d < draws.draws; d++) {
        let sum = 0;
        for (let row = 0; row < found.rows; row++) sum += out[row * count + c * draws.draws + d];
        const [expected] = joint.at(valuesOf(draws, c, d), model.outcome.y);
        expect(Math.abs(sum - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
      }
  });

  test('a row of counts has the Poisson probability, times its case weight', () => {
    const model = glmm('count ~ 1', table(), { family: 'poisson', weights: 'e' });
    const draws = madeUp(model, { chains: 1, draws: 1 });
    const out = new Float64Array(model.design.rows);
    logLikelihood({ model, draws }).fill(0, out.length, out);
    const eta = draws.values[0][0];
    out.forEach((value, row) => {
      const y = model.outcome.y[row];
      const factorial = Array.from({ length: y }, (_, i) => i + 1).reduce((a, b) => a * b, 1);
      const weight = model.weights?.[row] ?? Number.NaN;
      expect(value).toBeCloseTo(weight * (y * eta - Math.exp(eta) - Math.log(factorial)), 10);
    });
  });

  test('there is none of rows whose residuals go together', () => {
    const model = modelOf({ formula: 'y ~ x', options: { residual: 'ar1(time | subject)' } });
    expect(() => logLikelihood({ model, draws: madeUp(model) })).toThrow(
      'log likelihood: rows are not independent under residual "ar1(time | subject)"',
    );
  });
});
