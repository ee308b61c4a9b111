import { type Expression, sub } from '../../src/engine/autodiff/index.ts';
import { poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { expm1 } from '../../src/engine/elementary.ts';
import { positivePoisson } from '../../src/engine/rng/truncated.ts';
import { logAny } from './chances.ts';
import { cutAtZero, poissonParts } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type Mean, type MeanDensity, underMeanLinks } from './means.ts';
import { mostCounts } from './poisson.ts';

/** log p(y | y > 0), y from 1 on. */
export const positivePoissonLog = (y: Expression, mean: Mean): Expression =>
  sub(poissonParts(y, mean).log, logAny(mean.logMu, mean.mu));

const density: MeanDensity = ({ y, ...mean }) => positivePoissonLog(y, mean);

/** The mean of what is not 0. */
export const positivePoissonMean = (mu: number): number => -mu / expm1(-mu);

/** The variance of what is not 0. */
export function positivePoissonVariance(mu: number): number {
  const mean = positivePoissonMean(mu);
  return mean * (1 + mu - mean);
}

/** Counts from 1 on; mu is the mean that they would have with their zeros. */
export const truncated_poisson: Family = {
  name: 'truncated_poisson',
  brms: { family: 'poisson', addition: 'trunc(lb = 1)' },
  response: 'positiveCount',
  parameters: [],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: 'Poisson(mu_ij) given Y > 0',
  draw: (rng, { mu }) => positivePoisson(rng, Math.min(mu, mostCounts)),
  mean: ({ mu }) => positivePoissonMean(mu),
  variance: ({ mu }) => positivePoissonVariance(mu),
  cdf: (y, { mu }) => cutAtZero(y, (at) => poissonCdf(at, mu)),
};
