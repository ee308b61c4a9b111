import { add, lgamma, log, log1p, mul, neg, sub } from '../../src/engine/autodiff/index.ts';
import { betaCdf } from '../../src/engine/elementary/incompleteBeta.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { type ChanceDensity, underChanceLinks } from './chances.ts';
import type { Family } from './family.ts';
import { precision } from './parameters.ts';

const density: ChanceDensity = ({ y, mu, rest }, { phi }) => {
  const [a, b] = [mul(mu, phi), mul(rest, phi)];
  const peak = sub(lgamma(phi), add(lgamma(a), lgamma(b)));
  return add(peak, add(mul(sub(a, 1), log(y)), mul(sub(b, 1), log1p(neg(y)))));
};

/** The numbers next to 0 (not quite) and 1. */
const [least, most] = [1e-300, 1 - 2 ** -53];

/** A beta variate. What rounds to 0 or 1, or whose parts both do, is the number next to it that is neither. */
export function drawBeta(rng: Rng, a: number, b: number): number {
  const [one, other] = [gamma(rng, a), gamma(rng, b)];
  const share = one + other > 0 ? one / (one + other) : rng.uniform() * (a + b) < a ? 1 : 0;
  return Math.min(most, Math.max(least, share));
}

/** Mean mu, variance mu (1 - mu) / (1 + phi). */
export const beta: Family = {
  name: 'beta',
  brms: { family: 'beta' },
  response: 'proportion',
  parameters: [precision],
  links: underChanceLinks(density, ['logit', 'probit', 'cauchit', 'cloglog', 'log']),
  defaultLink: 'logit',
  notation: 'Beta(mu_ij phi, (1 - mu_ij) phi)',
  draw: (rng, { mu, parameters: { phi } }) => drawBeta(rng, mu * phi, (1 - mu) * phi),
  variance: ({ mu, parameters: { phi } }) => (mu * (1 - mu)) / (1 + phi),
  cdf: (y, { mu, parameters: { phi } }) => betaCdf(y, mu * phi, (1 - mu) * phi),
};
