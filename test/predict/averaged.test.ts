import { describe, expect, test } from 'vitest';
import type { Model } from '../../models/glmm.ts';
import { averageTable } from '../../models/predict/averageTable.ts';
import type { Scale } from '../../models/predict/index.ts';
import { normalAverage } from '../../models/predict/normalAverage.ts';
import { linearPredictors, priorLayout } from '../../models/simulate/priorLayout.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';
import { allDraws, knownCovariance, madeUp, modelOf, table, takeTable, valuesOf } from './models.ts';

/** A fine grid over the standard normal: Simpson's rule from -14 to 14. */
const grid = Array.from({ length: 1401 }, (_, m) => {
  const x = (m - 700) / 50;
  const weight = m === 0 || m === 1400 ? 1 : m % 2 === 1 ? 4 : 2;
  return { x, weight: ((weight / 150) * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI) };
});

/** The trapezoidal rule on every tenth point, of which Simpson's rule has two thirds. */
const coarse = grid.flatMap(({ x, weight }, m) => (m % 10 === 0 ? [{ x, weight: 15 * weight }] : []));

const overNormal = (f: (eta: number) => number, eta: number, sd: number, over = grid): number =>
  over.reduce((sum, { x, weight }) => sum + weight * f(eta + sd * x), 0);

/** The largest relative distance of averages from brute force, the linear predictors' variances by `varianceAt`. */
function worst(
  model: Model,
  varianceAt: (value: (name: string) => number, row: number) => number,
  f: (eta: number, value: (name: string) => number, row: number) => number,
  scale: Scale = 'mean',
): number {
  const draws = madeUp(model, { chains: 1, draws: 4 });
  const { out, rows } = allDraws({ model, draws }, null, { scale, groups: 'averaged' });
  const zero = {
    ...draws,
    values: [draws.values[0].map((x, at) => (/^r_(g|h|mm)/.test(draws.names[Math.floor(at / 4)]) ? 0 : x))],
  };
  const layout = priorLayout(model);
  let most = 0;
  for (let d = 0; d < 4; d++) {
    const [etas] = linearPredictors(layout, model.design, valuesOf(zero, 0, d));
    const value = (name: string): number => draws.values[0][draws.names.indexOf(name) * 4 + d];
    for (let row = 0; row < rows; row += 5) {
      const sd = Math.sqrt(varianceAt(value, row));
      const expected = overNormal((eta) => f(eta, value, row), etas[row], sd);
      most = Math.max(most, Math.abs(out[row * 4 + d] / expected - 1));
    }
  }
  return most;
}

const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));
const { columns } = table();
const numbers = (name: string): Float64Array => {
  const column = columns.get(name);
  if (column?.kind !== 'number') throw new Error(name);
  return column.values;
};
const levelAt = (name: string, row: number): string => {
  const column = columns.get(name);
  if (column?.kind !== 'factor') throw new Error(name);
  return column.levels[column.codes[row]];
};
const wide = { priors: { sd: 'half_normal(8)', b: 'normal(0, 1)', Intercept: 'normal(0, 3)' } };

