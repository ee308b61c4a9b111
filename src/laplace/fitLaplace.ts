import { latentModel, type PriorUse } from '../../models/density/latent.ts';
import type { Program } from '../../models/density/program.ts';
import { variablesOf } from '../autodiff/index.ts';
import type { Vec } from '../hmc/logDensity.ts';
import { type Curvature, curvatureAt, invertInformation } from './curvature.ts';
import { type LaplaceMarginal, laplaceMarginal } from './marginal.ts';
import { type Maximum, maximise } from './maximise.ts';

export interface LaplaceOptions {
  /**
   * 'include' (default): the mode of the marginal posterior of alpha on the unconstrained scale, Jacobians included, as
   * a sampler's reference wants it. 'exclude': maximum likelihood, what lme4 calls Laplace (nAGQ = 1).
   */
  readonly priors?: PriorUse;
  /** Where to start; zero if left out, since alpha is on a scale of about one. */
  readonly start?: Vec;
  /** Most quasi-Newton iterations, default 300. */
  readonly mostIterations?: number;
}

/** A Laplace fit as plain data. theta = (alpha, z) of the program. */
export interface LaplaceFit {
  readonly priors: PriorUse;
  readonly alpha: Float64Array;
  /** Inverse of the curvature of the log marginal, row-major; rows and columns of singular coordinates are zero. */
  readonly covariance: Float64Array;
  /** Mode of the group effects given alpha, in theta order. */
  readonly z: Float64Array;
  /** d z / d alpha: z.length x alpha.length, row-major; zero for singular coordinates. */
  readonly modeSlopes: Float64Array;
  /** log p(y | alpha), by Laplace; with priors included, + log p(alpha) on the unconstrained scale. */
  readonly logMarginal: number;
  /** sqrt(g' covariance g): how far from the optimum, in posterior sds. */
  readonly gradientNorm: number;
  /** Eigenvalues of the curvature scaled to a unit diagonal, ascending; over the coordinates that are not singular. */
  readonly eigenvalues: Float64Array;
  /** The scaled gradient is below 1e-5 and the curvature positive definite. */
  readonly converged: boolean;
  /** Reported parameters at the end of what is possible: a sd at zero, a correlation at one, separation. */
  readonly singular: readonly string[];
  /** The same as positions in alpha. */
  readonly singularAlpha: readonly number[];
  readonly iterations: number;
  /** Calls of the marginal and its gradient. */
  readonly evaluations: number;
  /** Per row, at the mode: linear predictor, first and second derivative of the row's log density in it. */
  readonly rows: { readonly eta: Float64Array; readonly d1: Float64Array; readonly d2: Float64Array };
  /** log |H|, H = L'Z'WZL + I the curvature of z at the mode, W = -d2. */
  readonly logDetH: number;
}

/** Quasi-Newton hands over to Newton here: 1.4e-3 posterior sds from the optimum. */
const roughGain = 1e-6;
/** Certificate of convergence, in posterior sds. */
const converged = 1e-5;
/** Less information than this about a coordinate (a sd beyond 100, on a scale of about one) is none. */
const leastInformation = 1e-4;
/** How far a coordinate that runs off is sent on its way: exp(-8) of an sd, and of what is left to gain the square. */
const farther = 8;

/**
 * Laplace fit of a program: quasi-Newton over alpha, curvature at its end, Newton's method to finish.
 * Coordinates along which the marginal has gone flat are named, sent farther the way they were going, and held there.
 */
export function fitLaplace(program: Program, options: LaplaceOptions = {}): LaplaceFit {
  const { priors = 'include', mostIterations = 300 } = options;
  const marginal = laplaceMarginal(latentModel(program, priors));
  const start = options.start ?? finiteStart(marginal);
  const rough = maximise(marginal, start, { gain: roughGain, longest: 4, mostIterations });
  const n = marginal.dimension;
  const all = rough.point.map((_, i) => i);
  const first = curvatureAt(marginal, rough.point, [...all], roughSds(rough));
  const flat = [...all].filter((i) => Math.abs(first.information[i * (n + 1)]) < leastInformation);
  const free = [...all].filter((i) => !flat.includes(i));
  const point = flat.length === 0 ? rough.point : sendFarther(marginal, rough, flat);
  const around = flat.length === 0 ? first : curvatureAt(marginal, point, free, roughSds(rough));
  return finish(program, priors, marginal, { point, around, free, flat, rough });
}

interface Approach {
  readonly point: Float64Array;
  readonly around: Curvature;
  readonly free: readonly number[];
  readonly flat: readonly number[];
  readonly rough: Maximum;
}

