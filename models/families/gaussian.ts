import { add, div, log, mul, square, sub } from '../../src/engine/autodiff/index.ts';
import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import type { Family, RowLogDensity } from './family.ts';

const identity: RowLogDensity = ({ y, eta }, { sigma }) => {
  const residual = div(sub(y, eta), sigma);
  return sub(mul(-0.5, square(residual)), add(log(sigma), halfLog2Pi));
};

export const gaussian: Family = {
  name: 'gaussian',
  response: 'real',
  parameters: [{ name: 'sigma', support: { kind: 'positive' }, scalesWithOutcome: true }],
  links: { identity },
  defaultLink: 'identity',
  notation: 'Normal(mu_ij, sigma^2)',
  draw: (rng, { mu, parameters }) => mu + parameters.sigma * rng.normal(),
  cdf: (y, { mu, parameters }) => normalCdf((y - mu) / parameters.sigma),
};
