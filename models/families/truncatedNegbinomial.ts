import { type Expression, sub } from '../../src/engine/autodiff/index.ts';
import { expm1, log1p } from '../../src/engine/elementary.ts';
import { positiveNegativeBinomial } from '../../src/engine/rng/truncated.ts';
import { cutAtZero, logOther, negbinomialCdf, negbinomialParts } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type Mean, type MeanDensity, underMeanLinks } from './means.ts';
import { shape } from './parameters.ts';

/** log p(y | y > 0), y from 1 on. */
export function positiveNegbinomialLog(y: Expression, mean: Mean, shape: Expression): Expression {
  const { log, logZero } = negbinomialParts(y, mean, shape);
  return sub(log, logOther(logZero));
}

const density: MeanDensity = ({ y, ...mean }, { shape }) => positiveNegbinomialLog(y, mean, shape);

/** The mean of what is not 0. */
export const positiveNegbinomialMean = (mu: number, shape: number): number =>
  -mu / expm1(-shape * log1p(mu / shape));

/** The variance of what is not 0. */
export function positiveNegbinomialVariance(mu: number, shape: number): number {
  const mean = positiveNegbinomialMean(mu, shape);
  return mean * (1 + mu / shape + mu - mean);
}

/** Counts from 1 on; mu is the mean that they would have with their zeros. */
export const truncated_negbinomial: Family = {
  name: 'truncated_negbinomial',
  brms: { family: 'negbinomial', addition: 'trunc(lb = 1)' },
  response: 'positiveCount',
  parameters: [shape],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: 'NegBinomial(mu_ij, shape) given Y > 0',
  draw: (rng, { mu, parameters: { shape } }) => positiveNegativeBinomial(rng, mu, shape),
  mean: ({ mu, parameters: { shape } }) => positiveNegbinomialMean(mu, shape),
  variance: ({ mu, parameters: { shape } }) => positiveNegbinomialVariance(mu, shape),
  cdf: (y, { mu, parameters: { shape } }) => cutAtZero(y, (at) => negbinomialCdf(at, mu, shape)),
};
