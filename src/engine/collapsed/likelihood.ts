import type { Program } from '../program/program.ts';
import { factorStarts } from '../program/starts.ts';
import { marginalGradient } from './gradient.ts';
import { type Covariances, evaluateMarginal, type LinearCoefficients, type Marginal } from './marginal.ts';
import { residualPart } from './residual.ts';
import type { GaussianStatistics } from './statistics.ts';

/** The marginal at one point, and what it was found from. */
export interface CollapsedPoint {
  readonly logLikelihood: number;
  readonly marginal: Marginal;
  readonly covariances: Covariances;
  /** The sums, with the residuals' structure in the place of weights. */
  readonly statistics: GaussianStatistics;
}

/** log p(y) as a function of population values: the held linear coefficients, auxiliary values, then every factor. */
export interface CollapsedLikelihood {
  readonly count: number;
  /** Null where a covariance has no Cholesky factor. What it holds changes with the next call. */
  at(values: Float64Array): CollapsedPoint | null;
  /** Writes d log p(y) / d values at a point just found. */
  adjoints(point: CollapsedPoint, out: Float64Array): void;
}

export function collapsedLikelihood(
  program: Program,
  s: GaussianStatistics,
  coefficients: LinearCoefficients,
): CollapsedLikelihood {
  const { auxiliary, terms, capabilities, residual } = program;
  const heldAt = [...coefficients.held.keys()].filter((j) => coefficients.held[j] === 1);
  const factorAt = factorStarts(terms, heldAt.length + auxiliary.length);
  const placeOf = (wanted: string | null): number =>
    heldAt.length + auxiliary.findIndex(({ name }) => name === wanted);
  const scale = residual === undefined ? capabilities.residualSd : residual.scale;
  const sigmaAt = scale === null ? null : placeOf(scale);
  const part = residual === undefined ? null : residualPart(program, s);
  const parametersAt = (residual?.parameters ?? []).map(placeOf);
  const parameters = new Float64Array(parametersAt.length);
  const value = coefficients.value;
  return {
    count: factorAt[terms.length],
    at(values) {
      heldAt.forEach((j, h) => {
        value[j] = values[h];
      });
      parametersAt.forEach((at, p) => {
        parameters[p] = values[at];
      });
      const covariances = {
        sigma: sigmaAt === null ? 1 : values[sigmaAt],
        factors: terms.map((_, t) => values.slice(factorAt[t], factorAt[t + 1])),
      };
      const statistics = part === null ? s : part.place(parameters);
      if (statistics === null) return null;
      const marginal = evaluateMarginal(statistics, covariances, coefficients);
      if (marginal === null) return null;
      const ofResiduals = part === null ? 0 : part.logDeterminant() / 2 - (residual?.logJacobian ?? 0);
      const logLikelihood = marginal.logLikelihood - ofResiduals;
      return { logLikelihood, marginal, covariances, statistics };
    },
    adjoints({ marginal, covariances, statistics }, out) {
      const gradient = marginalGradient(statistics, covariances, coefficients, marginal);
      out.fill(0);
      heldAt.forEach((j, h) => {
        out[h] = gradient.held[j];
      });
      if (sigmaAt !== null) out[sigmaAt] = gradient.sigma;
      gradient.factors.forEach((g, t) => {
        out.set(g, factorAt[t]);
      });
      if (part === null) return;
      const ofParameters = part.gradient(covariances, marginal);
      parametersAt.forEach((at, p) => {
        out[at] += ofParameters[p];
      });
    },
  };
}
