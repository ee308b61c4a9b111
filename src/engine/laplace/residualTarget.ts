import { constant } from '../autodiff/index.ts';
import { type CollapsedStatistics, collapsedLikelihood, demandCollapsed } from '../collapsed/integrate.ts';
import type { CollapsedLikelihood } from '../collapsed/likelihood.ts';
import type { LinearCoefficients } from '../collapsed/marginal.ts';
import { log2Pi } from '../elementary/constants.ts';
import { cholesky } from '../linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import type { AffineCoefficients, PopulationMap, PriorUse } from './latentModel.ts';
import type { ModeView, OuterTarget } from './outerTarget.ts';
import type { ProfileTarget } from './profile.ts';

/** The exact marginal of a model whose residuals have a structure, and what was found at its last point. */
export interface ResidualTarget extends OuterTarget {
  /** Null before the first call and where the last one found no Cholesky factor. */
  last(): CollapsedLikelihood | null;
}

/** Values of the population from alpha; `priors` as for every marginal. */
export function populationOf(program: Program, priors: PriorUse): PopulationMap {
  return compilePopulationKernel(priors === 'include' ? program : { ...program, logPrior: constant(0) });
}

/**
 * log p(y | alpha) (+ log p(alpha)) of a model with normal residuals that have a structure, the group effects integrated
 * out exactly from sums over rows: docs/methods.md. Its inner mode is the mean of the effects given alpha.
 */
export function residualTarget(
  program: Program,
  population: PopulationMap,
  dimension = program.alpha.length,
  statistics = demandCollapsed(program),
): ResidualTarget {
  const all = new Uint8Array(program.linear.length).fill(1);
  const inside = insideOf(program, all, statistics);
  const values = new Float64Array(population.count);
  const adjoints = new Float64Array(population.count);
  return {
    dimension,
    mode: inside.mode,
    follows: inside.mode.z,
    last: inside.last,
    logDensityAndGradient(alpha, gradOut) {
      const at = Float64Array.from({ length: dimension }, (_, i) => alpha[i]);
      population.forward(at, values);
      const logLikelihood = inside.find(values);
      if (logLikelihood === null) return Number.NEGATIVE_INFINITY;
      inside.likelihood.adjoints(adjoints);
      return logLikelihood + population.backward(at, adjoints, gradOut);
    },
  };
}

/**
 * As `residualTarget` with the coefficients integrated out too, under a flat prior on the user's columns: the restricted
 * likelihood of the other parameters.
 */
export function restrictedTarget(
  program: Program,
  population: PopulationMap,
  coefficients: AffineCoefficients,
  alphaCount = program.alpha.length,
): ProfileTarget {
  const p = program.linear.length;
  const inside = insideOf(program, new Uint8Array(p));
  const integrated = new Set(coefficients.at);
  const places = Array.from({ length: alphaCount }, (_, i) => i).filter((i) => !integrated.has(i));
  const values = new Float64Array(population.count);
  const adjoints = new Float64Array(population.count);
  const [alpha, whole] = [new Float64Array(alphaCount), new Float64Array(alphaCount)];
  const { z } = inside.mode;
  const follows = new Float64Array(z.length + p);
  return {
    dimension: places.length,
    places,
    scale: null,
    mode: inside.mode,
    alpha,
    follows,
    /** Taken at the last point. */
    get joint() {
      const linear = follows.slice(z.length);
      const follow = followOf(program, inside.statistics, values, linear);
      return { linear, information: informationOf(inside.last(), p), follow };
    },
    logDensityAndGradient(phi, gradOut) {
      places.forEach((place, c) => {
        alpha[place] = phi[c];
      });
      population.forward(alpha, values);
      const logLikelihood = inside.find(values);
      if (logLikelihood === null) return Number.NEGATIVE_INFINITY;
      follows.set(z);
      follows.set(inside.linear, z.length);
      coefficients.at.forEach((place, k) => {
        alpha[place] = (inside.linear[k] - coefficients.shift[k]) / coefficients.slope[k];
      });
      inside.likelihood.adjoints(adjoints.subarray(p));
      population.backward(alpha, adjoints, whole);
      places.forEach((place, c) => {
        gradOut[c] = whole[place];
      });
      return logLikelihood + (p * log2Pi) / 2 + coefficients.logVolume;
    },
  };
}

