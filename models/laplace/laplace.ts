import type { LaplaceFit } from '../../src/laplace/fitLaplace.ts';
import type { Model } from '../glmm.ts';
import { fitLaplace } from './fitLaplace.ts';
import { type ReportedEstimates, reportedEstimates } from './reportedEstimates.ts';

export interface LaplaceOptions {
  /** Maximum likelihood without priors (default), or the mode of the posterior with them. */
  readonly method?: 'ml' | 'map';
}

/** A model fitted at the maximum of its marginal likelihood, or posterior, the group effects integrated out. */
export interface LaplaceResult {
  readonly model: Model;
  readonly method: 'ml' | 'map';
  /** Population parameters on the user's scale, with the covariance that the curvature gives. */
  readonly population: ReportedEstimates;
  /** The fit on the unconstrained scale: alpha, mode of the group effects, certificates. */
  readonly latent: LaplaceFit;
}

/** Fits a model by Laplace's method. Nothing is thrown where no optimum is found: see `latent.converged`. */
export function laplace(model: Model, { method = 'ml' }: LaplaceOptions = {}): LaplaceResult {
  const latent = fitLaplace(model.program, { priors: method === 'map' ? 'include' : 'exclude' });
  const population = reportedEstimates(model.program, latent.alpha, latent.covariance);
  return { model, method, population, latent };
}
