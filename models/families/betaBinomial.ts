import { add, mul, sub } from '../../src/engine/autodiff/index.ts';
import { exp, lgamma } from '../../src/engine/elementary.ts';
import { binomial } from '../../src/engine/rng/binomial.ts';
import { drawBeta } from './beta.ts';
import { binomialDensity } from './binomial.ts';
import { type ChanceDensity, underChanceLinks } from './chances.ts';
import type { Family, RowDistribution } from './family.ts';
import { logRise } from './gammaRatios.ts';
import { precision } from './parameters.ts';

/** The binomial, and what the spread of its chance adds: nothing as phi goes to infinity. */
const density: ChanceDensity = (row, { phi }) => {
  const { y, trials, mu, rest } = row;
  const spread = add(logRise(mul(mu, phi), y), logRise(mul(rest, phi), sub(trials, y)));
  return add(binomialDensity(row, {}), sub(spread, logRise(phi, trials)));
};

const logBeta = (a: number, b: number): number => lgamma(a) + lgamma(b) - lgamma(a + b);

/** All terms are summed. */
function cdf(y: number, { mu, trials, parameters: { phi } }: RowDistribution): number {
  if (y < 0 || y >= trials) return y < 0 ? 0 : 1;
  const [a, b] = [mu * phi, (1 - mu) * phi];
  const all = lgamma(trials + 1) - logBeta(a, b);
  let sum = 0;
  for (let k = 0; k <= y; k++)
    sum += exp(all - lgamma(k + 1) - lgamma(trials - k + 1) + logBeta(k + a, trials - k + b));
  return Math.min(1, sum);
}

/** Mean mu of a trial, whose chance is beta with precision phi. */
export const beta_binomial: Family = {
  name: 'beta_binomial',
  response: 'successes',
  parameters: [precision],
  links: underChanceLinks(density, ['logit', 'probit', 'cauchit', 'cloglog']),
  defaultLink: 'logit',
  notation: 'BetaBinomial(n_ij, mu_ij phi, (1 - mu_ij) phi)',
  draw: (rng, { mu, trials, parameters: { phi } }) =>
    binomial(rng, trials, drawBeta(rng, mu * phi, (1 - mu) * phi)),
  cdf,
};
