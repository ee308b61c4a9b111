import { add, lgamma, log1pexp, mul, sub } from '../../src/engine/autodiff/index.ts';
import { binomialCdf } from '../../src/engine/elementary/distributions.ts';
import { binomial as draw } from '../../src/engine/rng/binomial.ts';
import type { Family, RowLogDensity } from './family.ts';

/** log of the binomial coefficient, then y eta - n log(1 + exp(eta)). */
const logit: RowLogDensity = ({ y, eta, trials }) =>
  add(
    sub(mul(y, eta), mul(trials, log1pexp(eta))),
    sub(lgamma(add(trials, 1)), add(lgamma(add(y, 1)), lgamma(add(sub(trials, y), 1)))),
  );

export const binomial: Family = {
  name: 'binomial',
  response: 'successes',
  parameters: [],
  links: { logit },
  defaultLink: 'logit',
  notation: 'Binomial(n_ij, mu_ij)',
  draw: (rng, { mu, trials }) => draw(rng, trials, mu),
  cdf: (y, { mu, trials }) => binomialCdf(y, trials, mu),
};
