import { InputError } from '../../src/engine/errors.ts';
import type { Model } from '../glmm.ts';

/** Throws InputError for a model that does not say how its data come about, or of which that is not simulated yet. */
export function checkGenerative({ weights, outcome }: Model): void {
  if (weights !== null)
    throw new InputError('simulate: a model with case weights says nothing of how its data come about');
  if ((outcome.censoring ?? null) !== null)
    throw new InputError(
      'simulate: a model of a censored outcome says nothing of which outcomes come to be censored; simulate it without cens()',
    );
  if ((outcome.standardErrors ?? null) !== null)
    throw new InputError('simulate: outcomes with known standard errors, se(s), are not simulated');
}
