/**
 * Conditional covariance of the k effects z of one level of a term, k x k row-major; where levels are mixed, of those of one
 * level (the rows) with those of another.
 */
export type EffectSpread = (level: number, other: number) => Float64Array;
