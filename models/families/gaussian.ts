import {
  add,
  div,
  type Expression,
  exp,
  log,
  logNormalCdf,
  mul,
  square,
  sub,
} from '../../src/engine/autodiff/index.ts';
import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import type { Family, LinkDensity, RowLogDensity } from './family.ts';
import { sigma } from './parameters.ts';

/** Of a residual with sd sigma. */
const density = (residual: Expression, sigma: Expression): Expression =>
  sub(mul(-0.5, square(div(residual, sigma))), add(log(sigma), halfLog2Pi));

/** Around eta itself. */
export const normalDensity: RowLogDensity = ({ y, eta }, { sigma }) => density(sub(y, eta), sigma);

/** Around a mean that eta is put through. */
function around(mean: (eta: Expression) => Expression): LinkDensity {
  return {
    density: ({ y, eta }, { sigma }) => density(sub(y, mean(eta)), sigma),
    tails: {
      below: ({ y, eta }, { sigma }) => logNormalCdf(div(sub(y, mean(eta)), sigma)),
      above: ({ y, eta }, { sigma }) => logNormalCdf(div(sub(mean(eta), y), sigma)),
    },
  };
}

export const gaussian: Family = {
  name: 'gaussian',
  brms: { family: 'gaussian' },
  response: 'real',
  parameters: [sigma],
  links: {
    identity: around((eta) => eta),
    log: around(exp),
    inverse: around((eta) => div(1, eta)),
  },
  defaultLink: 'identity',
  notation: 'Normal(mu_ij, sigma^2)',
  draw: (rng, { mu, parameters }) => mu + parameters.sigma * rng.normal(),
  variance: ({ parameters: { sigma } }) => sigma * sigma,
  cdf: (y, { mu, parameters }) => normalCdf((y - mu) / parameters.sigma),
};
