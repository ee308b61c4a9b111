import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import type { Program } from '../program/program.ts';
import { drawBordered, effectMeans } from './complete.ts';
import { gradientMemory, marginalGradient } from './gradient.ts';
import type { CollapsedLikelihood } from './likelihood.ts';
import { evaluateMarginal, type LinearCoefficients, type Marginal, marginalMemory } from './marginal.ts';
import { residualPart } from './residual.ts';
import { leadingSpread } from './spread.ts';
import type { GaussianStatistics } from './statistics.ts';
import { placeValues } from './values.ts';

/** The marginal at one point, and the sums it was found from: with the residuals' structure in the place of weights. */
interface Point {
  readonly marginal: Marginal;
  readonly statistics: GaussianStatistics;
}

/** Level by level of the one term that there may be; the coefficients are a small dense border. */
export function borderedLikelihood(
  program: Program,
  s: GaussianStatistics,
  coefficients: LinearCoefficients,
): CollapsedLikelihood {
  const values = placeValues(program, coefficients, s.origin);
  const { covariances, parameters } = values;
  const part = program.residual === undefined ? null : residualPart(program, s);
  const memory = marginalMemory(s, coefficients);
  const slopes = gradientMemory(s, covariances.factors, coefficients);
  let last: Point | null = null;
  const point = (): Point => {
    if (last === null) throw new RangeError('collapsed: no Cholesky factor at the last point');
    return last;
  };
  const locate = (): Point | null => {
    const statistics = part === null ? s : part.place(parameters);
    const marginal =
      statistics === null ? null : evaluateMarginal(statistics, covariances, coefficients, memory);
    return statistics === null || marginal === null ? null : { marginal, statistics };
  };
  return {
    count: values.count,
    centre: s.centre,
    origin: s.origin,
    factors: covariances.factors,
    at(population) {
      values.read(population);
      last = locate();
      if (last === null) return Number.NaN;
      const ofResiduals =
        part === null ? 0 : part.logDeterminant() / 2 - (program.residual?.logJacobian ?? 0);
      return last.marginal.logLikelihood - ofResiduals;
    },
    adjoints(out) {
      const { marginal, statistics } = point();
      const { sigma, factors, held } = marginalGradient(
        statistics,
        covariances,
        coefficients,
        marginal,
        slopes,
      );
      const ofParameters = part === null ? null : part.gradient(covariances, marginal);
      values.write({ sigma, factors, held, parameters: ofParameters }, out);
    },
    linearMeans(out) {
      out.set(point().marginal.w);
    },
    linearCovariance() {
      const { factor, free } = point().marginal;
      return inverseOfFactored(factor, free.length);
    },
    effectMeans(zOut) {
      const { marginal, statistics } = point();
      effectMeans(statistics, covariances, marginal, zOut);
    },
    draw(rng, linearOut, zOut) {
      const { marginal, statistics } = point();
      drawBordered(rng, statistics, covariances, marginal, coefficients, linearOut, zOut);
    },
    spreads() {
      const { marginal, statistics } = point();
      return statistics.leading < 0 ? [] : [leadingSpread(statistics, covariances, marginal)];
    },
  };
}

function inverseOfFactored(factor: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    out[k * n + k] = 1;
    forwardSolve(factor, 0, n, out, k * n);
    backSolve(factor, 0, n, out, k * n);
  }
  return out;
}
