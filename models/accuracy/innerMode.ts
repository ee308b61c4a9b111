import { choleskyInPlace } from '../../src/engine/linalg/cholesky.ts';
import type { Integrand } from './integrand.ts';

/** Where an integrand has a top, and the lower Cholesky factor of its curvature there. */
export interface InnerMode {
  readonly z: Float64Array;
  readonly factor: Float64Array;
  /** Value at the top; NaN where none was found. */
  find(): number;
}

const mostSteps = 100;
const mostHalvings = 40;
/** Gain that a Newton step still promises, at which it is near enough: for nodes about the top, and where it is the answer. */
const nearEnough = 1e-4;
const exactly = 1e-14;

/**
 * Newton's method from where it last stood (from 0 at first), halving steps that lose. Where the curvature is no covariance, as far from the top
 * of a density that is not log-concave, its diagonal is raised until it is one. Near enough for nodes to be placed, or exact.
 */
export function innerMode({ size, expand }: Integrand, exact: boolean): InnerMode {
  const make = (n: number): Float64Array => new Float64Array(n);
  const [z, next, step, factor] = [make(size), make(size), make(size), make(size * size)];
  let [slope, slopeNext] = [make(size), make(size)];
  let [curvature, curvatureNext] = [make(size * size), make(size * size)];
  const leastGain = exact ? exactly : nearEnough;

  function climb(): number {
    let top = expand(z, slope, curvature);
    if (!Number.isFinite(top)) {
      z.fill(0);
      top = expand(z, slope, curvature);
    }
    for (let s = 0; s < mostSteps; s++) {
      if (!Number.isFinite(top) || !factorise(curvature, factor, size)) return Number.NaN;
      solve(factor, slope, step, size);
      let gain = 0;
      for (let j = 0; j < size; j++) gain += step[j] * slope[j];
      if (gain <= leastGain * Math.max(1, exact ? Math.abs(top) : 1)) return top;
      let share = 1;
      let reached = Number.NaN;
      for (let h = 0; h < mostHalvings; h++, share /= 2) {
        for (let j = 0; j < size; j++) next[j] = z[j] + share * step[j];
        reached = expand(next, slopeNext, curvatureNext);
        if (reached > top) break;
      }
      if (!(reached > top)) return top; // rounding: no step gains
      z.set(next);
      top = reached;
      [slope, slopeNext] = [slopeNext, slope];
      [curvature, curvatureNext] = [curvatureNext, curvature];
    }
    return top;
  }

  return { z, factor, find: climb };
}

/** Raised by this share of the largest diagonal entry at first, then tenfold. */
const firstRaise = 1e-3;

function factorise(matrix: Float64Array, out: Float64Array, n: number): boolean {
  out.set(matrix);
  if (choleskyInPlace(out, n)) return true;
  let largest = 1;
  for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(matrix[j * n + j]));
  for (let raise = firstRaise * largest; raise < 1e12 * largest; raise *= 10) {
    out.set(matrix);
    for (let j = 0; j < n; j++) out[j * n + j] += raise;
    if (choleskyInPlace(out, n)) return true;
  }
  return false;
}

/** (L L')^-1 b. */
function solve(factor: Float64Array, b: Float64Array, out: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * out[k];
    out[i] = sum / factor[i * n + i];
  }
  solveTransposed(factor, out, n);
}

/** L'^-1 x in place. */
export function solveTransposed(factor: Float64Array, x: Float64Array, n: number): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i];
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * x[k];
    x[i] = sum / factor[i * n + i];
  }
}
