import { compile, variable } from '../../src/engine/autodiff/index.ts';
import { log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { priorLogDensity } from './logDensity.ts';
import { describePrior, type ScalarPrior } from './prior.ts';

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
    case 'uniform':
      return prior.lower + (prior.upper - prior.lower) * rng.uniform();
    case 'flat':
    case 'custom':
      throw new InputError(
        `simulate: ${describePrior(prior)} cannot be drawn from; give a proper prior that poolwise knows by name`,
      );
  }
}

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
