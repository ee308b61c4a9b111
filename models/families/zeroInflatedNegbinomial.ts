import { bernoulli } from '../../src/engine/rng/binomial.ts';
import { negativeBinomial } from '../../src/engine/rng/truncated.ts';
import { negbinomialCdf, negbinomialParts, varianceWithZeros, zeroInflated } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { shape, zi } from './parameters.ts';

const density: MeanDensity = ({ y, ...mean }, { shape, zi }) =>
  zeroInflated(y, zi, negbinomialParts(y, mean, shape));

/** 0 with chance zi, else NB2, which may be 0 too; mu is the mean of the NB2 part, as in brms. */
export const zero_inflated_negbinomial: Family = {
  name: 'zero_inflated_negbinomial',
  brms: { family: 'zero_inflated_negbinomial' },
  response: 'count',
  parameters: [shape, zi],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: '0 with chance zi, else NegBinomial(mu_ij, shape)',
  draw: (rng, { mu, parameters: { shape, zi } }) =>
    bernoulli(rng, zi) === 1 ? 0 : negativeBinomial(rng, mu, shape),
  mean: ({ mu, parameters: { zi } }) => (1 - zi) * mu,
  variance: ({ mu, parameters: { shape, zi } }) => varianceWithZeros(zi, mu, mu + (mu * mu) / shape),
  cdf: (y, { mu, parameters: { shape, zi } }) => (y < 0 ? 0 : zi + (1 - zi) * negbinomialCdf(y, mu, shape)),
};
