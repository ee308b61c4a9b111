import type { Rng } from '../rng.ts';
import type { EffectSpread } from './effectSpread.ts';

/**
 * log p(y) as a function of population values: the held linear coefficients, auxiliary values, then every factor; and the
 * normal distribution of what was integrated out. What it holds of a point changes with the next call of `at`.
 */
export interface CollapsedLikelihood {
  readonly count: number;
  /** What y was taken less, and so the intercept; and the linear coefficients that it was taken less. */
  readonly centre: number;
  readonly origin: Float64Array;
  /** Every term's factor L (k x k, row-major) at the last point. */
  readonly factors: readonly Float64Array[];
  /** NaN where a covariance has no Cholesky factor; then there is no point. */
  at(values: Float64Array): number;
  /** Writes d log p(y) / d values at the last point. */
  adjoints(out: Float64Array): void;
  /** Means of the linear coefficients, those held included, relative to the centre of y and to the origin. */
  linearMeans(out: Float64Array): void;
  /** Covariance of the linear coefficients, all of which must be integrated out; row-major. */
  linearCovariance(): Float64Array;
  /** Means of all group effects (z), term after term: what the draws are without their noise. */
  effectMeans(zOut: Float64Array): void;
  /** Draws the linear coefficients, relative to both, too (those held stay as they are), and then all group effects (z). */
  draw(rng: Pick<Rng, 'normal'>, linearOut: Float64Array, zOut: Float64Array): void;
  /** Of every term, the conditional covariances of its levels' effects. Throws RangeError where not every one is known. */
  spreads(): EffectSpread[];
}
