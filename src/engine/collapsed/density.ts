import type { LogDensity } from '../logDensity.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import { drawIntegrated } from './complete.ts';
import { type CollapsedPoint, collapsedLikelihood } from './likelihood.ts';
import type { LinearCoefficients } from './marginal.ts';
import { withSets } from './residual.ts';
import { borderSize, type GaussianStatistics, gaussianStatistics } from './statistics.ts';

/** Border columns up to which integrating them densely can be waited for. */
export const maxBorder = 400;

/** Whether a program's group effects can be integrated out exactly, from the sums of normal residuals. */
export function isCollapsible(program: Program): boolean {
  const isNormal = program.capabilities.residualSd !== null || program.residual !== undefined;
  return isNormal && borderSize(program) <= maxBorder;
}

/** All that the collapsed density needs to know of a program's rows: one pass over them, two where residuals have a structure. */
export function collapsedStatistics(program: Program): GaussianStatistics {
  return withSets(program, gaussianStatistics(program));
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
  const likelihood = collapsedLikelihood(program, s, coefficients);
  /** What was found at the last point: draws are completed where the gradient has just been taken. */
  const last = {
    gamma: new Float64Array(kept.length).fill(Number.NaN),
    point: null as CollapsedPoint | null,
    /** Where nothing is left to walk in, every point is the first one. */
    found: false,
  };
  const pointAt = (gamma: ArrayLike<number>): CollapsedPoint | null => {
    if (last.found && last.gamma.every((at, i) => at === gamma[i])) return last.point;
    population.forward(gamma, values);
    last.gamma.set(gamma);
    last.point = likelihood.at(values);
    last.found = true;
    return last.point;
  };

  return {
    dimension: kept.length,
    logDensityAndGradient(gamma, gradOut) {
      const point = pointAt(gamma);
      if (point === null) return Number.NaN;
      likelihood.adjoints(point, adjoints);
      return point.logLikelihood + population.backward(gamma, adjoints, gradOut);
    },
    complete(rng, gamma, thetaOut) {
      const point = pointAt(gamma);
      if (point === null) throw new RangeError('complete: no Cholesky factor at a point that was accepted');
      kept.forEach((i, g) => {
        thetaOut[i] = gamma[g];
      });
      const { statistics, covariances, marginal } = point;
      drawIntegrated(rng, program, statistics, covariances, marginal, coefficients, thetaOut);
    },
  };
}
