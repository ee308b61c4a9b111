import { select } from '../../src/engine/autodiff/index.ts';
import { gammaCdf } from '../../src/engine/elementary/incompleteGamma.ts';
import { bernoulli } from '../../src/engine/rng/binomial.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import { hurdle, varianceWithZeros } from './counts.ts';
import type { Family } from './family.ts';
import { gammaDensity, leastPositive } from './gamma.ts';
import { links } from './links.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { hu, shape } from './parameters.ts';
import type { Outcome } from './responses.ts';

const density: MeanDensity = ({ y, ...row }, parameters) =>
  hurdle(y, parameters.hu, gammaDensity({ ...row, y: select(0, y, y, 1) }, parameters));

/** By the outcomes that are not 0, if there are any. */
const locate = (link: keyof typeof links) => (outcome: Outcome) => {
  const { y, counts } = outcome;
  const positive = y.filter((value) => value > 0);
  if (positive.length === 0) return links[link].locate(outcome);
  const counted = counts === undefined ? {} : { counts: counts.filter((_, i) => y[i] > 0) };
  return links[link].locate({ y: positive, trials: null, ...counted });
};

/** 0 with chance hu, else gamma of mean mu and the shape given, as in brms. */
export const hurdle_gamma: Family = {
  name: 'hurdle_gamma',
  brms: { family: 'hurdle_gamma' },
  response: 'atLeastZero',
  parameters: [shape, hu],
  links: underMeanLinks(density, ['log', 'inverse', 'identity'], {
    log: { locate: locate('log') },
    inverse: { locate: locate('inverse') },
    identity: { locate: locate('identity') },
  }),
  defaultLink: 'log',
  notation: '0 with chance hu, else Gamma(shape, shape / mu_ij)',
  draw: (rng, { mu, parameters: { shape, hu } }) =>
    bernoulli(rng, hu) === 1 ? 0 : Math.max(leastPositive, (mu * gamma(rng, shape)) / shape),
  mean: ({ mu, parameters: { hu } }) => (1 - hu) * mu,
  variance: ({ mu, parameters: { shape, hu } }) => varianceWithZeros(hu, mu, (mu * mu) / shape),
  cdf: (y, { mu, parameters: { shape, hu } }) =>
    y < 0 ? 0 : hu + (1 - hu) * gammaCdf((shape * y) / mu, shape),
};
