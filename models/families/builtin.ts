import { add, div, exp, lgamma, log, log1pexp, mul, square, sub } from '../../src/engine/autodiff/index.ts';
import type { Family, RowLogDensity } from './family.ts';

const halfLog2Pi = 0.9189385332046727; // log(2 pi) / 2

const gaussianIdentity: RowLogDensity = ({ y, eta }, { sigma }) => {
  const residual = div(sub(y, eta), sigma);
  return sub(mul(-0.5, square(residual)), add(log(sigma), halfLog2Pi));
};

const bernoulliLogit: RowLogDensity = ({ y, eta }) => sub(mul(y, eta), log1pexp(eta));

/** log of the binomial coefficient, then y eta - n log(1 + exp(eta)). */
const binomialLogit: RowLogDensity = ({ y, eta, trials }) =>
  add(
    sub(mul(y, eta), mul(trials, log1pexp(eta))),
    sub(lgamma(add(trials, 1)), add(lgamma(add(y, 1)), lgamma(add(sub(trials, y), 1)))),
  );

const poissonLog: RowLogDensity = ({ y, eta }) => sub(sub(mul(y, eta), exp(eta)), lgamma(add(y, 1)));

/** The families poolwise knows by name. */
export const builtinFamilies: readonly Family[] = [
  {
    name: 'gaussian',
    response: 'real',
    parameters: [{ name: 'sigma', support: { kind: 'positive' }, scalesWithOutcome: true }],
    links: { identity: gaussianIdentity },
    defaultLink: 'identity',
    notation: 'Normal(mu_ij, sigma^2)',
  },
  {
    name: 'bernoulli',
    response: 'binary',
    parameters: [],
    links: { logit: bernoulliLogit },
    defaultLink: 'logit',
    notation: 'Bernoulli(mu_ij)',
  },
  {
    name: 'binomial',
    response: 'successes',
    parameters: [],
    links: { logit: binomialLogit },
    defaultLink: 'logit',
    notation: 'Binomial(n_ij, mu_ij)',
  },
  {
    name: 'poisson',
    response: 'count',
    parameters: [],
    links: { log: poissonLog },
    defaultLink: 'log',
    notation: 'Poisson(mu_ij)',
  },
];
