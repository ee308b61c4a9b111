import type { Quantity } from '../../src/engine/program/quantity.ts';
import { type ScalarPrior, supportOf } from '../priors/prior.ts';
import type { Support } from '../priors/support.ts';
import { type Basis, centredBasis, isOnes, type PriorPlace, scaledBasis } from './basis.ts';
import { ofPredictor } from './ofPredictor.ts';
import type { CovarianceStructure, CovarianceTerm } from './structure.ts';
import { type CovarianceKind, covarianceStructure } from './structures.ts';

/** A random term before its columns are internal ones. */
export interface PlainTerm {
  /** The linear predictor that it belongs to. */
  readonly predictor: string;
  readonly group: string;
  readonly coefs: readonly string[];
  readonly block: string;
  /** Where the coefficients are, for a structure of distances. */
  readonly places?: readonly number[];
  /** The user's. */
  readonly columns: readonly Float64Array[];
  readonly covariance: CovarianceKind;
}

/** Whether an sd's range ends elsewhere than at 0 and infinity; null is all of it. */
function hasEnd(support: Support | null): boolean {
  return support !== null && support.kind !== 'positive';
}

/** A term with its structure, on the columns that it is computed on. */
export interface StructuredTerm extends CovarianceTerm {
  readonly structure: CovarianceStructure;
  /** Where its priors stand; null where its columns are not centred inside, so that there is only one place. */
  readonly place: PriorPlace | null;
}

/**
 * Chooses a term's internal columns. A structure that every linear map leaves as it is, with a column of ones first, gets
 * centred and scaled columns; its default priors are for the intercept at the predictors' means. A prior that was written
 * for the intercept's sd is for that sd as reported, at the predictors' zero, and the whole term's priors are then for
 * what is reported. Where such a prior has an end, the sd itself must be the coordinate: columns are only scaled, as where
 * the structure allows no more.
 * `written` is the prior that was declared for a quantity or a class of it; null where it has a default.
 */
export function structuredTerm(
  { predictor, group, coefs, block, columns, covariance, places }: PlainTerm,
  written: (quantity: Quantity) => ScalarPrior | null,
): StructuredTerm {
  const row = covarianceStructure(covariance, coefs.length);
  const structure = ofPredictor(places === undefined ? row : (row.over?.(places) ?? row), predictor);
  const only = (basis: Basis): StructuredTerm => ({ group, coefs, block, structure, basis, place: null });
  if (structure.closedUnder !== 'everyMap' || !isOnes(columns[0]))
    return only(scaledBasis(columns, structure.closedUnder === 'oneScale'));
  const prior = written(structure.parameters({ group, coefs, block })[0].quantity);
  if (prior !== null && hasEnd(supportOf(prior))) return only(scaledBasis(columns, false));
  const place = prior === null ? 'means' : 'zero';
  return { group, coefs, block, structure, basis: centredBasis(columns, place), place };
}
