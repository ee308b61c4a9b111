import { scaledBasis } from './basis.ts';
import type { CovarianceStructure, CovarianceTerm } from './structure.ts';
import { type CovarianceKind, covarianceStructure } from './structures.ts';

/** A random term before its columns are internal ones. */
export interface PlainTerm {
  readonly group: string;
  readonly coefs: readonly string[];
  /** The user's. */
  readonly columns: readonly Float64Array[];
  readonly covariance: CovarianceKind;
}

/** A term with its structure, on the columns that it is computed on. */
export interface StructuredTerm extends CovarianceTerm {
  readonly structure: CovarianceStructure;
}

/** Gives a term its internal columns: the user's, scaled. */
export function structuredTerm({ group, coefs, columns, covariance }: PlainTerm): StructuredTerm {
  const structure = covarianceStructure(covariance, coefs.length);
  const basis = scaledBasis(columns, structure.closedUnder === 'oneScale');
  return { group, coefs, structure, basis };
}
