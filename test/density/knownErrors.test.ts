import { describe, expect, test } from 'vitest';
import { explain } from '../../models/equations/explain.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { column } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { sample } from '../../src/run/sample.ts';

/** Eight schools: Rubin 1981, as in Gelman et al. 2013, table 5.2. */
const y = [28, 8, -3, 7, -1, 1, 18, 12];
const s = [15, 10, 16, 11, 9, 11, 10, 18];
const school = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
/** The same with effects that differ. */
const wide = y.map((value, i) => value * (i % 2 === 0 ? 2 : -1));

function logNormal(value: number, variance: number): number {
  return -0.5 * (Math.log(2 * Math.PI * variance) + (value * value) / variance);
}

describe('a meta-analysis: y | se(s) ~ 1 + (1 | school)', () => {
  const model = (
    outcome: readonly number[],
    formula = 'y | se(s) ~ 1 + (1 | school)',
    options: GlmmOptions = {},
  ) => glmm(formula, tableFromColumns({ y: [...outcome], s, school }), options);
  const marginal = (outcome: readonly number[], mu: number, tau: number, sigma = 0): number =>
    outcome.reduce((sum, value, i) => sum + logNormal(value - mu, s[i] ** 2 + tau ** 2 + sigma ** 2), 0);

  test('maximum likelihood is that of y ~ Normal(mu, s^2 + tau^2), which no other mu and tau exceed', () => {
    const fit = laplace(model(wide));
    const [mu, tau] = fit.population.estimates;
    expect(fit.population.names).toEqual(['b_Intercept', 'sd_school__Intercept']);
    expect(fit.logLik).toBeCloseTo(marginal(wide, mu, tau), 10);
    for (const [dMu, dTau] of [
      [0.01, 0],
      [-0.01, 0],
      [0, 0.01],
      [0, -0.01],
    ])
      expect(marginal(wide, mu + dMu, tau + dTau)).toBeLessThan(fit.logLik);
    // the eight schools themselves have no spread beyond their errors
    expect(laplace(model(y)).singular).toEqual(['sd_school__Intercept']);
  });

  test('with sigma = TRUE variances add', () => {
    const fit = laplace(model(wide, 'y | se(s, sigma = TRUE) ~ 1'));
    const [mu, sigma] = fit.population.estimates;
    expect(fit.population.names).toEqual(['b_Intercept', 'sigma']);
    expect(fit.logLik).toBeCloseTo(marginal(wide, mu, 0, sigma), 10);
  });

  test('the posterior of the mean is the one by numerical integration', async () => {
    const priors = { Intercept: 'normal(0, 10)', sd: 'half_normal(10)' };
    const { draws } = await sample(model(y, undefined, { priors }), { seed: 2, workers: 0 });
    let [mass, first, second] = [0, 0, 0];
    for (let mu = -40; mu <= 40; mu += 0.25)
      for (let tau = 0.05; tau < 60; tau += 0.25) {
        const p = Math.exp(marginal(y, mu, tau) + logNormal(mu, 100) + logNormal(tau, 100));
        mass += p;
        first += p * mu;
        second += p * tau;
      }
    const mean = (name: string): number => {
      const all = column(draws, name).flatMap((chain) => [...chain]);
      return all.reduce((sum, value) => sum + value, 0) / all.length;
    };
    expect(Math.abs(mean('b_Intercept') - first / mass)).toBeLessThan(0.4);
    expect(Math.abs(mean('sd_school__Intercept') - second / mass)).toBeLessThan(0.4);
  });

  test('explain says what is known', () => {
    const text = explain(model(y));
    expect(text).toContain('Outcome: Y is y, known with standard error s = s, 8 rows');
    expect(text).toContain('Y_ij ~ Normal(mu_ij, s_ij^2)\n  mu_ij = eta_ij\n');
    expect(explain(model(y, 'y | se(s, sigma = TRUE) ~ 1'))).toContain('Normal(mu_i, s_i^2 + sigma^2)');
  });

  test.each([
    ['y | se(y) ~ 1', {}, /known standard errors must be positive, got -3 at row 3/],
    ['y | se(s, sigma = 1) ~ 1', {}, /se\(\) takes the known standard errors of y/],
    ['y | se() ~ 1', {}, /se\(\) takes the known standard errors of y/],
    ['y | se(s) ~ 1', { sigma: '~ 1' }, /sigma: known standard errors take its place/],
    ['y | se(s) ~ 1', { priors: { sigma: 'half_normal(1)' } }, /the model has no parameter or class "sigma"/],
    [
      'y | se(s) ~ 1',
      { family: 'student_t' },
      /student_t: known standard errors, se\(s\), are of normal residuals/,
    ],
    ['y | se(s) ~ 1', { residual: 'cs(1 | school)' }, /needs an outcome without cens\(\) or se\(\)/],
    ['y | se(s, sigma = TRUE) ~ 1 + (1 | school)', {}, /as many levels as there are rows/],
  ] as const)('%s with %j is refused', (formula, options, message) => {
    expect(() => model(y, formula, options)).toThrow(message);
  });
});
