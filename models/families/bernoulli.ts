import { log1pexp, mul, sub } from '../../src/engine/autodiff/index.ts';
import { bernoulli as draw } from '../../src/engine/rng/binomial.ts';
import type { Family, RowLogDensity } from './family.ts';

const logit: RowLogDensity = ({ y, eta }) => sub(mul(y, eta), log1pexp(eta));

export const bernoulli: Family = {
  name: 'bernoulli',
  response: 'binary',
  parameters: [],
  links: { logit },
  defaultLink: 'logit',
  notation: 'Bernoulli(mu_ij)',
  draw: (rng, { mu }) => draw(rng, mu),
  cdf: (y, { mu }) => (y < 0 ? 0 : y < 1 ? 1 - mu : 1),
};
