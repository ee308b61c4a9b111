import { add, type Expression, lgamma, log, mul, select, sub } from '../../src/engine/autodiff/index.ts';
import { exp, lgamma as logGamma } from '../../src/engine/elementary.ts';
import { binomial } from '../../src/engine/rng/binomial.ts';
import { drawBeta } from './beta.ts';
import { binomialDensity } from './binomial.ts';
import { type ChanceDensity, underChanceLinks } from './chances.ts';
import type { Family, RowDistribution } from './family.ts';
import { logRise } from './gammaRatios.ts';
import { precision } from './parameters.ts';

/** Shapes below this are 0 to rounding in all but their logarithm. */
const smallest = 1e-100;

/** logRise of a shape, a chance times phi, which may underflow: lgamma(y) + (1 - y) log r as r goes to 0, and 0 for no y. */
function riseOf(chance: Expression, logChance: Expression, phi: Expression, y: Expression): Expression {
  const r = mul(chance, phi);
  const some = select(y, 1, 1, y);
  const far = add(lgamma(some), mul(sub(1, some), add(logChance, log(phi))));
  const near = logRise(select(r, smallest, smallest, r), y);
  return select(r, smallest, select(y, 1, 0, far), near);
}

/** The binomial, and what the spread of its chance adds: nothing as phi goes to infinity. */
const density: ChanceDensity = (row, { phi }) => {
  const { y, trials, mu, rest, logMu, logRest } = row;
  const spread = add(riseOf(mu, logMu, phi, y), riseOf(rest, logRest, phi, sub(trials, y)));
  return add(binomialDensity(row, {}), sub(spread, logRise(phi, trials)));
};

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** All terms are summed. */
function cdf(y: number, { mu, trials, parameters: { phi } }: RowDistribution): number {
  if (y < 0 || y >= trials) return y < 0 ? 0 : 1;
  const [a, b] = [mu * phi, (1 - mu) * phi];
  const all = logGamma(trials + 1) - logBeta(a, b);
  let sum = 0;
  for (let k = 0; k <= y; k++)
    sum += exp(all - logGamma(k + 1) - logGamma(trials - k + 1) + logBeta(k + a, trials - k + b));
  return Math.min(1, sum);
}

/** Mean mu of a trial, whose chance is beta with precision phi. */
export const beta_binomial: Family = {
  name: 'beta_binomial',
  brms: { family: 'beta_binomial' },
  response: 'successes',
  parameters: [precision],
  links: underChanceLinks(density, ['logit', 'probit', 'cauchit', 'cloglog']),
  defaultLink: 'logit',
  notation: 'BetaBinomial(n_ij, mu_ij phi, (1 - mu_ij) phi)',
  draw: (rng, { mu, trials, parameters: { phi } }) =>
    binomial(rng, trials, drawBeta(rng, mu * phi, (1 - mu) * phi)),
  variance: ({ mu, trials, parameters: { phi } }) => (trials * mu * (1 - mu) * (phi + trials)) / (phi + 1),
  cdf,
};
