import { log1pexp, logNormalCdf, mul, select, sub } from '../../src/engine/autodiff/index.ts';
import { bernoulli as draw } from '../../src/engine/rng/binomial.ts';
import { type ChanceDensity, underChanceLinks } from './chances.ts';
import type { Family, RowLogDensity } from './family.ts';
import { hazardRatio, riskRatio } from './links.ts';

const logit: RowLogDensity = ({ y, eta }) => sub(mul(y, eta), log1pexp(eta));

/** Pr(Z <= eta) or Pr(Z <= -eta). */
const probit: RowLogDensity = ({ y, eta }) => logNormalCdf(mul(sub(mul(2, y), 1), eta));

const density: ChanceDensity = ({ y, logMu, logRest }) => select(y, 0.5, logRest, logMu);

export const bernoulli: Family = {
  name: 'bernoulli',
  brms: { family: 'bernoulli' },
  response: 'binary',
  parameters: [],
  links: {
    logit,
    probit,
    ...underChanceLinks(density, ['cauchit', 'cloglog', 'log', 'identity'], {
      cloglog: { ratio: hazardRatio },
      log: { ratio: riskRatio },
    }),
  },
  defaultLink: 'logit',
  notation: 'Bernoulli(mu_ij)',
  draw: (rng, { mu }) => draw(rng, mu),
  variance: ({ mu }) => mu * (1 - mu),
  cdf: (y, { mu }) => (y < 0 ? 0 : y < 1 ? 1 - mu : 1),
};
