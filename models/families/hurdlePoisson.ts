import { poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { bernoulli } from '../../src/engine/rng/binomial.ts';
import { positivePoisson } from '../../src/engine/rng/truncated.ts';
import { cutAtZero, hurdle, varianceWithZeros } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { hu } from './parameters.ts';
import { mostCounts } from './poisson.ts';
import { positivePoissonLog, positivePoissonMean, positivePoissonVariance } from './truncatedPoisson.ts';

const density: MeanDensity = ({ y, ...mean }, { hu }) => hurdle(y, hu, positivePoissonLog(y, mean));

/** 0 with chance hu, else Poisson given that it is not 0; mu is the mean of the Poisson with its zeros, as in brms. */
export const hurdle_poisson: Family = {
  name: 'hurdle_poisson',
  brms: { family: 'hurdle_poisson' },
  response: 'count',
  parameters: [hu],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: '0 with chance hu, else Poisson(mu_ij) given Y > 0',
  draw: (rng, { mu, parameters: { hu } }) =>
    bernoulli(rng, hu) === 1 ? 0 : positivePoisson(rng, Math.min(mu, mostCounts)),
  mean: ({ mu, parameters: { hu } }) => (1 - hu) * positivePoissonMean(mu),
  variance: ({ mu, parameters: { hu } }) =>
    varianceWithZeros(hu, positivePoissonMean(mu), positivePoissonVariance(mu)),
  cdf: (y, { mu, parameters: { hu } }) =>
    y < 0 ? 0 : hu + (1 - hu) * cutAtZero(y, (at) => poissonCdf(at, mu)),
};
