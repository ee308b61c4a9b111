import type { LogDensity } from '../logDensity.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import { factorStarts } from '../program/starts.ts';
import type { Rng } from '../rng.ts';
import { drawIntegrated } from './complete.ts';
import { marginalGradient } from './gradient.ts';
import { type Covariances, evaluateMarginal, type LinearCoefficients, type Marginal } from './marginal.ts';
import { borderSize, type GaussianStatistics } from './statistics.ts';

/** Border columns up to which integrating them densely can be waited for. */
export const maxBorder = 400;

/** Whether a program's group effects can be integrated out exactly, from the sums of a normal residual. */
export function isCollapsible(program: Program): boolean {
  return program.capabilities.residualSd !== null && borderSize(program) <= maxBorder;
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
  const sigmaAt =
    heldAt.length + program.auxiliary.findIndex(({ name }) => name === program.capabilities.residualSd);
  const factorAt = factorStarts(terms, heldAt.length + program.auxiliary.length);
  const covariances = {
    sigma: Number.NaN,
    factors: terms.map((_, t) => values.subarray(factorAt[t], factorAt[t + 1])),
  };
  /** What was found at the last point: draws are completed where the gradient has just been taken. */
  const last = { gamma: new Float64Array(kept.length).fill(Number.NaN), marginal: null as Marginal | null };
  const marginalAt = (gamma: ArrayLike<number>): { covariances: Covariances; marginal: Marginal | null } => {
    if (last.gamma.every((at, i) => at === gamma[i])) return { covariances, marginal: last.marginal };
    population.forward(gamma, values);
    heldAt.forEach((j, h) => {
      coefficients.value[j] = values[h];
    });
    covariances.sigma = values[sigmaAt];
    last.gamma.set(gamma);
    last.marginal = evaluateMarginal(s, covariances, coefficients);
    return { covariances, marginal: last.marginal };
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
