import { expm1, log, mul, sub } from '../../src/engine/autodiff/index.ts';
import { gammaCdf } from '../../src/engine/elementary/incompleteGamma.ts';
import { gamma as draw } from '../../src/engine/rng/gamma.ts';
import type { Family } from './family.ts';
import { logPeak } from './gammaRatios.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { shape } from './parameters.ts';

/** By y / mu - 1 - log(y / mu), which keeps its digits near 0, where it is small beside its terms and shape may be large. */
export const gammaDensity: MeanDensity = ({ y, logMu }, { shape }) => {
  const logRatio = sub(log(y), logMu);
  return sub(sub(logPeak(shape), mul(shape, sub(expm1(logRatio), logRatio))), log(y));
};

/** Gamma variates of tiny shapes round to 0. */
export const leastPositive = 1e-300;

/** Mean mu, variance mu^2 / shape. */
export const gamma: Family = {
  name: 'gamma',
  brms: { family: 'gamma' },
  response: 'positive',
  parameters: [shape],
  links: underMeanLinks(gammaDensity, ['log', 'inverse', 'identity']),
  defaultLink: 'log',
  notation: 'Gamma(shape, shape / mu_ij)',
  draw: (rng, { mu, parameters: { shape } }) => Math.max(leastPositive, (mu * draw(rng, shape)) / shape),
  variance: ({ mu, parameters: { shape } }) => (mu * mu) / shape,
  cdf: (y, { mu, parameters: { shape } }) => gammaCdf((shape * y) / mu, shape),
};
