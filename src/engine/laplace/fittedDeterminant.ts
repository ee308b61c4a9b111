import { multiply } from '../linalg/vectors.ts';
import type { FittedDeterminant } from './determinant.ts';
import type { OuterTarget } from './outerTarget.ts';

/**
 * What a target's log determinant is at a point, where it leaves it. With g_p the gradient by random vector p alone, the
 * optimum that all signs would have lies C (mean over all signs - mean g) away, C = `covariance`, of the target's coordinates,
 * so that the standard error of C mean g is what the choice of vectors does to them. `follow` writes how far all of alpha goes
 * with them, `errors` are alpha's standard errors.
 */
export function fittedDeterminant(
  target: OuterTarget,
  point: Float64Array,
  covariance: Float64Array,
  follow: (shift: Float64Array, alphaOut: Float64Array) => void,
  errors: Float64Array,
): FittedDeterminant {
  const { estimate = null } = target;
  if (estimate === null) return { kind: 'exact' };
  target.mode.logDeterminant();
  const [recipe, standardError] = [estimate.recipe(), estimate.standardError()];
  const gradient = new Float64Array(target.dimension);
  const shift = new Float64Array(target.dimension);
  const shifts = Array.from({ length: recipe.count }, (_, p) => {
    const alpha = new Float64Array(errors.length);
    estimate.restrict(p);
    target.logDensityAndGradient(point, gradient);
    multiply(covariance, gradient, shift);
    follow(shift, alpha);
    return alpha;
  });
  estimate.restrict(null);
  target.logDensityAndGradient(point, gradient);
  const drift = errors.map((se, i) => (se > 0 ? errorOfMean(shifts.map((alpha) => alpha[i])) / se : 0));
  return { kind: 'estimated', recipe, standardError, drift };
}

function errorOfMean(x: readonly number[]): number {
  const mean = x.reduce((s, v) => s + v, 0) / x.length;
  return Math.sqrt(x.reduce((s, v) => s + (v - mean) * (v - mean), 0) / (x.length * (x.length - 1)));
}
