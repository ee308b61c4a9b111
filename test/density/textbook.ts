import { integrate, logGamma } from '../property/numeric.ts';
import { trialsInTests } from './familyCases.ts';

/** Means and densities as textbooks have them, in Math's functions and plain sums; nothing from the project's own. */

const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const normalBelow = (x: number): number => 0.5 + Math.sign(x) * integrate(normalDensity, 0, Math.abs(x));

/** mu by eta. */
export const inverseLinks: Readonly<Record<string, (eta: number) => number>> = {
  identity: (eta) => eta,
  log: Math.exp,
  logit: (eta) => 1 / (1 + Math.exp(-eta)),
  probit: normalBelow,
  cauchit: (eta) => 0.5 + Math.atan(eta) / Math.PI,
  cloglog: (eta) => 1 - Math.exp(-Math.exp(eta)),
  inverse: (eta) => 1 / eta,
  sqrt: (eta) => eta * eta,
  '1/mu^2': (eta) => 1 / Math.sqrt(eta),
};

/** `link`: the predictor itself and the link's inverse, for what is no function of the mean. */
type Density = (
  y: number,
  mu: number,
  p: Readonly<Record<string, number>>,
  link: { readonly eta: number; readonly inverse: (eta: number) => number },
) => number;

const choose = (n: number, k: number): number => {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return ways;
};
const logFactorial = (n: number): number => {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
};
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

const binomial: Density = (y, mu) => choose(trialsInTests, y) * mu ** y * (1 - mu) ** (trialsInTests - y);
const poisson: Density = (y, mu) => Math.exp(y * Math.log(mu) - mu - logFactorial(y));
/** Gamma(y + r) / Gamma(r) as a product. */
const negbinomial: Density = (y, mu, { shape: r }) => {
  let p = (r / (r + mu)) ** r;
  for (let k = 0; k < y; k++) p *= (((r + k) / (k + 1)) * mu) / (r + mu);
  return p;
};
const gamma: Density = (y, mu, { shape: a }) =>
  Math.exp(a * Math.log(a / mu) + (a - 1) * Math.log(y) - (a * y) / mu - logGamma(a));
const givenPositive =
  (density: Density): Density =>
  (y, mu, p, link) =>
    density(y, mu, p, link) / (1 - density(0, mu, p, link));
const withZeros =
  (density: Density): Density =>
  (y, mu, p, link) =>
    (y === 0 ? p.zi : 0) + (1 - p.zi) * density(y, mu, p, link);
const behindHurdle =
  (density: Density): Density =>
  (y, mu, p, link) =>
    y === 0 ? p.hu : (1 - p.hu) * density(y, mu, p, link);

/** Densities, by family. */
export const textbook: Readonly<Record<string, Density>> = {
  gaussian: (y, mu, { sigma }) => normalDensity((y - mu) / sigma) / sigma,
  student_t: (y, mu, { sigma, nu }) =>
    Math.exp(-logBeta(0.5, nu / 2)) *
    (nu ** -0.5 / sigma) *
    (1 + ((y - mu) / sigma) ** 2 / nu) ** (-(nu + 1) / 2),
  skew_normal: (y, mu, { sigma, alpha }) => {
    const delta = alpha / Math.sqrt(1 + alpha ** 2);
    const omega = sigma / Math.sqrt(1 - (2 / Math.PI) * delta ** 2);
    const z = (y - (mu - omega * delta * Math.sqrt(2 / Math.PI))) / omega;
    return (2 / omega) * normalDensity(z) * normalBelow(alpha * z);
  },
  lognormal: (y, mu, { sigma }) => normalDensity((Math.log(y) - mu) / sigma) / (sigma * y),
  gamma,
  exponential: (y, mu) => Math.exp(-y / mu) / mu,
  weibull: (y, mu, { shape }) => {
    const scale = mu / Math.exp(logGamma(1 + 1 / shape));
    return (shape / scale) * (y / scale) ** (shape - 1) * Math.exp(-((y / scale) ** shape));
  },
  inverse_gaussian: (y, mu, { shape }) =>
    Math.sqrt(shape / (2 * Math.PI * y ** 3)) * Math.exp((-shape * (y - mu) ** 2) / (2 * mu ** 2 * y)),
  hurdle_gamma: behindHurdle(gamma),
  beta: (y, mu, { phi }) =>
    y ** (mu * phi - 1) * (1 - y) ** ((1 - mu) * phi - 1) * Math.exp(-logBeta(mu * phi, (1 - mu) * phi)),
  bernoulli: (y, mu) => (y === 1 ? mu : 1 - mu),
  binomial,
  cumulative: (y, _, thresholds, { eta, inverse }) => {
    const below = Object.values(thresholds).map((threshold) => inverse(threshold - eta));
    return (below[y - 1] ?? 1) - (below[y - 2] ?? 0);
  },
  categorical: (y, _, others, { eta }) => {
    const weights = [0, eta, ...Object.values(others)].map(Math.exp);
    return weights[y - 1] / weights.reduce((a, b) => a + b);
  },
  sratio: (y, _, thresholds, { eta, inverse }) => {
    const stop = Object.values(thresholds).map((threshold) => inverse(threshold - eta));
    return stop.slice(0, y - 1).reduce((p, chance) => p * (1 - chance), stop[y - 1] ?? 1);
  },
  beta_binomial: (y, mu, { phi }) => {
    const [a, b] = [mu * phi, (1 - mu) * phi];
    return choose(trialsInTests, y) * Math.exp(logBeta(y + a, trialsInTests - y + b) - logBeta(a, b));
  },
  zero_inflated_binomial: withZeros(binomial),
  poisson,
  negbinomial,
  nbinom1: (y, mu, { phi }, link) => negbinomial(y, mu, { shape: mu / phi }, link),
  truncated_poisson: givenPositive(poisson),
  truncated_negbinomial: givenPositive(negbinomial),
  zero_inflated_poisson: withZeros(poisson),
  zero_inflated_negbinomial: withZeros(negbinomial),
  hurdle_poisson: behindHurdle(givenPositive(poisson)),
  hurdle_negbinomial: behindHurdle(givenPositive(negbinomial)),
};
