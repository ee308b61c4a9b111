import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Vec } from '../logDensity.ts';
import type { OuterTarget } from './outerTarget.ts';

/** A target around a point, by central differences of its exact gradient: 2 gradients a coordinate. */
export interface Curvature {
  /** Negative Hessian, symmetrised; NaN where the target was not finite at a point looked at. */
  readonly information: Matrix;
  /** d follows / d point, row by row of what follows. */
  readonly slopes: Matrix;
}

/** Each coordinate moves by this share of its sd: truncation is of the order of its square, rounding far below that. */
const share = 2e-3;

/** `sds` are rough posterior sds of the coordinates. Leaves what the target found at one of the points it looked at. */
export function curvatureAt(target: OuterTarget, point: Vec, sds: Vec): Curvature {
  const n = target.dimension;
  const dimension = target.follows.length;
  const [up, down] = [new Float64Array(n), new Float64Array(n)];
  const differences = new Matrix(n, n);
  const slopes = new Matrix(dimension, n);
  const at = Float64Array.from({ length: n }, (_, i) => point[i]);
  for (let c = 0; c < n; c++) {
    const h = share * Math.min(Math.max(sds[c], 1e-4), 1);
    at[c] = point[c] + h;
    const high = target.logDensityAndGradient(at, up);
    const above = target.follows.slice();
    at[c] = point[c] - h;
    const low = target.logDensityAndGradient(at, down);
    at[c] = point[c];
    const known = Number.isFinite(high) && Number.isFinite(low);
    for (let i = 0; i < n; i++) differences.set(c, i, known ? (down[i] - up[i]) / (2 * h) : Number.NaN);
    above.forEach((z, p) => {
      slopes.set(p, c, (z - target.follows[p]) / (2 * h));
    });
  }
  return { information: Matrix.add(differences, differences.transpose()).mul(0.5), slopes };
}

/**
 * Minus the second derivative of a target along a direction of length one, by differences of its gradient; NaN where the
 * target is not finite.
 */
export function informationAlong(target: OuterTarget, point: Vec, direction: readonly number[]): number {
  const n = target.dimension;
  const h = 1e-2;
  const slope = (by: number): number => {
    const gradient = new Float64Array(n);
    const at = direction.map((d, i) => point[i] + by * d);
    if (!Number.isFinite(target.logDensityAndGradient(at, gradient))) return Number.NaN;
    return direction.reduce((s, d, i) => s + d * gradient[i], 0);
  };
  return (slope(-h) - slope(h)) / (2 * h);
}

/** The inverse of an information matrix, with the eigenvalues that say whether it may be trusted. */
export interface InvertedInformation {
  /** NaN unless every eigenvalue is positive. */
  readonly covariance: Matrix;
  /** Of the information scaled to a unit diagonal, ascending: all 1 if the coordinates do not interact. */
  readonly eigenvalues: Float64Array;
}

export function invertInformation(information: Matrix): InvertedInformation {
  const n = information.rows;
  const scale = information.diagonal().map((d) => 1 / Math.sqrt(d));
  const scaled = information.clone().mulRowVector(scale).mulColumnVector(scale);
  if (n === 0 || !scaled.to1DArray().every(Number.isFinite))
    return {
      covariance: Matrix.zeros(n, n).fill(Number.NaN),
      eigenvalues: new Float64Array(n).fill(Number.NaN),
    };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled, {
    assumeSymmetric: true,
  });
  const definite = realEigenvalues.every((value) => value > 1e-12);
  const half = eigenvectorMatrix
    .clone()
    .mulRowVector(realEigenvalues.map((value) => (definite ? 1 / Math.sqrt(value) : Number.NaN)))
    .mulColumnVector(scale);
  return { covariance: half.mmul(half.transpose()), eigenvalues: Float64Array.from(realEigenvalues).sort() };
}
