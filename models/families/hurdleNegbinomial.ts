import { bernoulli } from '../../src/engine/rng/binomial.ts';
import { positiveNegativeBinomial } from '../../src/engine/rng/truncated.ts';
import { cutAtZero, hurdle, negbinomialCdf, varianceWithZeros } from './counts.ts';
import type { Family } from './family.ts';
import { rateRatio } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { hu, shape } from './parameters.ts';
import {
  positiveNegbinomialLog,
  positiveNegbinomialMean,
  positiveNegbinomialVariance,
} from './truncatedNegbinomial.ts';

const density: MeanDensity = ({ y, ...mean }, { shape, hu }) =>
  hurdle(y, hu, positiveNegbinomialLog(y, mean, shape));

/** 0 with chance hu, else NB2 given that it is not 0; mu is the mean of the NB2 with its zeros, as in brms. */
export const hurdle_negbinomial: Family = {
  name: 'hurdle_negbinomial',
  brms: { family: 'hurdle_negbinomial' },
  response: 'count',
  parameters: [shape, hu],
  links: underMeanLinks(density, ['log', 'sqrt', 'identity'], { log: { ratio: rateRatio } }),
  defaultLink: 'log',
  notation: '0 with chance hu, else NegBinomial(mu_ij, shape) given Y > 0',
  draw: (rng, { mu, parameters: { shape, hu } }) =>
    bernoulli(rng, hu) === 1 ? 0 : positiveNegativeBinomial(rng, mu, shape),
  mean: ({ mu, parameters: { shape, hu } }) => (1 - hu) * positiveNegbinomialMean(mu, shape),
  variance: ({ mu, parameters: { shape, hu } }) =>
    varianceWithZeros(hu, positiveNegbinomialMean(mu, shape), positiveNegbinomialVariance(mu, shape)),
  cdf: (y, { mu, parameters: { shape, hu } }) =>
    y < 0 ? 0 : hu + (1 - hu) * cutAtZero(y, (at) => negbinomialCdf(at, mu, shape)),
};
