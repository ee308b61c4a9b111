import { fewestRows, type MergedRows, mergedRows } from '../density/mergedRows.ts';
import { demandRows, hasSumsAlone, type Program } from '../program/program.ts';
import { checkCriterion } from './checkCriterion.ts';
import { checkDeterminant, determinantMethod } from './chooseDeterminant.ts';
import type { Criterion } from './criterion.ts';
import type { DeterminantRule } from './determinant.ts';
import { fitLatent, type LaplaceFit } from './fitLaplace.ts';
import { fitResidual } from './fitResidual.ts';
import type { PriorUse } from './latentModel.ts';
import { latentModel } from './latentOfProgram.ts';
import type { SearchOptions } from './search.ts';

/** How a program is fitted; what a user says of a fit is `LaplaceOptions`. */
export interface FitLaplaceOptions extends SearchOptions {
  /**
   * 'include' (default): the mode of the marginal posterior of alpha on the unconstrained scale, Jacobians included, as
   * a sampler's reference wants it. 'exclude': maximum likelihood, what lme4 calls Laplace (nAGQ = 1); the default, and
   * the only way, for the criteria 'reml' and 'fast'.
   */
  readonly priors?: PriorUse;
  /** What is maximised; default { kind: 'laplace' }. */
  readonly criterion?: Criterion;
  /** How log |H| is had; 'auto' if left out. */
  readonly determinant?: DeterminantRule;
}

/**
 * Laplace fit of a program. Nothing is thrown where none is found: see `converged`.
 * Throws InputError where the criterion is not for such a model.
 */
export function fitLaplace(program: Program, options: FitLaplaceOptions = {}): LaplaceFit {
  const { criterion = { kind: 'laplace' }, determinant = 'auto' } = options;
  const profiles = criterion.kind === 'reml' || criterion.kind === 'fast';
  const { priors = profiles ? 'exclude' : 'include' } = options;
  checkCriterion(program, criterion, priors);
  checkDeterminant(program, criterion, determinant);
  if (hasSumsAlone(program) && (criterion.kind === 'laplace' || criterion.kind === 'reml'))
    return fitResidual(program, priors, options, criterion);
  demandRows(program, `laplace: ${criterion.kind}`);
  const merged = mergedRows(program);
  const model = latentModel(fewestRows(program), priors, determinantMethod(program, determinant));
  const fit = fitLatent(model, options, criterion);
  return merged === null ? fit : { ...fit, rows: ofAllRows(fit.rows, merged) };
}

/** What is known of rows, of all those that were merged: slopes and curvatures by their weights. */
function ofAllRows({ eta, d1, d2 }: LaplaceFit['rows'], { rowOf, share }: MergedRows): LaplaceFit['rows'] {
  const spread = (values: Float64Array): Float64Array => Float64Array.from(rowOf, (row) => values[row]);
  const shared = (values: Float64Array): Float64Array =>
    Float64Array.from(rowOf, (row, i) => share[i] * values[row]);
  return { eta: eta.map(spread), d1: d1.map(shared), d2: d2.map(shared) };
}
