import { compile, variable } from '../../src/engine/autodiff/index.ts';
import { exp, log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { massBetween, priorCdf } from './cdf.ts';
import { priorLogDensity } from './logDensity.ts';
import { describePrior, type ScalarPrior, supportOf } from './prior.ts';
import { endsOf } from './support.ts';

/**
 * An exact draw of a scalar prior. Throws InputError for flat(), which has no draws, and for a prior of the user's own,
 * of which only the density is known.
 */
export function drawPrior(rng: Rng, prior: ScalarPrior): number {
  switch (prior.kind) {
    case 'normal':
      return prior.mean + prior.sd * rng.normal();
    case 'studentT':
      return prior.location + prior.scale * studentT(rng, prior.df);
    case 'cauchy':
      return prior.location + prior.scale * studentT(rng, 1);
    case 'halfNormal':
      return prior.sd * Math.abs(rng.normal());
    case 'halfStudentT':
      return prior.scale * Math.abs(studentT(rng, prior.df));
    case 'halfCauchy':
      return prior.scale * Math.abs(studentT(rng, 1));
    case 'exponential':
      return -log(rng.uniform()) / prior.rate;
    case 'gamma':
      return gamma(rng, prior.shape) / prior.rate;
    case 'invGamma':
      return prior.scale / gamma(rng, prior.shape);
    case 'beta': {
      const [x, y] = [gamma(rng, prior.a), gamma(rng, prior.b)];
      return x / (x + y);
    }
    case 'logNormal':
      return exp(prior.mean + prior.sd * rng.normal());
    case 'truncated':
      return drawBetween(rng, prior);
    case 'uniform':
      return prior.lower + (prior.upper - prior.lower) * rng.uniform();
    case 'constant':
      return prior.value;
    case 'flat':
    case 'custom':
      throw new InputError(
        `simulate: ${describePrior(prior)} cannot be drawn from; give a proper prior that poolwise knows by name`,
      );
  }
}

/** Share of a prior between the bounds from which whole draws are thrown away until one lies there. */
const oftenEnough = 0.05;

function drawBetween(rng: Rng, prior: Extract<ScalarPrior, { kind: 'truncated' }>): number {
  const { of, lower, upper } = prior;
  if (massBetween(of, lower, upper) < oftenEnough) return drawByBisection(rng, prior);
  for (;;) {
    const x = drawPrior(rng, of);
    if (x > lower && x < upper) return x;
  }
}

/** The x with F(x) between those of the bounds, uniformly. */
function drawByBisection(rng: Rng, prior: Extract<ScalarPrior, { kind: 'truncated' }>): number {
  const { of } = prior;
  const { lower, upper } = endsOf(supportOf(prior) ?? { kind: 'real' });
  const [from, to] = [priorCdf(of, lower), priorCdf(of, upper)];
  const target = from + (to - from) * rng.uniform();
  let [low, high] = [Number.isFinite(lower) ? lower : upper - 1, Number.isFinite(upper) ? upper : lower + 1];
  while (priorCdf(of, high) < target) high = low + 2 * (high - low);
  while (priorCdf(of, low) > target) low = high - 2 * (high - low);
  for (let step = 0; step < bisections; step++) {
    const middle = low + (high - low) / 2;
    if (priorCdf(of, middle) < target) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** As many as a double has digits, and some for the ends' exponents. */
const bisections = 80;

/** A normal over the root of an independent chi-square a degree of freedom. */
function studentT(rng: Rng, df: number): number {
  return rng.normal() / Math.sqrt((2 * gamma(rng, df / 2)) / df);
}

/** The log density of a scalar prior as a function of a number inside its support. */
export function scalarLogPrior(prior: ScalarPrior): (x: number) => number {
  const evaluate = compile([priorLogDensity(prior, variable('x'))], ['x']);
  const output = new Float64Array(1);
  return (x) => {
    evaluate([x], output);
    return output[0];
  };
}
