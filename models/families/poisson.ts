import { add, lgamma, mul, sub } from '../../src/engine/autodiff/index.ts';
import { poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { poisson as draw } from '../../src/engine/rng/poisson.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';

export const poissonDensity: MeanDensity = ({ y, mu, logMu }) =>
  sub(sub(mul(y, logMu), mu), lgamma(add(y, 1)));

/** Counts beyond this are not whole numbers any more: means are cut here when drawing. */
export const mostCounts = 2 ** 53;

export const poisson: Family = {
  name: 'poisson',
  brms: { family: 'poisson' },
  response: 'count',
  parameters: [],
  links: underMeanLinks(poissonDensity, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: 'Poisson(mu_ij)',
  draw: (rng, { mu }) => draw(rng, Math.min(mu, mostCounts)),
  variance: ({ mu }) => mu,
  cdf: (y, { mu }) => poissonCdf(y, mu),
};
