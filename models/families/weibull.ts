import { add, div, exp, lgamma, log, mul, sub } from '../../src/engine/autodiff/index.ts';
import { expm1, exp as expOf, lgamma as lgammaOf, log as logOf, pow } from '../../src/engine/elementary.ts';
import type { Family } from './family.ts';
import { type MeanDensity, underMeanLinksWithHazard } from './means.ts';
import { shape } from './parameters.ts';

/** shape log(y / scale). */
const logHazard: MeanDensity = ({ y, logMu }, { shape }) =>
  mul(shape, add(sub(log(y), logMu), lgamma(add(1, div(1, shape)))));

const hazard: MeanDensity = (row, parameters) => exp(logHazard(row, parameters));

const density: MeanDensity = (row, { shape }) => {
  const u = logHazard(row, { shape });
  return sub(sub(add(log(shape), u), exp(u)), log(row.y));
};

const scaleOf = (mu: number, shape: number): number => mu * expOf(-lgammaOf(1 + 1 / shape));

/** Mean mu, as in brms: the scale is mu / Gamma(1 + 1 / shape). */
export const weibull: Family = {
  name: 'weibull',
  brms: { family: 'weibull' },
  response: 'positive',
  parameters: [shape],
  links: underMeanLinksWithHazard(density, hazard, ['log', 'inverse', 'identity']),
  defaultLink: 'log',
  notation: 'Weibull(shape, mu_ij / Gamma(1 + 1 / shape))',
  draw: (rng, { mu, parameters: { shape } }) => scaleOf(mu, shape) * pow(-logOf(rng.uniform()), 1 / shape),
  variance: ({ mu, parameters: { shape } }) =>
    mu * mu * expm1(lgammaOf(1 + 2 / shape) - 2 * lgammaOf(1 + 1 / shape)),
  cdf: (y, { mu, parameters: { shape } }) => (y > 0 ? -expm1(-pow(y / scaleOf(mu, shape), shape)) : 0),
};
