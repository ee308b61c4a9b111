import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile, gradient, variable } from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { glmm, laplace, random, sample } from '../../src/index.ts';

const rows = Array.from({ length: 40 }, (_, i) => i);
const g = rows.map((i) => `g${i % 8}`);
const x = rows.map((i) => Math.sin(i));
const fitted = (family: string, y: readonly number[], link?: string) =>
  laplace(glmm('y ~ x + (1 | g)', tableFromColumns({ y: [...y], x, g }), { family, ...(link && { link }) }));

/** log p and its derivatives in eta and the parameters. */
function densityAt(name: string, link: string, y: number, eta: number, values: readonly number[]): number[] {
  const { family, density } = chooseFamily(name, link);
  const names = family.parameters.map((p) => p.name);
  const variables = Object.fromEntries(names.map((p) => [p, variable(p)]));
  const f = density({ y: variable('y'), eta: variable('eta'), trials: variable('trials') }, variables);
  const out = new Float64Array(2 + names.length);
  compile([f, ...gradient(f, ['eta', ...names])], ['y', 'eta', 'trials', ...names])(
    [y, eta, 9, ...values],
    out,
  );
  return [...out];
}

describe('densities far out', () => {
  test.each(['logit', 'probit', 'cauchit', 'cloglog'])('a chance under %s is never 0 / 0', (link) => {
    for (const y of [0, 1])
      for (const eta of [-690, -300, -40, 40, 300, 690])
        for (const value of densityAt('bernoulli', link, y, eta, []))
          expect(value, `${y} at ${eta}`).not.toBeNaN();
  });

  test('a negative binomial of a great shape is Poisson, slope in the shape included', () => {
    for (const y of [0, 3, 2000]) {
      const [poisson, slope] = densityAt('poisson', 'log', y, 1.3, []);
      const [value, inEta, inShape] = densityAt('negbinomial', 'log', y, 1.3, [1e14]);
      const size = Math.max(1, Math.abs(poisson));
      // y^2 / shape is the difference; rounding of y log shape the rest
      expect(Math.abs(value - poisson) / size).toBeLessThan(4e-12);
      expect(Math.abs(inEta - slope) / size).toBeLessThan(1e-12);
      expect(Math.abs(inShape)).toBeLessThan(1e-15 * size);
    }
  });

  test('a beta-binomial of great precision is binomial, a t with many degrees of freedom normal', () => {
    const [binomial] = densityAt('binomial', 'logit', 4, 0.3, []);
    expect(densityAt('beta_binomial', 'logit', 4, 0.3, [1e13])[0]).toBeCloseTo(binomial, 11);
    const [normal] = densityAt('gaussian', 'identity', 2, 0.3, [1.4]);
    expect(densityAt('student_t', 'identity', 2, 0.3, [1.4, 1e13])[0]).toBeCloseTo(normal, 11);
  });

  // a chance that underflows made 0 / 0, so that samplers could not go where all trials succeed
  test('a beta-binomial has its density where its chance underflows', () => {
    // mpmath 1.3, 60 digits: log p, its slopes in eta and phi, of y of 9
    for (const [link, y, eta, expected] of [
      ['probit', 4, 39, [-766.781968511914, -39.0256074199301, -0.205327799135849]],
      ['probit', 4, -39, [-766.296460696132, 39.0256074199301, -0.0514816452896948]],
      ['cloglog', 0, 7, [-1101.11958239993, -1096.63315842846, -1.29508248889054]],
      ['cloglog', 9, 7, [0, 0, 0]],
      ['logit', 9, 690, [0, 0, 0]],
    ] as const)
      densityAt('beta_binomial', link, y, eta, [2.5]).forEach((value, i) => {
        const size = Math.max(1, Math.abs(expected[i]));
        expect(Math.abs(value - expected[i]) / size, `${link} ${y} at ${eta}`).toBeLessThan(1e-13);
      });
  });

  test('a gamma of shape 1e12 is as narrow as it should be', () => {
    // y one sd off: the normal limit, whose error is of order 1 / sqrt(shape)
    const expected = 0.5 * Math.log(1e12 / (2 * Math.PI)) - 0.5;
    expect(densityAt('gamma', 'log', 1 + 1e-6, 0, [1e12])[0]).toBeCloseTo(expected, 3);
  });

  test('eta that makes no mean has a log density of -Infinity and slopes that are numbers', () => {
    for (const [family, link, y, eta] of [
      ['poisson', 'identity', 2, -0.1],
      ['gamma', 'inverse', 2, -3],
      ['binomial', 'log', 2, 0.1],
      ['bernoulli', 'identity', 1, 1.2],
    ] as const) {
      const [value, ...slopes] = densityAt(family, link, y, eta, family === 'gamma' ? [2] : []);
      expect(value).toBe(Number.NEGATIVE_INFINITY);
      for (const slope of slopes) expect(slope).not.toBeNaN();
    }
  });
});

describe('data far out end in a verdict', () => {
  const counts = builtinFamilies.filter(({ response }) => response === 'count').map(({ name }) => name);

  test.each(counts)('%s with zeros only', (family) => {
    expect(
      typeof fitted(
        family,
        rows.map(() => 0),
      ).logLik,
    ).toBe('number');
  });

  test.each(counts)('%s with counts of 1e9', (family) => {
    const rng = stream('huge', family);
    const y = rows.map(() => random.poisson(rng, 1e9 * random.gamma(rng, 3)));
    const { logLik } = fitted(family, y);
    expect(Number.isFinite(logLik)).toBe(true);
  });

  test('without a zero, zi and hu go to 0 and it is said', () => {
    const rng = stream('no zeros');
    const y = rows.map(() => 5 + random.poisson(rng, 9));
    for (const family of ['zero_inflated_poisson', 'hurdle_poisson']) {
      const fit = fitted(family, y);
      expect(fit.population.estimates[fit.population.names.length - 1]).toBeLessThan(1e-3);
    }
  });

  test.each([
    ['gamma', 0, 'gamma: "y" must hold numbers > 0, got 0 at row 1'],
    ['beta', 1, 'beta: "y" must hold numbers above 0 and below 1, got 1 at row 1'],
    ['truncated_poisson', 0, 'truncated_poisson: "y" must hold whole numbers >= 1, got 0 at row 1'],
    ['hurdle_gamma', -1, 'hurdle_gamma: "y" must hold numbers >= 0, got -1 at row 1'],
  ])('%s refuses %d', (family, value, message) => {
    expect(() =>
      fitted(
        family,
        rows.map((i) => (i === 0 ? value : 0.5)),
      ),
    ).toThrow(message);
  });

  test.each([
    ['poisson', 'identity'],
    ['gamma', 'inverse'],
    ['poisson', 'sqrt'],
    ['inverse_gaussian', '1/mu^2'],
  ])('%s under %s is fitted and sampled though eta has an edge', async (family, link) => {
    const rng = stream('edge', family, link);
    const y = rows.map((i) =>
      family === 'poisson' ? random.poisson(rng, 6 + x[i]) : random.gamma(rng, 4) / 4,
    );
    const fit = fitted(family, y, link);
    expect(Number.isFinite(fit.logLik)).toBe(true);
    const model = glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g }), { family, link });
    const { draws } = await sample(model, { workers: 0, chains: 1, warmup: 100, draws: 50 });
    expect(draws.values[0].every(Number.isFinite)).toBe(true);
  });
});
