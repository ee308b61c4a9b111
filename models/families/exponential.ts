import { add, mul, neg } from '../../src/engine/autodiff/index.ts';
import { expm1, log } from '../../src/engine/elementary.ts';
import type { Family } from './family.ts';
import { type MeanDensity, underMeanLinksWithHazard } from './means.ts';

const density: MeanDensity = ({ y, logMu, inverseMu }) => neg(add(logMu, mul(y, inverseMu)));

const hazard: MeanDensity = ({ y, inverseMu }) => mul(y, inverseMu);

export const exponential: Family = {
  name: 'exponential',
  brms: { family: 'exponential' },
  response: 'positive',
  parameters: [],
  links: underMeanLinksWithHazard(density, hazard, ['log', 'inverse', 'identity']),
  defaultLink: 'log',
  notation: 'Exponential(1 / mu_ij)',
  draw: (rng, { mu }) => -mu * log(rng.uniform()),
  variance: ({ mu }) => mu * mu,
  cdf: (y, { mu }) => (y > 0 ? -expm1(-y / mu) : 0),
};
