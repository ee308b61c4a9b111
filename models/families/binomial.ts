import { add, type Expression, lgamma, log1pexp, mul, sub } from '../../src/engine/autodiff/index.ts';
import { binomialCdf } from '../../src/engine/elementary/distributions.ts';
import { binomial as draw } from '../../src/engine/rng/binomial.ts';
import { type ChanceDensity, underChanceLinks } from './chances.ts';
import type { Family, RowLogDensity } from './family.ts';
import { hazardRatio, riskRatio } from './links.ts';

/** log of the binomial coefficient */
export function logWays(y: Expression, trials: Expression): Expression {
  return sub(lgamma(add(trials, 1)), add(lgamma(add(y, 1)), lgamma(add(sub(trials, y), 1))));
}

/** log of the binomial coefficient, then y eta - n log(1 + exp(eta)). */
const logit: RowLogDensity = ({ y, eta, trials }) =>
  add(sub(mul(y, eta), mul(trials, log1pexp(eta))), logWays(y, trials));

export const binomialDensity: ChanceDensity = ({ y, trials, logMu, logRest }) =>
  add(add(mul(y, logMu), mul(sub(trials, y), logRest)), logWays(y, trials));

export const binomial: Family = {
  name: 'binomial',
  brms: { family: 'binomial' },
  response: 'successes',
  parameters: [],
  links: {
    logit,
    ...underChanceLinks(binomialDensity, ['probit', 'cauchit', 'cloglog', 'log', 'identity'], {
      cloglog: { ratio: hazardRatio },
      log: { ratio: riskRatio },
    }),
  },
  defaultLink: 'logit',
  notation: 'Binomial(n_ij, mu_ij)',
  draw: (rng, { mu, trials }) => draw(rng, trials, mu),
  variance: ({ mu, trials }) => trials * mu * (1 - mu),
  cdf: (y, { mu, trials }) => binomialCdf(y, trials, mu),
};
