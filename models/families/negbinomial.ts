import { negativeBinomial } from '../../src/engine/rng/truncated.ts';
import { negbinomialCdf, negbinomialParts } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { shape } from './parameters.ts';

const density: MeanDensity = ({ y, ...mean }, { shape }) => negbinomialParts(y, mean, shape).log;

/** NB2: mean mu, variance mu + mu^2 / shape. */
export const negbinomial: Family = {
  name: 'negbinomial',
  brms: { family: 'negbinomial' },
  response: 'count',
  parameters: [shape],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: 'NegBinomial(mu_ij, shape)',
  draw: (rng, { mu, parameters: { shape } }) => negativeBinomial(rng, mu, shape),
  variance: ({ mu, parameters: { shape } }) => mu + (mu * mu) / shape,
  cdf: (y, { mu, parameters: { shape } }) => negbinomialCdf(y, mu, shape),
};
