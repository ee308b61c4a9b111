import type { LogDensity } from '../../src/hmc/logDensity.ts';
import { choleskyInPlace } from '../../src/linalg/cholesky.ts';
import type { Rng } from '../../src/rng.ts';
import { compilePopulationKernel } from '../density/populationKernel.ts';
import type { NormalCoefficient, Program } from '../density/program.ts';
import { marginalGradient } from './gradient.ts';
import {
  type Covariances,
  evaluateMarginal,
  type LinearCoefficients,
  type Marginal,
  scaledInformation,
  solveTransposed,
} from './marginal.ts';
import type { GaussianStatistics } from './statistics.ts';

/** Border columns up to which integrating them densely is cheaper than sampling them. */
export const maxBorder = 400;

/** Whether a program's group effects can be integrated out exactly: the gaussian family with identity link. */
export function isCollapsible(program: Program): boolean {
  const levels = program.terms.map((t) => t.levels.length * t.coefs.length).sort((a, b) => a - b);
  const border = levels.slice(0, -1).reduce((a, b) => a + b, 0) + program.linear.length;
  return program.family === 'gaussian' && border <= maxBorder;
}

/**
 * The posterior of the few parameters left when group effects and normal coefficients are integrated out, and the exact
 * draw of what was.
 */
export interface CollapsedDensity extends LogDensity {
  /** Draws the rest given the parameters left, and writes the whole theta of the program. */
  complete(rng: Rng, gamma: Float64Array, thetaOut: Float64Array): void;
}

export function compileCollapsed(program: Program, s: GaussianStatistics): CollapsedDensity {
  const { alpha, linear, linearPriors, terms } = program;
  const integrated = new Set(linearPriors.flatMap((p) => (p === null ? [] : [p.at])));
  const kept = alpha.map((_, i) => i).filter((i) => !integrated.has(i));
  const heldAt = linearPriors.flatMap((p, j) => (p === null ? [j] : []));
  const population = compilePopulationKernel({
    alpha: kept.map((i) => alpha[i]),
    linear: heldAt.map((j) => linear[j]),
    auxiliary: program.auxiliary,
    terms,
    logPrior: program.otherLogPrior,
  });
  const values = new Float64Array(population.count);
  const adjoints = new Float64Array(population.count);
  const coefficients: LinearCoefficients = {
    mean: Float64Array.from(linearPriors, (p) => (p === null ? 0 : p.mean - p.shift)),
    precision: Float64Array.from(linearPriors, (p) => (p === null ? 0 : p.precision)),
    held: Uint8Array.from(linearPriors, (p) => (p === null ? 1 : 0)),
    value: new Float64Array(linear.length),
  };
  const sigmaAt = heldAt.length;
  let next = sigmaAt + 1;
  const factorAt = terms.map(({ coefs }) => {
    const at = next;
    next += coefs.length * coefs.length;
    return at;
  });

  const marginalAt = (gamma: ArrayLike<number>): { covariances: Covariances; marginal: Marginal | null } => {
    population.forward(gamma, values);
    heldAt.forEach((j, h) => {
      coefficients.value[j] = values[h];
    });
    const factors = terms.map(({ coefs }, t) =>
      values.subarray(factorAt[t], factorAt[t] + coefs.length * coefs.length),
    );
    const covariances = { sigma: values[sigmaAt], factors };
    return { covariances, marginal: evaluateMarginal(s, covariances, coefficients) };
  };

  return {
    dimension: kept.length,
    logDensityAndGradient(gamma, gradOut) {
      const { covariances, marginal } = marginalAt(gamma);
      if (marginal === null) return Number.NaN;
      const gradient = marginalGradient(s, covariances, coefficients, marginal);
      heldAt.forEach((j, h) => {
        adjoints[h] = gradient.held[j];
      });
      adjoints[sigmaAt] = gradient.sigma;
      gradient.factors.forEach((g, t) => {
        adjoints.set(g, factorAt[t]);
      });
      return marginal.logLikelihood + population.backward(gamma, adjoints, gradOut);
    },
    complete(rng, gamma, thetaOut) {
      const { covariances, marginal } = marginalAt(gamma);
      if (marginal === null)
        throw new RangeError('complete: no Cholesky factor at a point that was accepted');
      kept.forEach((i, g) => {
        thetaOut[i] = gamma[g];
      });
      drawIntegrated(rng, program, s, covariances, marginal, coefficients, thetaOut);
    },
  };
}

/** Draws the border's unknowns, then every level of the leading term given them. */
function drawIntegrated(
  rng: Rng,
  { alpha, linearPriors, terms }: Program,
  s: GaussianStatistics,
  { sigma, factors }: Covariances,
  m: Marginal,
  { held, value }: LinearCoefficients,
  thetaOut: Float64Array,
): void {
  const n = m.free.length;
  const zeta = solveTransposed(
    m.factor,
    n,
    Float64Array.from({ length: n }, () => rng.normal()),
  );
  for (let f = 0; f < n; f++) zeta[f] += m.mean[f];
  const w = new Float64Array(s.border);
  for (let j = 0; j < held.length; j++) if (held[j] === 1) w[s.linearStart + j] = value[j];
  for (let i = 0; i < s.border; i++) for (let f = 0; f < n; f++) w[i] += m.lambda[i * n + f] * zeta[f];
  linearPriors.forEach((prior: NormalCoefficient | null, j) => {
    if (prior !== null) thetaOut[prior.at] = w[s.linearStart + j] / prior.slope;
  });
  const starts = termStarts(alpha.length, terms);
  for (const { term, start, k, levels } of s.borderTerms)
    thetaOut.set(zeta.subarray(start, start + k * levels), starts[term]);
  if (s.leading < 0) return;
  const { k, levels, from, column, zu, zy, zz } = s;
  const l = factors[s.leading];
  const precision = 1 / (sigma * sigma);
  const z = new Float64Array(k);
  const d = new Float64Array(k);
  const r = new Float64Array(k * k);
  for (let j = 0; j < levels; j++) {
    scaledInformation(zz, j, l, k, precision, r);
    if (!choleskyInPlace(r, k))
      throw new RangeError('complete: no Cholesky factor at a point that was accepted');
    for (let x = 0; x < k; x++) d[x] = zy[j * k + x];
    for (let a = from[j]; a < from[j + 1]; a++)
      for (let x = 0; x < k; x++) d[x] -= zu[a * k + x] * w[column[a]];
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let a = c; a < k; a++) sum += l[a * k + c] * d[a];
      sum *= precision;
      for (let b = 0; b < c; b++) sum -= r[c * k + b] * z[b];
      z[c] = sum / r[c * k + c];
    }
    // z = R^-1 L'd / sigma^2 + noise, then R'^-1: mean M^-1 L'd / sigma^2, covariance M^-1.
    for (let c = 0; c < k; c++) z[c] += rng.normal();
    solveTransposed(r, k, z);
    for (let c = 0; c < k; c++) thetaOut[starts[s.leading] + j * k + c] = z[c];
  }
}

function termStarts(nAlpha: number, terms: Program['terms']): number[] {
  let at = nAlpha;
  return terms.map(({ coefs, levels }) => {
    const start = at;
    at += coefs.length * levels.length;
    return start;
  });
}
