import { add, div, exp, lgamma, log, mul, sub } from '../../src/engine/autodiff/index.ts';
import { expm1, exp as expOf, lgamma as lgammaOf, log as logOf, pow } from '../../src/engine/elementary.ts';
import type { Family } from './family.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { shape } from './parameters.ts';

const density: MeanDensity = ({ y, logMu }, { shape }) => {
  const logY = log(y);
  const u = mul(shape, add(sub(logY, logMu), lgamma(add(1, div(1, shape)))));
  return sub(sub(add(log(shape), u), exp(u)), logY);
};

const scaleOf = (mu: number, shape: number): number => mu * expOf(-lgammaOf(1 + 1 / shape));

/** Mean mu, as in brms: the scale is mu / Gamma(1 + 1 / shape). */
export const weibull: Family = {
  name: 'weibull',
  response: 'positive',
  parameters: [shape],
  links: underMeanLinks(density, ['log', 'inverse', 'identity']),
  defaultLink: 'log',
  notation: 'Weibull(shape, mu_ij / Gamma(1 + 1 / shape))',
  draw: (rng, { mu, parameters: { shape } }) => scaleOf(mu, shape) * pow(-logOf(rng.uniform()), 1 / shape),
  cdf: (y, { mu, parameters: { shape } }) => (y > 0 ? -expm1(-pow(y / scaleOf(mu, shape), shape)) : 0),
};
