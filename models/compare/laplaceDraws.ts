import { InputError } from '../../src/engine/errors.ts';
import type { LaplaceFit } from '../../src/engine/laplace/fitLaplace.ts';
import { conditionalEffects } from '../../src/engine/laplace/openMarginal.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { dimensionOf, type Program } from '../../src/engine/program/program.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { compileReference } from '../../src/engine/reference/density.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { wholeNumber } from '../../src/engine/wholeNumber.ts';
import { checkLaplaceFit } from '../arguments.ts';
import type { LaplaceResult } from '../likelihood/laplace.ts';
import { type Draws, drawsOf } from '../posterior/draws.ts';

/** Of `laplaceDraws`. */
export interface LaplaceDrawsOptions {
  /** A chain; 1000 if left out. */
  readonly draws?: number;
  /** Independent streams, so that what wants chains has them; 4 if left out. */
  readonly chains?: number;
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<LaplaceDrawsOptions> = {
  draws: 'a number',
  chains: 'a number',
  seed: 'a number or text',
};

/**
 * A Laplace fit as draws of every quantity that a posterior has, names and order the same: population parameters from
 * the Gaussian on their unconstrained scale, group effects given them from the Gaussian at their mode, mapped to the
 * user's scale. So sds are positive and correlations within (-1, 1), which estimate +- standard error need not be.
 * Draws of an approximation: nothing here corrects it, see `laplaceParetoK`. Deterministic in the seed.
 * Throws InputError where the fit has no proper covariance (singular, or not converged).
 */
export function laplaceDraws(result: LaplaceResult, options: LaplaceDrawsOptions = {}): Draws {
  checkLaplaceFit('laplaceDraws', result);
  checkOptions('laplaceDraws', options, optionKinds);
  const { draws = 1000, chains = 4, seed = '1' } = options;
  wholeNumber('laplace: draws', draws, 1);
  wholeNumber('laplace: chains', chains, 1);
  const { program } = result.model;
  const drawTheta = isProper(result) ? thetaDrawer(result) : null;
  if (drawTheta === null) throw new InputError(`laplace: no draws, ${whyNoGaussian(result)}`);
  const { quantities, write } = compileQuantities(program);
  const theta = new Float64Array(dimensionOf(program));
  const values = Array.from({ length: chains }, (_, chain) => {
    const rng = stream(String(seed), 'laplace', chain);
    const out = new Float64Array(quantities.length * draws);
    for (let draw = 0; draw < draws; draw++) {
      drawTheta(rng, theta);
      write(theta, out, draw, draws);
    }
    return out;
  });
  return { ...drawsOf(quantities, draws, values), approximation: "Laplace's method" };
}

/** Draws of alpha and group effects; null without a factor of the covariance. */
function thetaDrawer({ model: { program }, latent }: LaplaceResult) {
  if (program.residual !== undefined) return structuredDrawer(program, latent);
  const transport = buildTransport(program, latent);
  if (transport === null) return null;
  const { toTheta } = compileReference(program, transport);
  const xi = new Float64Array(dimensionOf(program));
  return (rng: Rng, thetaOut: Float64Array): void => {
    for (let i = 0; i < xi.length; i++) xi[i] = rng.normal();
    toTheta(xi, thetaOut);
  };
}

/** Where residuals have a structure: group effects given alpha from their exact conditional normal. */
function structuredDrawer(program: Program, { alpha, covariance, priors }: LaplaceFit) {
  const n = alpha.length;
  const factor = cholesky(covariance, n);
  if (factor === null) return null;
  const effectsAt = conditionalEffects(program, priors);
  return (rng: Rng, thetaOut: Float64Array): void => {
    const x = Float64Array.from({ length: n }, () => rng.normal());
    for (let i = 0; i < n; i++) {
      thetaOut[i] = alpha[i];
      for (let j = 0; j <= i; j++) thetaOut[i] += factor[i * n + j] * x[j];
    }
    effectsAt(rng, thetaOut.subarray(0, n), thetaOut.subarray(n));
  };
}

/** Whether a fit has a Gaussian at all; a factor of its covariance may exist by rounding where it has none. */
export function isProper({ singular, certificate }: LaplaceResult): boolean {
  return singular.length === 0 && certificate.converged;
}

/** Why a fit's Gaussian cannot be drawn from, to end a sentence. */
export function whyNoGaussian({ singular, certificate }: LaplaceResult): string {
  if (singular.length > 0)
    return `the fit is singular in ${singular.join(', ')}; try method "map", whose priors keep it from there`;
  if (!certificate.converged) return 'the fit did not converge';
  return 'its covariance is not positive definite, or there are too many smaller groups';
}
