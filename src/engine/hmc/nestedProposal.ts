import { exp, log, log1p } from '../elementary.ts';
import { gaussianAtMode } from '../laplace/gaussianAtMode.ts';
import { cholesky } from '../linalg/cholesky.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Rng } from '../rng.ts';

/**
 * A distribution to propose from, plain data: one coordinate, the axis, has a density whose logarithm is straight between
 * some points; the others, given it, are Student's t about a mean and with a factor of their covariance that are straight
 * between the same points. So it follows where the others bend with the axis, as an intercept does with a group's sd.
 */
export interface NestedProposal {
  readonly dimension: number;
  readonly axis: number;
  /** Of the others' Student's t. */
  readonly degreesOfFreedom: number;
  /** Ascending, with the log density at each, up to a constant. */
  readonly points: Float64Array;
  readonly heights: Float64Array;
  /** At each point, of the other coordinates in their order: mean, and lower triangular factor, row-major. */
  readonly means: readonly Float64Array[];
  readonly factors: readonly Float64Array[];
}

/** Degrees of freedom of the other coordinates: tails heavier than a posterior's with proper priors. */
const heavy = 5;
/** Beyond the outermost points the log density falls by this share of what it does between the last two. */
const tailShare = 0.5;
/** Where the points are, in posterior sds of the axis from the mode. */
const offsets = [-4, -2.8, -1.9, -1.2, -0.6, 0, 0.6, 1.2, 1.9, 2.8, 4];

/**
 * The proposal for a density by conditional Laplace approximations: at points along the axis the mode of the other
 * coordinates and the curvature there, and the height exp(log density) |factor|. Null where there is no mode with curvature.
 * Source: Rue, Martino & Chopin 2009, section 3.1, of hyperparameters.
 */
export function nestedProposal(target: LogDensity, axis: number): NestedProposal | null {
  const { dimension } = target;
  const whole = gaussianAtMode(target, new Float64Array(dimension));
  if (whole === null) return null;
  const others = Array.from({ length: dimension }, (_, i) => i).filter((i) => i !== axis);
  const sd = Math.sqrt(whole.covariance[axis * (dimension + 1)]);
  const middle = offsets.indexOf(0);
  const at = new Map<number, ConditionalMode>();
  // from the middle outwards, each search from where the last one ended
  for (const way of [1, -1])
    for (let p = middle; p >= 0 && p < offsets.length; p += way) {
      const start = at.get(p - way)?.mean ?? Float64Array.from(others, (i) => whole.mode[i]);
      const found = conditionalMode(target, axis, whole.mode[axis] + sd * offsets[p], start);
      if (found === null) break;
      at.set(p, found);
    }
  const reached = [...at.keys()].sort((a, b) => a - b);
  if (reached.length < 3) return null;
  const modes = reached.map((p) => at.get(p) as ConditionalMode);
  return {
    ...{ dimension, axis, degreesOfFreedom: heavy },
    points: Float64Array.from(reached, (p) => whole.mode[axis] + sd * offsets[p]),
    heights: Float64Array.from(modes, ({ height }) => height),
    means: modes.map(({ mean }) => mean),
    factors: modes.map(({ factor }) => factor),
  };
}

interface ConditionalMode {
  readonly mean: Float64Array;
  readonly factor: Float64Array;
  readonly height: number;
}

function conditionalMode(
  target: LogDensity,
  axis: number,
  x: number,
  start: Float64Array,
): ConditionalMode | null {
  const conditional = givenAxis(target, axis, x);
  const n = conditional.dimension;
  const scratch = new Float64Array(n);
  if (n === 0)
    return { mean: start, factor: start, height: conditional.logDensityAndGradient(start, scratch) };
  const found = gaussianAtMode(conditional, start);
  const factor = found === null ? null : cholesky(found.covariance, n);
  if (found === null || factor === null) return null;
  const lp = conditional.logDensityAndGradient(found.mode, scratch);
  return { mean: found.mode, factor, height: lp + logDiagonal(factor, n) };
}

/** A density of the other coordinates, the axis held at x. */
export function givenAxis(target: LogDensity, axis: number, x: number): LogDensity {
  const whole = new Float64Array(target.dimension);
  const gradient = new Float64Array(target.dimension);
  return {
    dimension: target.dimension - 1,
    logDensityAndGradient(others, gradOut) {
      for (let i = 0; i < whole.length; i++) whole[i] = i === axis ? x : others[i < axis ? i : i - 1];
      const lp = target.logDensityAndGradient(whole, gradient);
      for (let i = 0; i < gradOut.length; i++) gradOut[i] = gradient[i < axis ? i : i + 1];
      return lp;
    },
  };
}

