import { Matrix } from 'ml-matrix';
import { dot, multiply } from '../linalg/vectors.ts';
import type { Vec } from '../logDensity.ts';
import { curvatureAt, type InvertedInformation, invertInformation } from './curvature.ts';
import { bestAlong, type FlatSpace, flatSpace, recalled } from './flat.ts';
import { type Maximum, maximise } from './maximise.ts';
import type { OuterTarget } from './outerTarget.ts';

export interface SearchOptions {
  /** Where to start; zero if left out, since alpha is on a scale of about one. */
  readonly start?: Vec;
  /** Most quasi-Newton iterations, default 300. */
  readonly mostIterations?: number;
}

/** Where an outer search ended, and what is known there. */
export interface Optimum {
  readonly point: Float64Array;
  readonly value: number;
  /** sqrt(g' covariance g), slopes along flat directions counted as they are: how far from the optimum, in posterior sds. */
  readonly norm: number;
  readonly converged: boolean;
  /** Inverse curvature, row-major; zero along flat directions. */
  readonly covariance: Float64Array;
  /** Of the curvature scaled to a unit diagonal, ascending; flat directions left out. */
  readonly eigenvalues: Float64Array;
  /** d follows / d point, row-major; zero along flat directions. */
  readonly slopes: Float64Array;
  /** Directions of length one along which the target has gone flat. */
  readonly flat: readonly Float64Array[];
  readonly iterations: number;
  readonly evaluations: number;
}

/**
 * Quasi-Newton hands over to Newton here: 1.4e-5 posterior sds from the optimum. The curvature is taken there, and is then that at
 * the optimum to about 1e-5 of itself.
 */
const roughGain = 1e-10;
/** Certificate of convergence, in posterior sds. */
const certificate = 1e-5;
/** A gain along a flat direction that is worth another round. */
const worthwhile = 1e-5;
const mostRounds = 6;

/**
 * Quasi-Newton, curvature at its end, Newton's method to finish; again, and more closely, while that does not end in a
 * certificate. Along directions that have gone flat the point is sent farther the way it was going, and held there.
 * Nothing is thrown where no optimum is found: `converged` is false and numbers may be NaN. What the target found
 * inside is left at the point returned.
 */
export function search(outer: OuterTarget, options: SearchOptions): Optimum {
  if (outer.dimension === 0) return nothingToSearch(outer);
  const { mostIterations = 300 } = options;
  const { target, calls } = counted(outer);
  let start: Float64Array = Float64Array.from(options.start ?? finiteStart(target));
  let inverse: Float64Array | null = null;
  let iterations = 0;
  let gain = roughGain;
  for (let round = 1; ; round++) {
    const rough = maximise(target, start, { inverse, gain, longest: 4, mostIterations });
    const { newton, flat, covariance, eigenvalues, slopes, inverse: next } = settle(target, rough);
    iterations += rough.iterations + newton.steps;
    if (newton.norm < certificate || round === mostRounds)
      return {
        ...newton,
        converged: newton.norm < certificate,
        covariance,
        eigenvalues,
        slopes,
        flat: flat.map((direction) => Float64Array.from(direction)),
        iterations,
        evaluations: calls(),
      };
    start = newton.point;
    inverse = next;
    gain /= 100;
  }
}

/** The one point there is, where everything is found inside. */
function nothingToSearch(outer: OuterTarget): Optimum {
  const none = new Float64Array(0);
  const value = outer.logDensityAndGradient(none, none);
  const known = { point: none, covariance: none, eigenvalues: none, slopes: none, flat: [] };
  return { ...known, value, norm: 0, converged: Number.isFinite(value), iterations: 0, evaluations: 1 };
}

/** What is known after one round. */
interface Settled {
  readonly newton: Newton;
  readonly flat: FlatSpace['flat'];
  readonly covariance: Float64Array;
  readonly eigenvalues: Float64Array;
  readonly slopes: Float64Array;
  /** A guess to go on with: the covariance, and 1 along flat directions; null where there is none. */
  readonly inverse: Float64Array | null;
}

