import type { Criterion } from '../../src/laplace/criterion.ts';
import { fitLatent, type LaplaceFit } from '../../src/laplace/fitLaplace.ts';
import type { PriorUse } from '../../src/laplace/latentModel.ts';
import type { SearchOptions } from '../../src/laplace/search.ts';
import type { Program } from '../density/program.ts';
import { latentModel } from './latent.ts';

export interface LaplaceOptions extends SearchOptions {
  /**
   * 'include' (default): the mode of the marginal posterior of alpha on the unconstrained scale, Jacobians included, as
   * a sampler's reference wants it. 'exclude': maximum likelihood, what lme4 calls Laplace (nAGQ = 1).
   */
  readonly priors?: PriorUse;
  /** What is maximised; default { kind: 'laplace' }. */
  readonly criterion?: Criterion;
}

/** Laplace fit of a program. Nothing is thrown where none is found: see `converged`. */
export function fitLaplace(program: Program, options: LaplaceOptions = {}): LaplaceFit {
  return fitLatent(latentModel(program, options.priors ?? 'include'), options);
}
