import { add, div, lgamma, log1p, mul, sub } from '../../src/engine/autodiff/index.ts';
import { negativeBinomial } from '../../src/engine/rng/truncated.ts';
import { negbinomialCdf } from './counts.ts';
import type { Family } from './family.ts';
import { logRise } from './gammaRatios.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';

const density: MeanDensity = ({ y, mu, logMu }, { phi }) => {
  const shape = div(mu, phi);
  const ways = sub(add(mul(y, logMu), logRise(shape, y)), lgamma(add(y, 1)));
  return sub(ways, mul(add(y, shape), log1p(phi)));
};

/** NB1: mean mu, variance mu (1 + phi), as in glmmTMB: a negative binomial of shape mu / phi. */
export const nbinom1: Family = {
  name: 'nbinom1',
  response: 'count',
  parameters: [{ name: 'phi', support: { kind: 'positive' } }],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: 'NegBinomial(mu_ij, mu_ij / phi)',
  draw: (rng, { mu, parameters: { phi } }) => negativeBinomial(rng, mu, mu / phi),
  variance: ({ mu, parameters: { phi } }) => mu * (1 + phi),
  cdf: (y, { mu, parameters: { phi } }) => negbinomialCdf(y, mu, mu / phi),
};
