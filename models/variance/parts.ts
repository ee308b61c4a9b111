/** Parts of a variance, draw by draw, that sum to all of it, and what they are in words. */
export interface VarianceParts {
  readonly parts: readonly VariancePart[];
  readonly statements: readonly string[];
}

/** `together`: what random terms bring only with one another, where the mean is no sum of theirs. */
export interface VariancePart {
  readonly kind: 'fixed' | 'term' | 'together' | 'residual';
  readonly name: string;
  readonly variance: Float64Array;
}
