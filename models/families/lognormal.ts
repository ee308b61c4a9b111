import { add, div, log, logNormalCdf, mul, square, sub } from '../../src/engine/autodiff/index.ts';
import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';
import { exp, expm1, log as logOf, normalCdf } from '../../src/engine/elementary.ts';
import type { Family, RowLogDensity, Tails } from './family.ts';
import { normalDensity } from './gaussian.ts';
import { links, type Ratio } from './links.ts';
import { sigma } from './parameters.ts';

const density: RowLogDensity = ({ y, eta }, { sigma }) => {
  const logY = log(y);
  const residual = div(sub(logY, eta), sigma);
  return sub(mul(-0.5, square(residual)), add(add(log(sigma), halfLog2Pi), logY));
};

const tails: Tails = {
  below: ({ y, eta }, { sigma }) => logNormalCdf(div(sub(log(y), eta), sigma)),
  above: ({ y, eta }, { sigma }) => logNormalCdf(div(sub(eta, log(y)), sigma)),
};

const ratio: Ratio = { title: 'ratio', words: 'ratio of medians' };

/** The logarithm is normal with mean mu and sd sigma, as in brms. */
export const lognormal: Family = {
  name: 'lognormal',
  brms: { family: 'lognormal' },
  response: 'positive',
  parameters: [{ ...sigma, scalesWithOutcome: false }],
  links: {
    identity: {
      density,
      tails,
      normal: { text: 'log', of: logOf, back: exp, logSlope: (y) => -logOf(y), density: normalDensity },
      locate: ({ y, ...rest }) => links.identity.locate({ ...rest, y: y.map(logOf) }),
      ratio,
    },
  },
  defaultLink: 'identity',
  notation: 'LogNormal(mu_ij, sigma^2)',
  draw: (rng, { mu, parameters }) => exp(mu + parameters.sigma * rng.normal()),
  mean: ({ mu, parameters: { sigma } }) => exp(mu + (sigma * sigma) / 2),
  variance: ({ mu, parameters: { sigma } }) => expm1(sigma * sigma) * exp(2 * mu + sigma * sigma),
  cdf: (y, { mu, parameters }) => (y > 0 ? normalCdf((logOf(y) - mu) / parameters.sigma) : 0),
};