/** What both targets find inside: the marginal, the mean of the effects, the coefficients. */
function insideOf(program: Program, held: Uint8Array, statistics = demandCollapsed(program)) {
  const { linear, terms, rows } = program;
  const p = linear.length;
  const coefficients: LinearCoefficients = {
    mean: new Float64Array(p),
    precision: new Float64Array(p),
    held,
    value: new Float64Array(p),
  };
  const likelihood = collapsedLikelihood(program, statistics, coefficients);
  const offset = linear.length + program.auxiliary.length - (likelihood.count - factorNumbers(program));
  const z = new Float64Array(terms.reduce((n, { coefs, levels }) => n + coefs.length * levels.length, 0));
  const found = { isGood: false, linear: new Float64Array(p) };
  const centred = new Float64Array(likelihood.count);
  const mode: ModeView = {
    z,
    eta: [],
    d1: [],
    d2: [],
    logDeterminant: () => Number.NaN,
    restart: () => {},
  };
  return {
    statistics,
    likelihood,
    mode,
    linear: found.linear,
    last: () => (found.isGood ? likelihood : null),
    /** log p(y) at population values, whose held coefficients are taken relative to the centre of y; null where there is none. */
    find(values: Float64Array): number | null {
      centred.set(values.subarray(offset));
      if (offset === 0 && rows.hasIntercept) centred[0] -= likelihood.centre;
      const logLikelihood = likelihood.at(centred);
      found.isGood = !Number.isNaN(logLikelihood);
      if (!found.isGood) return null;
      likelihood.effectMeans(z);
      likelihood.linearMeans(found.linear);
      for (let j = 0; j < p; j++) found.linear[j] += likelihood.origin[j];
      if (rows.hasIntercept) found.linear[0] += likelihood.centre;
      return logLikelihood;
    },
  };
}

function factorNumbers({ terms }: Program): number {
  return terms.reduce((n, { coefs }) => n + coefs.length * coefs.length, 0);
}

/** Information about the internal coefficients, group effects integrated out: the inverse of their block of Sigma. */
function informationOf(point: CollapsedLikelihood | null, p: number): Float64Array {
  if (point === null) return new Float64Array(p * p).fill(Number.NaN);
  return inverse(point.linearCovariance(), p);
}

function inverse(a: Float64Array, n: number): Float64Array {
  const factor = cholesky(a, n);
  if (factor === null) return new Float64Array(n * n).fill(Number.NaN);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    out[i * n + i] = 1;
    forwardSolve(factor, 0, n, out, i * n);
    backSolve(factor, 0, n, out, i * n);
  }
  return out;
}

/** -d z / d coefficient k, an array each: the mean of the effects is linear in the coefficients, so a step of 1 is exact. */
function followOf(
  program: Program,
  statistics: CollapsedStatistics,
  values: Float64Array,
  linear: Float64Array,
): Float64Array[] {
  const p = linear.length;
  const coefficients: LinearCoefficients = {
    mean: new Float64Array(p),
    precision: new Float64Array(p),
    held: new Uint8Array(p).fill(1),
    value: new Float64Array(p),
  };
  const likelihood = collapsedLikelihood(program, statistics, coefficients);
  const at = values.slice();
  const meansAt = (beta: Float64Array): Float64Array => {
    at.set(beta);
    const z = new Float64Array(program.terms.reduce((n, t) => n + t.coefs.length * t.levels.length, 0));
    if (Number.isNaN(likelihood.at(at))) return z.fill(Number.NaN);
    likelihood.effectMeans(z);
    return z;
  };
  const home = linear.slice();
  if (program.rows.hasIntercept) home[0] -= likelihood.centre;
  const here = meansAt(home);
  return Array.from({ length: p }, (_, k) => {
    const moved = meansAt(home.with(k, home[k] + 1));
    return here.map((z, q) => z - moved[q]);
  });
}
