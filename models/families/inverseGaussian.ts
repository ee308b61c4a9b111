import { div, log, mul, square, sub } from '../../src/engine/autodiff/index.ts';
import { log2Pi } from '../../src/engine/elementary/constants.ts';
import { exp, logNormalCdf, normalCdf } from '../../src/engine/elementary.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type { Family, RowDistribution } from './family.ts';
import { type MeanDensity, underMeanLinks } from './means.ts';
import { shapeOfOutcome } from './parameters.ts';

const density: MeanDensity = ({ y, inverseMu }, { shape }) => {
  const squares = div(square(sub(mul(y, inverseMu), 1)), y);
  return sub(mul(0.5, sub(sub(log(shape), log2Pi), mul(shape, squares))), mul(1.5, log(y)));
};

/** Source: Michael, Schucany & Haas 1976, the smaller root of their quadratic without its cancellation. */
function draw(rng: Rng, { mu, parameters: { shape } }: RowDistribution): number {
  const normal = rng.normal();
  const w = (mu * normal * normal) / (2 * shape);
  const root = 1 / (1 + w + Math.sqrt(w * (2 + w)));
  return rng.uniform() * (1 + root) <= 1 ? mu * root : mu / root;
}

/** Source: Shuster 1968, equation 2. */
function cdf(y: number, { mu, parameters: { shape } }: RowDistribution): number {
  if (!(y > 0) || y === Number.POSITIVE_INFINITY) return y > 0 ? 1 : 0;
  const root = Math.sqrt(shape / y);
  const mirrored = exp((2 * shape) / mu + logNormalCdf(-root * (y / mu + 1)));
  return normalCdf(root * (y / mu - 1)) + mirrored;
}

/** Mean mu, variance mu^3 / shape. */
export const inverse_gaussian: Family = {
  name: 'inverse_gaussian',
  brms: { family: 'inverse.gaussian' },
  response: 'positive',
  parameters: [shapeOfOutcome],
  links: underMeanLinks(density, ['log', '1/mu^2', 'inverse', 'identity']),
  defaultLink: 'log',
  notation: 'InverseGaussian(mu_ij, shape)',
  draw,
  variance: ({ mu, parameters: { shape } }) => (mu * mu * mu) / shape,
  cdf,
};
