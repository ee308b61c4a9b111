import type { LogDensity } from '../logDensity.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import { type CollapsedStatistics, collapsedLikelihood } from './integrate.ts';
import type { LinearCoefficients } from './marginal.ts';

/**
 * The posterior of the few parameters left when group effects and normal coefficients are integrated out, and the exact
 * draw of what was.
 */
export interface CollapsedDensity extends LogDensity {
  /** Draws the rest given the parameters left, and writes the whole theta of the program. */
  complete(rng: Rng, gamma: Float64Array, thetaOut: Float64Array): void;
}

/** Places in alpha of the parameters that the collapsed density is of: all but coefficients with a normal prior. */
export function keptParameters({ alpha, linearPriors }: Pick<Program, 'alpha' | 'linearPriors'>): number[] {
  const integrated = new Set(linearPriors.flatMap((p) => (p === null ? [] : [p.at])));
  return alpha.map((_, i) => i).filter((i) => !integrated.has(i));
}

export function compileCollapsed(program: Program, statistics: CollapsedStatistics): CollapsedDensity {
  const { alpha, linear, linearPriors, terms } = program;
  const kept = keptParameters(program);
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
  const { origin } = statistics.kind === 'sparse' ? statistics : statistics.sums;
  const coefficients: LinearCoefficients = {
    mean: Float64Array.from(linearPriors, (p, j) => (p === null ? 0 : p.mean - p.shift - origin[j])),
    precision: Float64Array.from(linearPriors, (p) => (p === null ? 0 : p.precision)),
    held: Uint8Array.from(linearPriors, (p) => (p === null ? 1 : 0)),
    value: new Float64Array(linear.length),
  };
  const likelihood = collapsedLikelihood(program, statistics, coefficients);
  const linearDrawn = new Float64Array(linear.length);
  /** What was found at the last point: draws are completed where the gradient has just been taken. */
  const last = { gamma: new Float64Array(kept.length).fill(Number.NaN), lp: Number.NaN, isFound: false };
  const locate = (gamma: ArrayLike<number>): number => {
    if (last.isFound && isAt(last.gamma, gamma)) return last.lp;
    population.forward(gamma, values);
    last.gamma.set(gamma);
    last.lp = likelihood.at(values);
    // where nothing is left to walk in, every point is the first one
    last.isFound = true;
    return last.lp;
  };

  return {
    dimension: kept.length,
    logDensityAndGradient(gamma, gradOut) {
      const logLikelihood = locate(gamma);
      if (Number.isNaN(logLikelihood)) return Number.NaN;
      likelihood.adjoints(adjoints);
      return logLikelihood + population.backward(gamma, adjoints, gradOut);
    },
    complete(rng, gamma, thetaOut) {
      if (Number.isNaN(locate(gamma)))
        throw new RangeError('complete: no Cholesky factor at a point that was accepted');
      for (let g = 0; g < kept.length; g++) thetaOut[kept[g]] = gamma[g];
      likelihood.draw(rng, linearDrawn, thetaOut.subarray(alpha.length));
      for (let j = 0; j < linearPriors.length; j++) {
        const prior = linearPriors[j];
        if (prior !== null) thetaOut[prior.at] = (linearDrawn[j] + origin[j]) / prior.slope;
      }
    },
  };
}

function isAt(point: Float64Array, gamma: ArrayLike<number>): boolean {
  for (let i = 0; i < point.length; i++) if (point[i] !== gamma[i]) return false;
  return true;
}
