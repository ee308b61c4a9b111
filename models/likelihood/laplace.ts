import { log } from '../../src/engine/elementary.ts';
import type { LaplaceFit } from '../../src/engine/laplace/fitLaplace.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import { rowCount } from '../design/design.ts';
import type { Model } from '../glmm.ts';
import { isHeld } from './identified.ts';
import {
  criterionOf,
  type LaplaceMethod,
  type LaplaceOptions,
  type LaplaceSettings,
  laplaceSettings,
} from './laplaceOptions.ts';
import { reportedParameters } from './parameters.ts';
import { rangesOf } from './ranges.ts';
import { type ReportedEstimates, reportedEstimates } from './reportedEstimates.ts';
import { isZeroSd } from './zeroSd.ts';

/** How near the optimum a fit ended, and at what cost. */
export interface Certificate {
  /** The gradient norm is below 1e-5 and the curvature positive definite, singular directions left out. */
  readonly converged: boolean;
  /** sqrt(g' S g), S the inverse curvature: distance to the optimum in standard errors. */
  readonly gradientNorm: number;
  /** Of the curvature scaled to a unit diagonal: 1 if no two coordinates interact, 0 if two cannot be told apart. */
  readonly smallestEigenvalue: number;
  readonly iterations: number;
  readonly evaluations: number;
}

/** A model fitted at the maximum of its marginal likelihood, or posterior, the group effects integrated out. Plain data. */
export interface LaplaceResult extends LaplaceSettings {
  readonly model: Model;
  readonly method: LaplaceMethod;
  /**
   * Population parameters on the user's scale, their covariance from the joint curvature of coefficients and variance
   * parameters by the delta method. NaN in rows and columns of parameters that are singular or go with one.
   */
  readonly population: ReportedEstimates;
  /** Log (restricted) likelihood; for 'map' the log likelihood at the mode of the posterior, priors not counted. */
  readonly logLik: number;
  /** Estimated parameters: coefficients, sds, correlations, the family's own. */
  readonly df: number;
  /** -2 logLik. */
  readonly deviance: number;
  /** deviance + 2 df. */
  readonly aic: number;
  /** deviance + log(rows) df; as lme4, n counts the rows used, not groups, trials or weights. */
  readonly bic: number;
  readonly certificate: Certificate;
  /** Names of parameters at the end of what is possible: an sd at 0, a correlation at 1, a coefficient at infinity. */
  readonly singular: readonly string[];
  /** The fit on the unconstrained scale. */
  readonly latent: LaplaceFit;
}

/**
 * Fits a model by Laplace's method, or what `options` says.
 * Nothing is thrown where no optimum is found (see `certificate`) or where it lies at the edge (see `singular`).
 * Throws InputError for options that the model cannot be fitted by.
 * @example laplace(glmm('Reaction ~ Days + (Days | Subject)', table), { method: 'reml' })
 */
export function laplace(model: Model, options: LaplaceOptions = {}): LaplaceResult {
  const settings = laplaceSettings(model, options);
  return laplaceResult(model, settings, fitWith(model, settings));
}

/** The search itself; `start` as `fitLaplace` takes it. */
export function fitWith(model: Model, settings: LaplaceSettings, start?: Float64Array): LaplaceFit {
  return fitLaplace(model.program, {
    priors: settings.method === 'map' ? 'include' : 'exclude',
    criterion: criterionOf(settings),
    determinant: settings.logDeterminant,
    ...(start === undefined ? {} : { start }),
  });
}

/** What is reported of a search. */
export function laplaceResult(model: Model, settings: LaplaceSettings, latent: LaplaceFit): LaplaceResult {
  const { method, quadrature, fast, logDeterminant } = settings;
  const logLik = method === 'map' ? likelihoodAt(model, settings, latent) : latent.logMarginal;
  const df = latent.alpha.length;
  const deviance = -2 * logLik;
  return {
    model,
    method,
    quadrature,
    fast,
    logDeterminant,
    population: heldEstimates(model, latent),
    logLik,
    df,
    deviance,
    aic: deviance + 2 * df,
    bic: deviance + df * log(rowCount(model.design)),
    certificate: {
      converged: latent.converged,
      gradientNorm: latent.gradientNorm,
      smallestEigenvalue: latent.eigenvalues.length === 0 ? Number.NaN : latent.eigenvalues[0],
      iterations: latent.iterations,
      evaluations: latent.evaluations,
    },
    singular: latent.singular,
    latent,
  };
}

function likelihoodAt({ program }: Model, settings: LaplaceSettings, latent: LaplaceFit): number {
  const target = openTarget(program, 'exclude', criterionOf(settings), latent);
  return target.logDensityAndGradient(latent.alpha, new Float64Array(latent.alpha.length));
}

/** The estimates, with NaN for the uncertainty of what runs off, and 0 for sds that have run off to it. */
function heldEstimates({ program }: Model, { alpha, covariance, flat }: LaplaceFit): ReportedEstimates {
  const parameters = reportedParameters(program);
  const all = reportedEstimates(program, alpha, covariance, parameters);
  if (flat.length === 0) return all;
  const ranges = rangesOf(program);
  const slopes = new Float64Array(alpha.length);
  const held = parameters.map((parameter) => {
    parameter.valueAndGradient(alpha, slopes);
    return isHeld(slopes, flat);
  });
  const isZero = parameters.map((p, r) => !held[r] && isZeroSd(p, alpha, ranges.get(p.name)));
  const m = held.length;
  return {
    ...all,
    estimates: all.estimates.map((estimate, r) => (isZero[r] ? 0 : estimate)),
    covariance: all.covariance.map((c, at) => (held[Math.floor(at / m)] && held[at % m] ? c : Number.NaN)),
    standardErrors: all.standardErrors.map((se, r) => (held[r] ? se : Number.NaN)),
  };
}
