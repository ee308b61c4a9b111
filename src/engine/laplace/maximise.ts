import { dot, multiply } from '../linalg/vectors.ts';
import type { LogDensity, Vec } from '../logDensity.ts';

export interface Maximum {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Quasi-Newton estimate of the inverse of the negative Hessian, row-major. */
  readonly inverse: Float64Array;
  /** g' inverse g / 2 where it stopped: the gain still promised. */
  readonly promised: number;
  readonly iterations: number;
  readonly evaluations: number;
}

export interface MaximiseOptions {
  /** First guess of the inverse of the negative Hessian, positive definite, row-major; null for none. */
  readonly inverse: Float64Array | null;
  /** Stop once the model promises a gain below this. */
  readonly gain: number;
  /** No coordinate moves further than this in one iteration. */
  readonly longest: number;
  readonly mostIterations: number;
}

const sufficient = 1e-4; // Armijo's constant, Nocedal & Wright 2006, section 3.1
const flatter = 0.9; // curvature constant for quasi-Newton directions, same place
const mostTrials = 30;
/** Values closer than this share of themselves may differ by rounding alone: slopes then decide, Hager & Zhang 2005, equation 4.1. */
const rounding = 1e-14;
const steepest = 0.8;
/** A gain of less than this share of the value is lost in it. */
const leastGain = 1e-15;

/**
 * BFGS with a line search for the weak Wolfe conditions by bracketing and interpolation.
 * Sources: Nocedal & Wright 2006, Algorithm 6.1 with equation 6.17 for the inverse; Lewis & Overton 2013, Algorithm 4.6
 * for the bracketing, which accepts points where the function is -Infinity or NaN as "too far".
 */
export function maximise(target: LogDensity, start: Vec, options: MaximiseOptions): Maximum {
  const n = target.dimension;
  const point = Float64Array.from({ length: n }, (_, i) => start[i]);
  const gradient = new Float64Array(n);
  const direction = new Float64Array(n);
  const next = new Float64Array(n);
  const nextGradient = new Float64Array(n);
  let value = target.logDensityAndGradient(point, gradient);
  const inverse = options.inverse?.slice() ?? firstGuess(gradient);
  let evaluations = 1;
  let iterations = 0;
  let promised = Number.POSITIVE_INFINITY;

  /** Leaves an acceptable point in `next` and `nextGradient`; NaN if there is none to be found. */
  function search(slope: number): number {
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let step = 1;
    for (let trial = 0; trial < mostTrials; trial++) {
      for (let i = 0; i < n; i++) next[i] = point[i] + step * direction[i];
      const found = target.logDensityAndGradient(next, nextGradient);
      evaluations++;
      const indistinct = found >= value - rounding * Math.abs(value);
      const enough =
        found >= value + sufficient * step * slope ||
        (indistinct && dot(nextGradient, direction) >= -steepest * slope);
      if (!enough) {
        high = step;
        step = shorter(low, high, slope, found - value);
      } else {
        if (dot(nextGradient, direction) <= flatter * slope) return found;
        low = step;
        step = Number.isFinite(high) ? (low + high) / 2 : 2 * step;
      }
    }
    return Number.NaN;
  }

  for (; iterations < options.mostIterations && Number.isFinite(value); iterations++) {
    multiply(inverse, gradient, direction);
    promised = dot(direction, gradient) / 2;
    if (!(promised > Math.max(options.gain, leastGain * Math.abs(value)))) break;
    limit(direction, options.longest);
    const found = search(dot(direction, gradient));
    if (Number.isNaN(found)) break;
    for (let i = 0; i < n; i++) {
      direction[i] = next[i] - point[i];
      point[i] = next[i];
      next[i] = gradient[i] - nextGradient[i];
      gradient[i] = nextGradient[i];
    }
    update(inverse, direction, next);
    value = found;
  }
  return { point, value, gradient, inverse, promised, iterations, evaluations };
}

/** A first step of length one along the gradient: coordinates are on a scale of about one. Why not more: docs/laplace.md. */
function firstGuess(gradient: Float64Array): Float64Array {
  const n = gradient.length;
  const guess = new Float64Array(n * n);
  const size = Math.sqrt(dot(gradient, gradient));
  for (let i = 0; i < n; i++) guess[i * (n + 1)] = size > 1 ? 1 / size : 1;
  return guess;
}

/** Where to look between low and high after a step `high` that changed the value by `change`: a parabola, kept inside. */
function shorter(low: number, high: number, slope: number, change: number): number {
  const middle = (low + high) / 2;
  if (low > 0 || !Number.isFinite(change)) return low > 0 ? middle : high / 8;
  const top = (-slope * high * high) / (2 * (change - slope * high));
  return Math.min(Math.max(top, high / 10), high / 2);
}

function limit(direction: Float64Array, longest: number): void {
  const size = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  if (size > longest) for (let i = 0; i < direction.length; i++) direction[i] *= longest / size;
}

/** BFGS update of the inverse from a step s and the fall y of the gradient along it; left out where y's <= 0. */
function update(inverse: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const curvature = dot(s, y);
  if (!(curvature > 0)) return;
  const by = new Float64Array(n);
  multiply(inverse, y, by);
  const weight = (1 + dot(y, by) / curvature) / curvature;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j] += weight * s[i] * s[j] - (by[i] * s[j] + s[i] * by[j]) / curvature;
}