/** Newton steps with the curvature at hand, then everything known at the last point. */
function finish(
  program: Program,
  priors: PriorUse,
  marginal: LaplaceMarginal,
  { point, around, free, flat, rough }: Approach,
): LaplaceFit {
  const n = marginal.dimension;
  const { covariance: freeCovariance, eigenvalues } = invertInformation(around.information, free.length);
  const covariance = spread(freeCovariance, free, n);
  const newton = polish(marginal, point, covariance);
  const { mode } = marginal;
  return {
    priors,
    alpha: newton.point,
    covariance,
    z: mode.z.slice(),
    modeSlopes: around.modeSlopes,
    logMarginal: newton.value,
    gradientNorm: newton.norm,
    eigenvalues,
    converged: newton.norm < converged,
    singular: namesOf(program, flat),
    singularAlpha: flat,
    iterations: rough.iterations + newton.steps,
    evaluations: rough.evaluations + 2 * n + (flat.length > 0 ? 2 * free.length + 1 : 0) + newton.steps + 1,
    rows: { eta: mode.eta.slice(), d1: mode.d1.slice(), d2: mode.d2.slice() },
    logDetH: mode.logDeterminant(),
  };
}

/** Newton's method with a fixed covariance, while it helps; the marginal's mode is left at the point returned. */
function polish(
  marginal: LaplaceMarginal,
  from: Float64Array,
  covariance: Float64Array,
): { point: Float64Array; value: number; norm: number; steps: number } {
  const n = marginal.dimension;
  const gradient = new Float64Array(n);
  let best = { point: from.slice(), norm: Number.POSITIVE_INFINITY };
  let point = best.point;
  for (let steps = 0; ; steps++) {
    const value = marginal.logDensityAndGradient(point, gradient);
    const step = multiply(covariance, gradient);
    const norm = Math.sqrt(Math.max(0, dot(step, gradient)));
    if (norm < best.norm) best = { point, norm };
    else if (point !== best.point) {
      const again = marginal.logDensityAndGradient(best.point, gradient);
      return { ...best, value: again, steps };
    }
    if (!(norm > converged / 1000) || steps === 10) return { ...best, norm, value, steps };
    point = point.map((x, i) => x + step[i]);
  }
}

/** Alpha = 0, or the first coordinate moved a little where that is outside the family's support. */
function finiteStart(marginal: LaplaceMarginal): Float64Array {
  const n = marginal.dimension;
  const gradient = new Float64Array(n);
  for (const first of [0, 1, -1]) {
    const start = Float64Array.from({ length: n }, (_, i) => (i === 0 ? first : 0));
    if (Number.isFinite(marginal.logDensityAndGradient(start, gradient))) return start;
    marginal.mode.restart();
  }
  return new Float64Array(n);
}

function roughSds({ inverse, point }: Maximum): Float64Array {
  const n = point.length;
  return point.map((_, i) => Math.sqrt(inverse[i * (n + 1)]));
}

/** Moves the flat coordinates on along their gradients, if the marginal does not mind. */
function sendFarther(marginal: LaplaceMarginal, rough: Maximum, flat: readonly number[]): Float64Array {
  const point = rough.point.slice();
  for (const i of flat)
    if (Math.abs(rough.gradient[i]) > 1e-9) point[i] += farther * Math.sign(rough.gradient[i]);
  const value = marginal.logDensityAndGradient(point, new Float64Array(point.length));
  return value >= rough.value - roughGain ? point : rough.point;
}

/** For each coordinate, the reported parameters that read it and fewest others. */
function namesOf(program: Program, coordinates: readonly number[]): string[] {
  const reads = program.reported.map(({ name, expression }) => ({
    name,
    variables: variablesOf(expression),
  }));
  const names = coordinates.flatMap((i) => {
    const involved = reads.filter((r) => r.variables.has(program.alpha[i]));
    const fewest = involved.reduce((least, r) => Math.min(least, r.variables.size), Number.POSITIVE_INFINITY);
    return involved.filter((r) => r.variables.size === fewest).map((r) => r.name);
  });
  return [...new Set(names)];
}

/** A matrix over the free coordinates among zeros for the others. */
function spread(m: Float64Array, free: readonly number[], n: number): Float64Array {
  const out = new Float64Array(n * n);
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      out[i * n + j] = m[a * free.length + b];
    });
  });
  return out;
}

function multiply(m: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, i) => dot(m.subarray(i * n, (i + 1) * n), x));
}

function dot(x: Float64Array, y: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i] * y[i];
  return s;
}