/** Curvature at the end of a search, flat directions set apart, and Newton's method along the others. */
function settle(target: OuterTarget, rough: Maximum): Settled {
  const n = target.dimension;
  const sds = rough.point.map((_, i) => Math.sqrt(rough.inverse[i * (n + 1)]));
  const first = curvatureAt(target, rough.point, sds);
  const { flat, rest } = flatSpace(target, rough.point, first.information);
  const sent = flat.reduce<{ point: Float64Array; value: number }>(
    (at, direction) => bestAlong(target, at, direction),
    rough,
  );
  const back = flat.length === 0 ? sent : recalled(target, sent, flat);
  const moved = back.value > sent.value + worthwhile ? back : sent;
  const around = moved.point === rough.point ? first : curvatureAt(target, moved.point, sds);
  const { covariance: full, eigenvalues } = invertWithin(around.information, rest);
  const flats = new Matrix(flat.map((direction) => [...direction]));
  const guess = flat.length === 0 ? full : Matrix.add(full, flats.transpose().mmul(flats));
  const strayed = moved.value > rough.value + worthwhile;
  const inverse = strayed || !Number.isFinite(guess.get(0, 0)) ? null : flatten(guess);
  const nowhere = new Float64Array(n * n).fill(Number.NaN);
  return {
    newton: polish(target, moved.point, strayed ? nowhere : flatten(full), flat),
    flat,
    covariance: flatten(full),
    eigenvalues,
    slopes: flatten(rest === null ? around.slopes : around.slopes.mmul(rest).mmul(rest.transpose())),
    inverse,
  };
}

/** The inverse information within the space of a basis; null stands for all of it. */
function invertWithin(information: Matrix, basis: Matrix | null): InvertedInformation {
  if (basis === null) return invertInformation(information);
  const { covariance, eigenvalues } = invertInformation(basis.transpose().mmul(information).mmul(basis));
  return { covariance: basis.mmul(covariance).mmul(basis.transpose()), eigenvalues };
}

function flatten(m: Matrix): Float64Array {
  return Float64Array.from(m.to1DArray());
}

function counted(target: OuterTarget): { target: OuterTarget; calls: () => number } {
  let calls = 0;
  const logDensityAndGradient: OuterTarget['logDensityAndGradient'] = (theta, gradOut) => {
    calls++;
    return target.logDensityAndGradient(theta, gradOut);
  };
  return { target: { ...target, logDensityAndGradient }, calls: () => calls };
}

interface Newton {
  readonly point: Float64Array;
  readonly value: number;
  /** sqrt(g' covariance g + the squared slopes along flat directions). */
  readonly norm: number;
  readonly steps: number;
}

/** Newton's method with a fixed covariance, while it helps; the marginal's mode is left at the point returned. */
function polish(
  target: OuterTarget,
  from: Float64Array,
  covariance: Float64Array,
  flat: FlatSpace['flat'],
): Newton {
  const n = target.dimension;
  const gradient = new Float64Array(n);
  const step = new Float64Array(n);
  let best = { point: from.slice(), norm: Number.POSITIVE_INFINITY };
  let point = best.point;
  for (let steps = 0; ; steps++) {
    const value = target.logDensityAndGradient(point, gradient);
    multiply(covariance, gradient, step);
    // outside the support there is no gradient
    const norm = Number.isFinite(value)
      ? Math.sqrt(Math.max(0, dot(step, gradient)) + squareAlong(flat, gradient))
      : Number.NaN;
    if (norm < best.norm) best = { point, norm };
    else if (point !== best.point) {
      const again = target.logDensityAndGradient(best.point, gradient);
      return { ...best, value: again, steps };
    }
    if (!(norm > certificate / 1000) || steps === 10) return { ...best, norm, value, steps };
    point = point.map((x, i) => x + step[i]);
  }
}

/** Squared length of the gradient along flat directions, where it must have died away. */
function squareAlong(flat: FlatSpace['flat'], gradient: Float64Array): number {
  return flat.reduce((sum, d) => {
    const slope = gradient.reduce((s, g, i) => s + g * d[i], 0);
    return sum + slope * slope;
  }, 0);
}

/** Alpha = 0, or the first coordinate moved a little where that is outside the family's support. */
function finiteStart(target: OuterTarget): Float64Array {
  const n = target.dimension;
  const gradient = new Float64Array(n);
  for (const first of [0, 1, -1]) {
    const start = Float64Array.from({ length: n }, (_, i) => (i === 0 ? first : 0));
    if (Number.isFinite(target.logDensityAndGradient(start, gradient))) return start;
    target.mode.restart();
  }
  return new Float64Array(n);
}
