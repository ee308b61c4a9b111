import {
  add,
  div,
  type Expression,
  exp,
  log,
  logNormalCdf,
  mul,
  sqrt,
  square,
  sub,
} from '../../src/engine/autodiff/index.ts';
import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';
import { owensT } from '../../src/engine/elementary/owensT.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import type { Family, RowDistribution, RowLogDensity } from './family.ts';
import { alpha, sigma } from './parameters.ts';

const twoOverPi = 2 / Math.PI;

/** A density of mean eta put through `mean`, and sd sigma. */
const around =
  (mean: (eta: Expression) => Expression): RowLogDensity =>
  ({ y, eta }, { sigma, alpha }) => {
    const square1 = square(alpha);
    // the sd of the variate in units of omega, and its mean
    const delta = div(alpha, sqrt(add(1, square1)));
    const unit = div(sqrt(add(1, mul(1 - twoOverPi, square1))), sqrt(add(1, square1)));
    const z = add(mul(unit, div(sub(y, mean(eta)), sigma)), mul(Math.sqrt(twoOverPi), delta));
    const scale = sub(log(unit), log(sigma));
    return add(sub(scale, add(mul(0.5, square(z)), halfLog2Pi - Math.LN2)), logNormalCdf(mul(alpha, z)));
  };

/** What a standard skew normal variate is multiplied by, and what is added. */
function placeOf({ mu, parameters: { sigma, alpha } }: RowDistribution) {
  const delta = alpha / Math.sqrt(1 + alpha * alpha);
  const omega = sigma / Math.sqrt(1 - twoOverPi * delta * delta);
  return { delta, omega, xi: mu - omega * delta * Math.sqrt(twoOverPi) };
}

/** Mean mu and sd sigma; alpha > 0 has its longer tail above, as in brms. */
export const skew_normal: Family = {
  name: 'skew_normal',
  brms: { family: 'skew_normal' },
  response: 'real',
  parameters: [sigma, alpha],
  links: { identity: around((eta) => eta), log: around(exp), inverse: around((eta) => div(1, eta)) },
  defaultLink: 'identity',
  notation: 'SkewNormal(mu_ij, sigma, alpha)',
  draw: (rng, row) => {
    const { delta, omega, xi } = placeOf(row);
    const [half, other] = [Math.abs(rng.normal()), rng.normal()];
    return xi + omega * (delta * half + Math.sqrt(1 - delta * delta) * other);
  },
  variance: ({ parameters: { sigma } }) => sigma * sigma,
  cdf: (y, row) => {
    const { omega, xi } = placeOf(row);
    const z = (y - xi) / omega;
    return Math.min(1, Math.max(0, normalCdf(z) - 2 * owensT(z, row.parameters.alpha)));
  },
};
