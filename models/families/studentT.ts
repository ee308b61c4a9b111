import {
  add,
  constant,
  div,
  type Expression,
  exp,
  log,
  log1p,
  mul,
  square,
  sub,
} from '../../src/engine/autodiff/index.ts';
import { studentTCdf } from '../../src/engine/elementary/incompleteBeta.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Family, RowLogDensity } from './family.ts';
import { logRise } from './gammaRatios.ts';
import { nu, sigma } from './parameters.ts';

const logPi = 1.1447298858494002;

/** A density around what eta is put through: the mean, and the median too. */
const around =
  (middle: (eta: Expression) => Expression): RowLogDensity =>
  ({ y, eta }, { sigma, nu }) => {
    const z = div(sub(y, middle(eta)), sigma);
    const half = mul(0.5, nu);
    const kernel = mul(add(half, 0.5), log1p(div(square(z), nu)));
    // log Gamma(half + 1/2) - log Gamma(half) - log(pi nu) / 2
    const peak = sub(logRise(half, constant(0.5)), 0.5 * (logPi + Math.LN2));
    return sub(peak, add(kernel, log(sigma)));
  };

export const student_t: Family = {
  name: 'student_t',
  brms: { family: 'student' },
  response: 'real',
  parameters: [sigma, nu],
  links: {
    identity: around((eta) => eta),
    log: around(exp),
    inverse: around((eta) => div(1, eta)),
  },
  defaultLink: 'identity',
  notation: 'StudentT(nu, mu_ij, sigma)',
  draw: (rng, { mu, parameters: { sigma, nu } }) =>
    mu + (sigma * rng.normal()) / Math.sqrt((2 * gamma(rng, nu / 2)) / nu),
  variance: ({ parameters: { sigma, nu } }) =>
    nu > 2 ? (sigma * sigma * nu) / (nu - 2) : Number.POSITIVE_INFINITY,
  cdf: (y, { mu, parameters: { sigma, nu } }) => studentTCdf((y - mu) / sigma, nu),
};
