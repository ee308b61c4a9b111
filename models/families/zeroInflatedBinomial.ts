import { mul } from '../../src/engine/autodiff/index.ts';
import { binomialCdf } from '../../src/engine/elementary/distributions.ts';
import { bernoulli, binomial } from '../../src/engine/rng/binomial.ts';
import { binomialDensity } from './binomial.ts';
import { type ChanceDensity, underChanceLinks } from './chances.ts';
import { varianceWithZeros, zeroInflated } from './counts.ts';
import type { Family } from './family.ts';
import { zi } from './parameters.ts';

const density: ChanceDensity = (row, { zi }) =>
  zeroInflated(row.y, zi, { log: binomialDensity(row, {}), logZero: mul(row.trials, row.logRest) });

/** 0 with chance zi, else binomial, which may be 0 too; mu is the chance of the binomial part, as in brms. */
export const zero_inflated_binomial: Family = {
  name: 'zero_inflated_binomial',
  brms: { family: 'zero_inflated_binomial' },
  response: 'successes',
  parameters: [zi],
  links: underChanceLinks(density, ['logit', 'probit', 'cauchit', 'cloglog']),
  defaultLink: 'logit',
  notation: '0 with chance zi, else Binomial(n_ij, mu_ij)',
  draw: (rng, { mu, trials, parameters: { zi } }) =>
    bernoulli(rng, zi) === 1 ? 0 : binomial(rng, trials, mu),
  mean: ({ mu, trials, parameters: { zi } }) => (1 - zi) * mu * trials,
  variance: ({ mu, trials, parameters: { zi } }) =>
    varianceWithZeros(zi, trials * mu, trials * mu * (1 - mu)),
  cdf: (y, { mu, trials, parameters: { zi } }) => (y < 0 ? 0 : zi + (1 - zi) * binomialCdf(y, trials, mu)),
};
