import { describe, expect, test } from 'vitest';
import type { Model } from '../../models/glmm.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { linearPredictors, priorLayout } from '../../models/simulate/priorLayout.ts';
import { allDraws, cases, madeUp, modelOf, takeTable, valuesOf } from './models.ts';

const posteriorOfCase = (model: Model): Posterior => ({ model, draws: madeUp(model) });

describe('rowDraws', () => {
  test.each(cases)('$formula: the linear predictor at the own rows is that of the formula', (one) => {
    const posterior = posteriorOfCase(modelOf(one));
    const { model, draws } = posterior;
    const layout = priorLayout(model);
    const { out, categories } = allDraws(posterior, null, {});
    const several = categories === null ? 1 : categories.length;
    const count = draws.chains * draws.draws;
    for (let c = 0; c < draws.chains; c++)
      for (let d = 0; d < draws.draws; d++) {
        const etas = linearPredictors(layout, model.design, valuesOf(draws, c, d));
        for (let row = 0; row < model.design.rows; row++)
          for (let k = 0; k < several; k++) {
            const expected = categories === null ? etas[0][row] : k === 0 ? 0 : etas[k - 1][row];
            const at = (row * several + k) * count + c * draws.draws + d;
            expect(Math.abs(out[at] - expected)).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected)));
          }
      }
  });

  test.each(cases)('$formula: the mean is that of a row with its parameters', (one) => {
    const posterior = posteriorOfCase(modelOf(one));
    const { model, draws } = posterior;
    const { mean, chances } = model.family.chosen.family;
    const { out, categories } = allDraws(posterior, null, { scale: 'mean' });
    const mu = allDraws(posterior, null, { scale: { parameter: 'mu' } }).out;
    const parameters = Object.fromEntries(
      model.family.chosen.family.parameters.map(({ name }) => [
        name,
        allDraws(posterior, null, { scale: { parameter: name } }).out,
      ]),
    );
    const count = draws.chains * draws.draws;
    const several = categories?.length ?? 1;
    for (let at = 0; at < mu.length; at++) {
      const row = Math.floor(at / count);
      const trials = model.outcome.trials?.[row] ?? 1;
      const stratum = model.outcome.strata?.codes[row] ?? 0;
      const own = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, values[at]]));
      const distribution = { mu: mu[at], trials, stratum, parameters: own };
      const expected = chances?.(distribution) ?? [mean?.(distribution) ?? mu[at] * trials];
      for (let k = 0; k < several; k++)
        expect(out[(row * several + k) * count + (at % count)]).toBe(expected[k] ?? 0);
    }
  });

  const outcomes = ['y', 'positive', 'share', 'bit', 's', 'count', 'least1', 'ordered', 'named'];

  test.each(cases)('$formula: the same rows as new data, in another order and without outcome', (one) => {
    const model = modelOf(one);
    const posterior = posteriorOfCase(model);
    const rows = [21, 3, 3, 11, 0, 17];
    const isCbind = one.formula.startsWith('cbind');
    const data = takeTable(model.design.rows, rows, isCbind ? [] : outcomes);
    for (const groups of ['given', 'typical'] as const)
      for (const scale of ['link', 'mean'] as const) {
        const own = allDraws(posterior, null, { scale, groups });
        const fresh = allDraws(posterior, data, { scale, groups });
        const size = own.out.length / own.rows;
        rows.forEach((row, i) => {
          const expected = own.out.subarray(row * size, (row + 1) * size);
          const got = fresh.out.subarray(i * size, (i + 1) * size);
          got.forEach((value, d) => {
            expect(Math.abs(value - expected[d])).toBeLessThanOrEqual(
              1e-9 * Math.max(1, Math.abs(expected[d])),
            );
          });
        });
      }
  });
});
