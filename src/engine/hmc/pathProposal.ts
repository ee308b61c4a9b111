import { EigenvalueDecomposition, type Matrix } from 'ml-matrix';
import { informationByDifferences } from '../laplace/informationByDifferences.ts';
import { maximise } from '../laplace/maximise.ts';
import { cholesky } from '../linalg/cholesky.ts';
import type { LogDensity } from '../logDensity.ts';
import { givenAxis, logDiagonal, type NestedProposal } from './nestedProposal.ts';

/** Where a search begins, and what is known of the curvature there. */
export interface SearchStart {
  readonly mode: Float64Array;
  /** Row-major; null for nothing. */
  readonly covariance: Float64Array | null;
}

/** Gain that need not be had any more: a twentieth of a posterior sd. */
const near = 1e-3;
/** Distance of points along the axis, in sds by the curvature at the mode. */
const spacing = 2;
/** The path ends where the axis' log density is this far below its top, or after so many points. */
const low = 8;
const mostPoints = 8;
/** Points that are put into each stretch, their heights by a parabola. */
const between = 4;
/** Steps of the differences, in sds. */
const share = 0.05;
/** Curvature flatter than this, an sd of 30, is none. */
const leastInformation = 1e-3;

/**
 * A proposal as `nestedProposal` makes it, for targets of dozens of coordinates whose gradient is dear: the mode from a start that
 * is near, then along the axis, as far as there is anything, each conditional mode from where the path before leads to, the curvature there by one
 * gradient a coordinate. So it follows an axis whose marginal lies far from the mode, as that of a group's sd does that many
 * coefficients grow with. Null where there is no mode with curvature.
 */
export function pathProposal(target: LogDensity, axis: number, start: SearchStart): NestedProposal | null {
  const n = target.dimension;
  const found = maximise(target, start.mode, {
    ...{ inverse: start.covariance, gain: near, longest: 4, mostIterations: 200 },
  });
  if (!(found.promised <= near)) return null;
  const sds = Float64Array.from({ length: n }, (_, i) => Math.sqrt(found.inverse[i * (n + 1)]));
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== axis);
  const whole = informationByDifferences(target, found.point, { share, sds, gradient: found.gradient });
  const covariance = whole === null ? null : inverseOf(whole);
  if (whole === null || covariance === null) return null;
  const middle = pathPoint(axis, others, found.point, found.value, whole);
  if (middle === null) return null;
  const sd = Math.sqrt(covariance[axis * (n + 1)]);
  const drift = Float64Array.from(others, (i) => covariance[i * n + axis] / covariance[axis * (n + 1)]);
  const path = [middle];
  for (const way of [1, -1]) {
    let previous = middle;
    let slope = drift;
    for (let p = 1; p < mostPoints; p++) {
      const x = found.point[axis] + way * p * spacing * sd;
      const at = new Float64Array(n);
      at[axis] = x;
      others.forEach((i, k) => {
        at[i] = previous.mean[k] + slope[k] * (x - previous.x);
      });
      const point = follow(target, axis, others, at, previous);
      if (point === null) break;
      slope = Float64Array.from(others, (_, k) => (point.mean[k] - previous.mean[k]) / (x - previous.x));
      if (way > 0) path.push(point);
      else path.unshift(point);
      previous = point;
      if (point.height < Math.max(...path.map(({ height }) => height)) - low) break;
    }
  }
  return path.length < 3 ? null : { dimension: n, axis, degreesOfFreedom: Math.max(5, n), ...closer(path) };
}

/** A point of the path: conditional mode, covariance and its factor, and the height of the axis' marginal. */
interface PathPoint {
  readonly x: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  readonly factor: Float64Array;
  readonly height: number;
}

/** The conditional mode from `at`, the curvature of the point before being a first guess of that there. */
function follow(
  target: LogDensity,
  axis: number,
  others: readonly number[],
  at: Float64Array,
  { covariance }: PathPoint,
): PathPoint | null {
  const n = target.dimension;
  const start = Float64Array.from(others, (i) => at[i]);
  const found = maximise(givenAxis(target, axis, at[axis]), start, {
    ...{ inverse: covariance, gain: near, longest: 4, mostIterations: 100 },
  });
  if (!(found.promised <= near)) return null;
  const sds = new Float64Array(n).fill(1);
  others.forEach((i, k) => {
    at[i] = found.point[k];
    sds[i] = Math.sqrt(found.inverse[k * n]);
  });
  const gradient = new Float64Array(n);
  const lp = target.logDensityAndGradient(at, gradient);
  const information = informationByDifferences(target, at, { share, sds, gradient, held: axis });
  return information === null ? null : pathPoint(axis, others, at, lp, information);
}

/** Null where the other coordinates have no top there. */
function pathPoint(
  axis: number,
  others: readonly number[],
  at: Float64Array,
  lp: number,
  information: Matrix,
): PathPoint | null {
  const covariance = inverseOf(information.selection([...others], [...others]));
  const factor = covariance === null ? null : cholesky(covariance, others.length);
  if (covariance === null || factor === null || !Number.isFinite(lp)) return null;
  const mean = Float64Array.from(others, (i) => at[i]);
  return { x: at[axis], mean, covariance, factor, height: lp + logDiagonal(factor, others.length) };
}

/** Row-major; null where a direction is flat or has no top. By the coordinates as they are: predictors that go together leave a direction that is flat beside others and steep enough by itself. */
function inverseOf(information: Matrix): Float64Array | null {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(information, {
    assumeSymmetric: true,
  });
  if (!realEigenvalues.every((value) => value > leastInformation)) return null;
  const scaled = eigenvectorMatrix.clone().mulRowVector(realEigenvalues.map((value) => 1 / value));
  return Float64Array.from(scaled.mmul(eigenvectorMatrix.transpose()).to1DArray());
}

/** The same path with points in between: means and factors straight, heights by the parabola through the three nearest points. */
function closer(
  path: readonly PathPoint[],
): Pick<NestedProposal, 'points' | 'heights' | 'means' | 'factors'> {
  const all = path.flatMap((point, p) => {
    if (p === path.length - 1) return [point];
    const next = path[p + 1];
    const first = Math.min(Math.max(0, p - 1), path.length - 3);
    return Array.from({ length: between }, (_, k) => {
      const s = k / between;
      const mix = (a: Float64Array, b: Float64Array): Float64Array =>
        a.map((value, i) => (1 - s) * value + s * b[i]);
      const x = (1 - s) * point.x + s * next.x;
      return {
        x,
        height: parabola(path.slice(first, first + 3), x),
        mean: mix(point.mean, next.mean),
        factor: mix(point.factor, next.factor),
      };
    });
  });
  return {
    points: Float64Array.from(all, ({ x }) => x),
    heights: Float64Array.from(all, ({ height }) => height),
    means: all.map(({ mean }) => mean),
    factors: all.map(({ factor }) => factor),
  };
}

/** Lagrange's formula. */
function parabola(three: readonly Pick<PathPoint, 'x' | 'height'>[], x: number): number {
  return three.reduce((sum, { x: own, height }) => {
    const others = three.filter((other) => other.x !== own);
    return sum + height * others.reduce((product, other) => (product * (x - other.x)) / (own - other.x), 1);
  }, 0);
}
