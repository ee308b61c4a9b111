import { describe, expect, test } from 'vitest';
import { mean, sd } from '../../diagnostics/index.ts';
import { modelHash } from '../../models/fingerprint.ts';
import { uniform } from '../../models/priors/constructors.ts';
import { glmm } from '../../src/data/declare.ts';
import { readCsv } from '../../src/data/readCsv.ts';
import {
  bootstrap,
  column,
  compare,
  conditionalModes,
  explain,
  fitFile,
  laplace,
  laplaceDraws,
  laplaceFile,
  laplaceParetoK,
  laplaceReport,
  laplaceText,
  likelihoodRatio,
  profile,
  sample,
  summaryText,
} from '../../src/index.ts';
import { longModel, longTable } from './models.ts';

const orthodont = await readCsv(new URL('orthodont.csv', import.meta.url).pathname);
const formula = 'y ~ x + (1 | person)';
const ar1 = longModel(formula, 'ar1(time | person)');
const us = longModel('y ~ x', 'us(time | person)');
const diag = longModel(formula, 'diag(arm)');

describe('a residual structure is known everywhere', () => {
  test('explain says what R is, and whether it is homogeneous', () => {
    expect(explain(ar1)).toContain(
      [
        '  e ~ Normal(0, R), R with a block for each level of person, homogeneous: ar1(time | person)',
        '    sd sigma',
        "    correlation of two rows of a block: ar^|t - t'|, t = time",
        '    R is the marginal covariance of the residuals: no outcome is regressed on another',
        '  independent of one another and from level to level',
      ].join('\n'),
    );
    expect(explain(diag)).toContain(
      '  e ~ Normal(0, R), R diagonal, heterogeneous: diag(arm)\n    sds sigma_a0, sigma_a1, sigma_a2',
    );
    expect(explain(us)).toContain('sds sigma_0, sigma_1, sigma_2, sigma_3, sigma_4');
    expect(explain(us)).toContain(
      'one for every two time points: cor_resid__0__1,\n      cor_resid__0__2, cor_resid__1__2',
    );
  });

  test('fit files and summaries say it', async () => {
    const fit = await sample(ar1, { chains: 2, draws: 200 });
    const file = fitFile(fit);
    expect(file.family.residual).toBe('ar1(time | person), homogeneous');
    expect(summaryText(fit)).toContain('residuals ar1(time | person), homogeneous');
    expect(file.parameters.find(({ name }) => name === 'ar')?.quantity.kind).toBe('residualCorrelation');
    expect(fit.sampler.strategy).toBe('collapsed');
    const fitted = laplace(ar1);
    const report = laplaceReport(fitted);
    expect(laplaceFile(report).family.residual).toBe('ar1(time | person), homogeneous');
    expect(laplaceText(report)).toContain('residuals ar1(time | person), homogeneous');
    const { parameters } = compare(fit, fitted);
    expect(parameters.map(({ name }) => name)).toContain('ar');
  });

  test('another structure is another model', () => {
    const hashes = [
      'ar1(time | person)',
      'car1(time | person)',
      'cs(1 | site)',
      'ar1(time | site:person)',
      'iid',
    ].map((residual) => modelHash(longModel(formula, residual)));
    expect(new Set(hashes).size).toBe(4); // persons lie within sites, so two of them are one
  });

  test('k-hat is that of the exact marginal posterior', () => {
    const tails = laplaceParetoK(laplace(ar1, { method: 'map' }), { proposals: 500 });
    expect(tails.joint?.paretoK).toBeLessThan(0.7);
  });

  test('draws of a Laplace fit have its estimates, and effects their modes and sds', () => {
    const fit = laplace(ar1, { method: 'map' });
    const draws = laplaceDraws(fit, { draws: 2000, chains: 1 });
    const of = (name: string): Float64Array => column(draws, name)[0];
    const x = of('b_x');
    const at = fit.population.names.indexOf('b_x');
    // a mean of 2000 draws is within 4 standard errors, a standard deviation within 4 of its own
    const se = fit.population.standardErrors[at];
    expect(Math.abs(mean([x]) - fit.population.estimates[at])).toBeLessThan((4 * se) / Math.sqrt(2000));
    expect(Math.abs(sd([x]) / se - 1)).toBeLessThan(4 / Math.sqrt(4000));
    for (const { name, sd: spread } of conditionalModes(fit))
      expect(sd([of(name)])).toBeGreaterThan(0.7 * spread);
  });

  test('profile ends are where the deviance is 3.84 higher', () => {
    const fit = laplace(ar1);
    const [{ lower, upper }] = profile(fit, 'ar');
    for (const end of [lower, upper]) {
      const held = longModel(formula, 'ar1(time | person)', { ar: uniform(end - 1e-7, end + 1e-7) });
      expect(2 * (fit.logLik - laplace(held).logLik)).toBeCloseTo(3.841458820694124, 4);
    }
  });

  test('likelihood ratio against independent residuals', () => {
    const iid = laplace(glmm(formula, longTable()));
    const ratio = likelihoodRatio(iid, laplace(ar1));
    expect(ratio.df).toBe(1);
    expect(ratio.statistic).toBeGreaterThanOrEqual(0);
    expect(() => likelihoodRatio(laplace(ar1), laplace(diag))).toThrow(
      'likelihood ratio: the first model has residuals ar1(time | person), which the second does not have; compare by AIC',
    );
  });

  test('bootstrap draws correlated residuals', () => {
    const fit = laplace(glmm('distance ~ age * Sex', orthodont, { residual: 'ar1(visit | Subject)' }));
    const { intervals } = bootstrap(fit, { replicates: 60, seed: '1' });
    const ar = intervals.find(({ name }) => name === 'ar');
    // 0.607 with a standard error of 0.08; without correlation the replicates would be near 0
    expect(ar?.lower).toBeGreaterThan(0.3);
    expect(ar?.upper).toBeLessThan(0.85);
  });
});
