import { paretoKThreshold, psis } from '../../diagnostics/index.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { affineDensity } from '../../src/engine/hmc/affine.ts';
import { failsTooOften, isFailure } from '../../src/engine/hmc/importanceFailures.ts';
import { allowsQuadrature } from '../../src/engine/laplace/checkCriterion.ts';
import type { LaplaceFit } from '../../src/engine/laplace/fitLaplace.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import { quadratureMarginal } from '../../src/engine/laplace/quadrature.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { compileReference } from '../../src/engine/reference/density.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { wholeNumber } from '../../src/engine/wholeNumber.ts';
import { checkLaplaceFit } from '../arguments.ts';
import type { LaplaceResult } from '../likelihood/laplace.ts';
import { isProper, whyNoGaussian } from './laplaceDraws.ts';

/** How far a Gaussian is from what it approximates, by the tail of the importance weights. */
export interface ImportanceTail {
  readonly paretoK: number;
  /** Up to this k-hat the weights of so many proposals can be relied on. */
  readonly threshold: number;
  /** Effective proposals, 1 / sum w^2. */
  readonly ess: number;
  readonly proposals: number;
}

/** How far a Laplace fit's Gaussian is from the posterior, by Pareto k-hat; see `laplaceParetoK`. */
export interface LaplaceTails {
  /**
   * Of all parameters and group effects together. Every group adds its own misfit to the weights, so with hundreds of
   * groups this is high even where each quantity by itself is fine.
   */
  readonly joint: ImportanceTail | null;
  /** Of the population parameters, group effects integrated out (near) exactly; null where that cannot be done. */
  readonly population: ImportanceTail | null;
  /** Why there is no joint one, or an empty text. */
  readonly reason: string;
}

export interface ParetoKOptions {
  /** Proposals of the joint k-hat; if left out 2000, and for gaussian models 250 to 1000, fewer for many rows. */
  readonly proposals?: number;
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<ParetoKOptions> = {
  proposals: 'a number',
  seed: 'a number or text',
};

/** Nodes with which a group's integral counts as exact; and rows times proposals times nodes that are worth the wait. */
const nodes = 7;
const mostWork = 3e7;
const jointProposals = 2000;
const fewestProposals = 250;
const mostProposals = 1000;

/**
 * Pareto k-hat of the importance ratios from a Laplace fit's Gaussian to the posterior, priors included, whether or not
 * the fit counted them.
 * Joint: alpha ~ N(estimate, covariance), group effects given alpha from the Gaussian at the mode. For gaussian models
 * those are normal exactly and integrated out, so both k-hats are of the population parameters.
 * Null, with the reason, where the fit is singular or has no proper covariance, and where the log density failed at more
 * than one in a hundred proposals. Deterministic in the seed.
 */
export function laplaceParetoK(result: LaplaceResult, options: ParetoKOptions = {}): LaplaceTails {
  checkLaplaceFit('laplaceParetoK', result);
  checkOptions('laplaceParetoK', options, optionKinds);
  const { proposals, seed = '1' } = options;
  if (proposals !== undefined) wholeNumber('laplace: proposals', proposals, 1);
  if (!isProper(result)) return { joint: null, population: null, reason: whyNoGaussian(result) };
  const { program } = result.model;
  const rng = (what: string): Rng => stream(String(seed), 'pareto-k', what);
  const isExact = program.capabilities.quadraticInEta;
  const population = populationTail(rng('population'), result, isExact ? proposals : undefined);
  if (population !== null && isExact) return { joint: population, population, reason: '' };
  const transport = buildTransport(program, result.latent);
  if (transport === null) return { joint: null, population: null, reason: whyNoGaussian(result) };
  const joint = tailOf(rng('joint'), compileReference(program, transport), proposals ?? jointProposals);
  return { joint, population, reason: joint === null ? 'the log density failed at too many proposals' : '' };
}

/** Against the marginal posterior of alpha where it can be had: exact, or by quadrature for one factor. */
function populationTail(
  rng: Rng,
  { model: { program }, latent }: LaplaceResult,
  wanted: number | undefined,
): ImportanceTail | null {
  const factor = cholesky(latent.covariance, latent.alpha.length);
  const target = factor === null ? null : marginalOf(program, latent);
  if (factor === null || target === null) return null;
  const { density, cost } = target;
  const count = Math.floor(mostWork / (cost * program.rows.count));
  const proposals = wanted ?? Math.min(mostProposals, Math.max(fewestProposals, count));
  return tailOf(rng, affineDensity(failing(density), latent.alpha, factor), proposals);
}

/** The marginal posterior of alpha, its mode search started at z, and what it costs a row. */
function marginalOf(
  program: Program,
  fit: Pick<LaplaceFit, 'z' | 'determinant'>,
): { density: LogDensity; cost: number } | null {
  if (program.residual !== undefined)
    return { density: openTarget(program, 'include', { kind: 'laplace' }, fit), cost: 1 };
  const latent = latentModel(program, 'include', fit.determinant);
  const size = program.terms.reduce((d, { coefs }) => d + coefs.length, 0);
  const exact = program.capabilities.quadraticInEta || size === 0;
  if (!exact && (size > 2 || !allowsQuadrature(program))) return null;
  const density = exact ? laplaceMarginal(latent) : quadratureMarginal(latent, nodes);
  density.mode.z.set(fit.z);
  return { density, cost: exact ? 1 : 1 + (size === 1 ? nodes : nodes * nodes) };
}

/** Alpha has no end to its support, so -Infinity of a marginal density is a mode not found: a failure, as NaN is. */
function failing(density: LogDensity): LogDensity {
  return {
    dimension: density.dimension,
    logDensityAndGradient(alpha, gradOut) {
      const lp = density.logDensityAndGradient(alpha, gradOut);
      return lp === Number.NEGATIVE_INFINITY ? Number.NaN : lp;
    },
  };
}

/** Ratios of a density to the standard normal that proposes; null where too many cannot be told. */
function tailOf(rng: Rng, target: LogDensity, proposals: number): ImportanceTail | null {
  const [point, gradient] = [new Float64Array(target.dimension), new Float64Array(target.dimension)];
  let failures = 0;
  const logRatios = Float64Array.from({ length: proposals }, () => {
    let half = 0;
    for (let i = 0; i < point.length; i++) {
      point[i] = rng.normal();
      half += point[i] * point[i];
    }
    const ratio = target.logDensityAndGradient(point, gradient) + half / 2;
    if (!isFailure(ratio)) return ratio;
    failures++;
    return Number.NEGATIVE_INFINITY;
  });
  if (failsTooOften(failures, proposals)) return null;
  const { paretoK, ess } = psis(logRatios, { arithmetic: elementary });
  return { paretoK, ess, proposals, threshold: paretoKThreshold(proposals) };
}