describe('averaged over groups, against a fine grid', () => {
  test('chances under logit, probit, cloglog and cauchit, sds of 0.1 to 15', () => {
    const inverses = {
      logit: logistic,
      cloglog: (eta: number) => -Math.expm1(-Math.exp(eta)),
      cauchit: (eta: number) => 0.5 + Math.atan(eta) / Math.PI,
    };
    for (const [link, inverse] of Object.entries(inverses)) {
      const model = modelOf({
        formula: 'bit ~ x + (1 | g) + (1 | h)',
        options: { family: 'bernoulli', link, ...wide },
      });
      const variance = (value: (name: string) => number) =>
        value('sd_g__Intercept') ** 2 + value('sd_h__Intercept') ** 2;
      expect([link, worst(model, variance, inverse) < 1e-6]).toEqual([link, true]);
    }
  });

  test('slopes: the variance is that of the row', () => {
    const model = modelOf({ formula: 'bit ~ x + (1 + x | g)', options: { family: 'bernoulli', ...wide } });
    const x = numbers('x');
    const variance = (value: (name: string) => number, row: number) => {
      const [a, b] = [value('sd_g__Intercept'), value('sd_g__x') * x[row]];
      return a * a + b * b + 2 * value('cor_g__Intercept__x') * a * b;
    };
    expect(worst(model, variance, logistic)).toBeLessThan(1e-6);
  });

  test('classes, members and known covariances have variances of their own', () => {
    const options = { family: 'bernoulli', ...wide } as const;
    const byClass = modelOf({ formula: 'bit ~ x + (1 | gr(g, by = by))', options });
    expect(
      worst(byClass, (value, row) => value(`sd_g__Intercept:by${levelAt('by', row)}`) ** 2, logistic),
    ).toBeLessThan(1e-6);
    const members = modelOf({ formula: 'bit ~ x + (1 | mm(g, g2))', options });
    const share = (row: number) => (levelAt('g', row) === levelAt('g2', row) ? 1 : 0.5);
    expect(
      worst(members, (value, row) => share(row) * value('sd_mmgg2__Intercept') ** 2, logistic),
    ).toBeLessThan(1e-6);
    const known = modelOf({
      formula: 'bit ~ x + (1 | gr(g, cov = A))',
      options: { ...options, cov: { A: knownCovariance } },
    });
    const own = (row: number) => 1 + knownCovariance.names.indexOf(levelAt('g', row)) / 4;
    expect(worst(known, (value, row) => own(row) * value('sd_g__Intercept') ** 2, logistic)).toBeLessThan(
      1e-6,
    );
  });

  test('formulas: identity, log, probit and sqrt', () => {
    const variance = (value: (name: string) => number) => value('sd_g__Intercept') ** 2;
    const narrow = { priors: { sd: 'half_normal(1)', b: 'normal(0, 1)', Intercept: 'normal(0, 1)' } };
    const gap = (formula: string, family: string, link: string, f: (eta: number) => number) =>
      worst(modelOf({ formula, options: { family, link, ...narrow } }), variance, f);
    expect(gap('y ~ x + s(z, k = 4) + (1 | g)', 'gaussian', 'identity', (eta) => eta)).toBeLessThan(1e-6);
    expect(gap('count ~ x + offset(z) + (1 | g)', 'negbinomial', 'log', Math.exp)).toBeLessThan(1e-6);
    expect(gap('bit ~ x + (1 | g)', 'bernoulli', 'probit', normalCdf)).toBeLessThan(1e-6);
    expect(gap('count ~ x + (1 | g)', 'poisson', 'sqrt', (eta) => eta * eta)).toBeLessThan(1e-6);
  });

  test('means that read other parameters, trials, and quantities of the user', () => {
    const variance = (value: (name: string) => number) => value('sd_g__Intercept') ** 2;
    const lognormal = modelOf({ formula: 'positive ~ x + (1 | g)', options: { family: 'lognormal' } });
    expect(worst(lognormal, variance, (eta, value) => Math.exp(eta + value('sigma') ** 2 / 2))).toBeLessThan(
      1e-6,
    );
    const inflated = modelOf({
      formula: 's | trials(n) ~ x + (1 | g)',
      options: { family: 'zero_inflated_binomial', ...wide },
    });
    const n = numbers('n');
    expect(
      worst(inflated, variance, (eta, value, row) => n[row] * (1 - value('zi')) * logistic(eta)),
    ).toBeLessThan(1e-6);
    const odds: Scale = { of: ({ mu }) => mu * mu };
    expect(worst(inflated, variance, (eta) => logistic(eta) ** 2, odds)).toBeLessThan(1e-6);
  });

  test('effects in two linear predictors: over both together, correlated', () => {
    const model = modelOf({
      formula: 'count ~ x + (1 |p| g)',
      options: { family: 'hurdle_poisson', hu: '~ 1 + (1 |p| g)', priors: { sd: 'half_normal(0.7)' } },
    });
    const draws = madeUp(model, { chains: 1, draws: 2 });
    const row = takeTable(24, [0], ['g']);
    const { out } = allDraws({ model, draws }, row, { scale: 'mean', groups: 'averaged' });
    const { mean } = model.family.chosen.family;
    for (let d = 0; d < 2; d++) {
      const value = (name: string): number => draws.values[0][draws.names.indexOf(name) * 2 + d];
      const rho = value('cor_g__Intercept__hu_Intercept');
      const [tau, tauHu] = [value('sd_g__Intercept'), value('sd_g__hu_Intercept')];
      const eta = value('b_Intercept') + value('b_x') * numbers('x')[0];
      const expected = overNormal(
        (u) =>
          overNormal(
            (w) => {
              const hu = logistic(value('b_hu_Intercept') + tauHu * (rho * u + Math.sqrt(1 - rho * rho) * w));
              return mean?.({ mu: Math.exp(eta + tau * u), trials: 1, parameters: { hu } }) ?? Number.NaN;
            },
            0,
            1,
            coarse,
          ),
        0,
        1,
        coarse,
      );
      expect(Math.abs(out[d] / expected - 1)).toBeLessThan(1e-6);
    }
  });

  test('chances of categories sum to 1 and lie between those of groups', () => {
    const model = modelOf({ formula: 'ordered ~ x + (1 | g)', options: { family: 'cumulative' } });
    const draws = madeUp(model, { chains: 1, draws: 3 });
    const { out, categories } = allDraws({ model, draws }, null, { scale: 'mean', groups: 'averaged' });
    expect(categories).toEqual(['1', '2', '3']);
    const value = (name: string): number => draws.values[0][draws.names.indexOf(name) * 3];
    const below = (k: number) =>
      overNormal(
        logistic,
        value(`b_Intercept[${k}]`) - value('b_x') * numbers('x')[0],
        value('sd_g__Intercept'),
      );
    expect(Math.abs(out[0] - below(1))).toBeLessThan(1e-7);
    expect(Math.abs(out[3] - (below(2) - below(1)))).toBeLessThan(1e-7);
    expect(out[0] + out[3] + out[6]).toBeCloseTo(1, 10);
  });

  test('there is no mean under the inverse link, and that is said', () => {
    const model = modelOf({
      formula: 'positive ~ x + (1 | g)',
      options: { family: 'gamma', link: 'inverse' },
    });
    const posterior = { model, draws: madeUp(model) };
    expect(() => allDraws(posterior, null, { scale: 'mean', groups: 'averaged' })).toThrow(
      /under link inverse no mean over normal group effects exists/,
    );
    expect(allDraws(posterior, null, { groups: 'averaged' }).statement).toContain('averaged over g');
  });

  test('grouping columns are not needed', () => {
    const model = modelOf({ formula: 'bit ~ x + (1 | g)', options: { family: 'bernoulli' } });
    const posterior = { model, draws: madeUp(model) };
    const own = allDraws(posterior, null, { scale: 'mean', groups: 'averaged' });
    const fresh = allDraws(posterior, takeTable(24, [3], ['g', 'bit']), {
      scale: 'mean',
      groups: 'averaged',
    });
    expect([...fresh.out]).toEqual([...own.out.subarray(3 * 6, 4 * 6)]);
  });
});

test('averageTable: interpolated values agree with averages by themselves', () => {
  const average = normalAverage((input, out) => {
    for (let m = 0; m < out.length; m++) out[m] = logistic(input[m]);
  });
  const columns = [true, false].map((sameForRows) => averageTable(average, sameForRows));
  const rng = stream('table');
  const eta = Float64Array.from({ length: 60 }, () => 12 * (rng.uniform() - 0.5));
  const variances = eta.map(() => (6 * rng.uniform()) ** 2);
  const out = new Float64Array(60);
  for (const column of columns) {
    column?.(eta, variances, true, out);
    out.forEach((value, d) => {
      expect(Math.abs(value / average(eta[d], Math.sqrt(variances[d])) - 1)).toBeLessThan(1e-7);
    });
  }
});
