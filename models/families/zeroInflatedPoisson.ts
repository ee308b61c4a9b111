import { poissonCdf } from '../../src/engine/elementary/distributions.ts';
import { bernoulli } from '../../src/engine/rng/binomial.ts';
import { poisson } from '../../src/engine/rng/poisson.ts';
import { poissonParts, varianceWithZeros, zeroInflated } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { zi } from './parameters.ts';
import { mostCounts } from './poisson.ts';

const density: MeanDensity = ({ y, ...mean }, { zi }) => zeroInflated(y, zi, poissonParts(y, mean));

/** 0 with chance zi, else Poisson, which may be 0 too; mu is the mean of the Poisson part, as in brms. */
export const zero_inflated_poisson: Family = {
  name: 'zero_inflated_poisson',
  brms: { family: 'zero_inflated_poisson' },
  response: 'count',
  parameters: [zi],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: '0 with chance zi, else Poisson(mu_ij)',
  draw: (rng, { mu, parameters: { zi } }) =>
    bernoulli(rng, zi) === 1 ? 0 : poisson(rng, Math.min(mu, mostCounts)),
  mean: ({ mu, parameters: { zi } }) => (1 - zi) * mu,
  variance: ({ mu, parameters: { zi } }) => varianceWithZeros(zi, mu, mu),
  cdf: (y, { mu, parameters: { zi } }) => (y < 0 ? 0 : zi + (1 - zi) * poissonCdf(y, mu)),
};