export function logDiagonal(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += log(factor[i * (n + 1)]);
  return sum;
}

/** What proposes: writes a point, and returns its log density up to a constant that is always the same. */
export type Proposer = (rng: Rng, thetaOut: Float64Array) => number;

/** Owns scratch memory. */
export function proposer(proposal: NestedProposal): Proposer {
  const { dimension, axis, degreesOfFreedom, points, heights, means, factors } = proposal;
  const n = dimension - 1;
  const pieces = axisPieces(points, heights);
  const total = pieces.reduce((sum, { area }) => sum + area, 0);
  const t = new Float64Array(n);
  const factor = new Float64Array(n * n);
  return (rng, thetaOut) => {
    let left = total * rng.uniform();
    let p = 0;
    while (p < pieces.length - 1 && left >= pieces[p].area) left -= pieces[p++].area;
    const piece = pieces[p];
    const x = piece.draw(rng.uniform());
    const spread = Math.sqrt(degreesOfFreedom / chiSquare(rng, degreesOfFreedom));
    let squares = 0;
    for (let i = 0; i < n; i++) {
      t[i] = rng.normal() * spread;
      squares += t[i] * t[i];
    }
    // the mean goes on straight beyond the outermost points, the factor stays
    const [a, b] = [piece.between, piece.between + 1];
    const share = (x - points[a]) / (points[b] - points[a]);
    const held = Math.min(1, Math.max(0, share));
    for (let e = 0; e < n * n; e++) factor[e] = (1 - held) * factors[a][e] + held * factors[b][e];
    for (let i = 0; i < n; i++) {
      let sum = (1 - share) * means[a][i] + share * means[b][i];
      for (let j = 0; j <= i; j++) sum += factor[i * n + j] * t[j];
      thetaOut[i < axis ? i : i + 1] = sum;
    }
    thetaOut[axis] = x;
    return (
      piece.logDensity(x) -
      logDiagonal(factor, n) -
      ((degreesOfFreedom + n) / 2) * log1p(squares / degreesOfFreedom)
    );
  };
}

/** A stretch of the axis on which the log density is straight. */
interface AxisPiece {
  readonly area: number;
  /** Number of the point after which means and factors are read. */
  readonly between: number;
  /** For u uniform on (0, 1). */
  draw(u: number): number;
  logDensity(x: number): number;
}

function axisPieces(points: Float64Array, heights: Float64Array): AxisPiece[] {
  const top = heights.reduce((most, h) => Math.max(most, h), Number.NEGATIVE_INFINITY);
  const last = points.length - 1;
  const slope = (p: number): number => (heights[p + 1] - heights[p]) / (points[p + 1] - points[p]);
  const sd = (points[last] - points[0]) / 8;
  const tailRate = (fall: number): number => Math.max(tailShare * fall, 0.1 / sd);
  const inner = Array.from({ length: last }, (_, p) =>
    straight(points[p], points[p + 1] - points[p], heights[p] - top, slope(p), p),
  );
  return [
    tail(points[0], heights[0] - top, tailRate(slope(0)), -1, 0),
    ...inner,
    tail(points[last], heights[last] - top, tailRate(-slope(last - 1)), 1, last - 1),
  ];
}

/** From `from` on for `width`: height + slope (x - from). */
function straight(from: number, width: number, height: number, slope: number, between: number): AxisPiece {
  const rise = slope * width;
  const isFlat = Math.abs(rise) < 1e-6;
  const grown = exp(rise) - 1;
  return {
    between,
    area: exp(height) * (isFlat ? width : (width * grown) / rise),
    draw: (u) => from + (isFlat ? width * u : (width * log1p(u * grown)) / rise),
    logDensity: (x) => height + slope * (x - from),
  };
}

/** From `from` on to infinity, one way. */
function tail(from: number, height: number, rate: number, way: 1 | -1, between: number): AxisPiece {
  return {
    between,
    area: exp(height) / rate,
    draw: (u) => from - (way * log(u)) / rate,
    logDensity: (x) => height - rate * way * (x - from),
  };
}

/** A chi-square variable of `degreesOfFreedom`: squares of normals, two by two as exponential variables. */
function chiSquare(rng: Rng, degreesOfFreedom: number): number {
  const pairs = Math.floor(degreesOfFreedom / 2);
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) sum -= 2 * log(rng.uniform());
  if (degreesOfFreedom % 2 === 0) return sum;
  const z = rng.normal();
  return sum + z * z;
}
