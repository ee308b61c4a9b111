import { gridModel, type OneParameter } from './gridModel.ts';
import { type Mutant, mutants, type Run } from './mutant.ts';

/** Ranks of the truth among draws of a model's posterior on a grid. */
const onGrid =
  (model: OneParameter, simulations = 100): Run =>
  async (seed) => {
    const { sbcOfSampler } = await import('../../src/testing/samplerSbc.ts');
    const { stream } = await import('../../src/engine/rng.ts');
    const grid = await gridModel(model);
    return sbcOfSampler(
      {
        simulate: (own) => grid.simulate(stream(own)),
        draw: (own, outcome) => ({ [grid.name]: grid.posterior(stream(own), outcome, 31) }),
      },
      { seed, simulations, draws: 31 },
    );
  };

/** The parameter given the data and the data given the parameter, in turn. */
const inTurn =
  (model: OneParameter): Run =>
  async (seed) => {
    const { geweke } = await import('../../src/testing/geweke.ts');
    const grid = await gridModel(model);
    return geweke(
      {
        prior: (rng) => grid.simulate(rng).truth,
        data: (rng, truth) => grid.outcome(rng, truth[grid.name]),
        transition: (rng, _, outcome) => ({ [grid.name]: grid.posterior(rng, outcome, 1)[0] }),
        quantities: (_, outcome) => ({ sum: outcome.reduce((sum, y) => sum + y, 0) }),
      },
      { seed, runs: 80, rounds: 3 },
    );
  };

const counts = 'models/families/counts.ts';
const binomial = 'models/families/binomial.ts';
const priors = 'models/priors/logDensity.ts';

const poisson: OneParameter = {
  formula: 'y ~ 1',
  rows: 3,
  options: ({ normal }) => ({ family: 'poisson', priors: { Intercept: normal(0.5, 1) } }),
};
const negbinomial: OneParameter = {
  formula: 'y ~ 1',
  rows: 6,
  options: ({ normal, constant }) => ({
    family: 'negbinomial',
    priors: { Intercept: normal(1, 1), shape: constant(1.5) },
  }),
};
const inflated: OneParameter = {
  formula: 'y ~ 1',
  rows: 12,
  options: ({ normal, constant }) => ({
    family: 'zero_inflated_poisson',
    priors: { Intercept: normal(0, 1), zi: constant(0.4) },
  }),
};
const successes: OneParameter = {
  formula: 'y | trials(n) ~ 1',
  rows: 4,
  options: ({ normal }) => ({ family: 'binomial', priors: { Intercept: normal(0, 1) } }),
};
const residualSd: OneParameter = {
  formula: 'y ~ 1',
  rows: 2,
  options: ({ gamma, constant }) => ({
    family: 'gaussian',
    priors: { Intercept: constant(0), sigma: gamma(3, 2) },
  }),
};
const wide: OneParameter = {
  formula: 'y ~ 1',
  rows: 2,
  options: ({ normal, constant }) => ({
    family: 'gaussian',
    priors: { Intercept: normal(0, 1), sigma: constant(4) },
  }),
};
const heavy: OneParameter = {
  formula: 'y ~ 1',
  rows: 2,
  options: ({ studentT, constant }) => ({
    family: 'gaussian',
    priors: { Intercept: studentT(2, 0, 1), sigma: constant(6) },
  }),
};
const half: OneParameter = {
  formula: 'y ~ 1',
  rows: 2,
  options: ({ halfNormal, constant }) => ({
    family: 'gaussian',
    priors: { Intercept: constant(0), sigma: halfNormal(1) },
  }),
};

export const ofFamilies: readonly Mutant[] = [
  ...mutants('sbcOfSampler', onGrid(negbinomial), [
    [
      'failures and successes of a negative binomial exchanged',
      counts,
      ['add(mul(shape, failure), mul(y, success))', 'add(mul(shape, success), mul(y, failure))'],
    ],
  ]),
  ...mutants('sbcOfSampler', onGrid(inflated), [
    [
      'zeros of a zero-inflated count that only the inflation makes',
      counts,
      ['add(log(zi), log1pexp(add(sub(logRest, log(zi)), parts.logZero)))', 'log(zi)'],
    ],
  ]),
  ...mutants('sbcOfSampler', onGrid(successes), [
    ['one trial for many', binomial, ['mul(trials, log1pexp(eta))', 'log1pexp(eta)']],
  ]),
  ...mutants('geweke', inTurn(poisson), [
    [
      'a poisson rate of half the mean',
      'models/families/poisson.ts',
      ['sub(sub(mul(y, logMu), mu)', 'sub(sub(mul(y, logMu), mul(0.5, mu))'],
    ],
    [
      'poisson draws of a mean that is 1.5 times too large',
      'models/families/poisson.ts',
      ['draw(rng, Math.min(mu, mostCounts))', 'draw(rng, 1.5 * mu)'],
    ],
  ]),
];

export const ofPriors: readonly Mutant[] = [
  ...mutants('sbcOfSampler', onGrid(wide), [
    [
      'a normal prior twice too wide',
      priors,
      ['sub(mul(-0.5, square(div(sub(x, mean), sd)))', 'sub(mul(-0.125, square(div(sub(x, mean), sd)))'],
    ],
  ]),
  ...mutants('sbcOfSampler', onGrid(residualSd), [
    [
      "a gamma prior's rate taken for its scale",
      priors,
      ['sub(mul(shape - 1, log(x)), mul(rate, x))', 'sub(mul(shape - 1, log(x)), div(x, rate))'],
    ],
  ]),
  ...mutants('sbcOfSampler', onGrid(heavy, 200), [
    [
      'a Student-t prior without the half of its exponent',
      priors,
      ['mul(-(df + 1) / 2, log1p', 'mul(-(df + 1), log1p'],
    ],
  ]),
  ...mutants('sbcOfSampler', onGrid(half, 200), [
    [
      'a half-normal prior around its own sd',
      priors,
      [
        "case 'halfNormal':\n      return add(normal(x, 0, prior.sd), log2);",
        "case 'halfNormal':\n      return add(normal(x, prior.sd, prior.sd), log2);",
      ],
    ],
  ]),
];
