import type { Counts } from '../design/counted.ts';
import { type Prior, supportOf } from '../priors/prior.ts';
import type { WrittenPriors } from '../priors/resolve.ts';
import type { Support } from '../priors/support.ts';
import { type Basis, centredBasis, directSum, isOnes, type PriorPlace, scaledBasis } from './basis.ts';
import type { CovarianceStructure, CovarianceTerm, NamedTerm, Point } from './structure.ts';
import { type CovarianceKind, covarianceStructure } from './structures.ts';

/** A random term before its columns are internal ones. */
export interface PlainTerm extends NamedTerm {
  /** Where the coefficients are, for a structure of distances. */
  readonly places?: readonly Point[];
  /** The user's. */
  readonly columns: readonly Float64Array[];
  /** How many rows each of their rows stands for; left out for one each. */
  readonly counts?: Float64Array;
  readonly covariance: CovarianceKind;
  /** Classes of levels, each with a covariance of its own, by name; null where all levels have one. */
  readonly classes: { readonly names: readonly string[] } | null;
  /** How levels vary together, and rows belong to several. */
  readonly known?: { readonly name: string; readonly given: 'cov' | 'prec' };
  readonly members?: { readonly words: string };
}

/** A term for each class of its levels, with the names that its parameters have there: `Intercept:fA`. */
export function classTerms(term: PlainTerm): PlainTerm[] {
  if (term.classes === null) return [term];
  return term.classes.names.map((name) => ({
    ...term,
    coefs: term.coefs.map((coef) => `${coef}:${name}`),
    block: `${term.block}:${name}`,
  }));
}

/** Whether an sd's range ends elsewhere than at 0 and infinity; null is all of it. */
function hasEnd(support: Support | null): boolean {
  return support !== null && support.kind !== 'positive';
}

/** A term with its structure, on the columns that it is computed on. */
export interface StructuredTerm extends CovarianceTerm {
  readonly structure: CovarianceStructure;
  readonly origins: readonly Origin[];
}

/** Of a coefficient: where the priors of those of its linear predictor stand, and whether it is their intercept. */
export interface Origin {
  /** Null where the columns are not centred inside, so that there is only one place. */
  readonly place: PriorPlace | null;
  /** Whether the first of them has a column of ones. */
  readonly hasIntercept: boolean;
  /** Whether this is that coefficient, and others are centred beside it. */
  readonly moves: boolean;
}

/** The row of the table of structures for a term. */
export function structureOf({ covariance, coefs, places }: PlainTerm): CovarianceStructure {
  const row = covarianceStructure(covariance, coefs.length);
  return places === undefined ? row : (row.over?.(places) ?? row);
}

/**
 * Chooses a term's internal columns, for each linear predictor by itself. A structure that every linear map leaves as it is,
 * with a column of ones first, gets centred and scaled columns; its default priors are for the intercept at the predictors'
 * means. A prior that was written for the intercept's sd is for that sd as reported, at the predictors' zero, and all priors
 * of the term in that linear predictor are then for what is reported. Where such a prior has an end, the sd itself must be
 * the coordinate: columns are only scaled, as where the structure allows no more.
 * A prior of the whole covariance is for that as reported.
 */
export function structuredTerm(plain: PlainTerm, written: WrittenPriors): StructuredTerm {
  const { group, coefs, predictors, block, columns } = plain;
  const counts = plain.counts ?? null;
  const structure = structureOf(plain);
  const named = { group, coefs, predictors, block };
  const parameters = structure.parameters(named);
  const whole = structure.closedUnder === 'everyMap' ? written.covariance(named) : null;
  const parts = [...new Set(predictors)].map((predictor) => {
    const first = predictors.indexOf(predictor);
    const own = columns.slice(first, predictors.lastIndexOf(predictor) + 1);
    const [basis, place] = basisOf(
      own,
      counts,
      structure,
      whole ?? written.scalar(parameters[first].quantity),
    );
    return { basis, origins: originsOf(own, place) };
  });
  return {
    ...named,
    structure,
    basis: directSum(parts.map(({ basis }) => basis)),
    origins: parts.flatMap(({ origins }) => origins),
  };
}

/** Of a term's columns in one linear predictor; `prior` is that written for all or for the sd of the first. */
function basisOf(
  columns: readonly Float64Array[],
  counts: Counts,
  { closedUnder }: CovarianceStructure,
  prior: Prior | null,
): readonly [Basis, PriorPlace | null] {
  if (closedUnder !== 'everyMap' || !isOnes(columns[0]))
    return [scaledBasis(columns, counts, closedUnder === 'oneScale'), null];
  if (prior !== null && hasEnd(supportOf(prior))) return [scaledBasis(columns, counts, false), null];
  const place = prior === null ? 'means' : 'zero';
  return [centredBasis(columns, counts, place), place];
}

function originsOf(columns: readonly Float64Array[], place: PriorPlace | null): Origin[] {
  const hasIntercept = isOnes(columns[0]);
  return columns.map((_, c) => ({ place, hasIntercept, moves: c === 0 && columns.length > 1 }));
}
