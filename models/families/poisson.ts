import { add, exp, lgamma, mul, sub } from '../../src/engine/autodiff/index.ts';
import { poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { poisson as draw } from '../../src/engine/rng/poisson.ts';
import type { Family, RowLogDensity } from './family.ts';
import { rateRatio } from './links.ts';

const log: RowLogDensity = ({ y, eta }) => sub(sub(mul(y, eta), exp(eta)), lgamma(add(y, 1)));

/** Counts beyond this are not whole numbers any more: means are cut here when drawing. */
const mostCounts = 2 ** 53;

export const poisson: Family = {
  name: 'poisson',
  response: 'count',
  parameters: [],
  links: { log: { density: log, ratio: rateRatio } },
  defaultLink: 'log',
  notation: 'Poisson(mu_ij)',
  draw: (rng, { mu }) => draw(rng, Math.min(mu, mostCounts)),
  cdf: (y, { mu }) => poissonCdf(y, mu),
};
