import { constant, type Expression, exp, expm1, mul, neg, sqrt } from '../../src/engine/autodiff/index.ts';
import { exp as exponential, log } from '../../src/engine/elementary.ts';
import {
  type Bounds,
  commonCorrelation,
  correlationLogPrior,
  drawCorrelation,
  layOutCorrelation,
} from './commonCorrelation.ts';
import type { CorrelationPattern } from './pattern.ts';

const bounds: Bounds = { kind: 'interval', lower: 0, upper: 1 };

/**
 * Ornstein-Uhlenbeck: coefficients at places t_i, ascending, have the correlation rho^(t_i - t_j), rho being that of places one
 * apart. The process is Markov, so with c_j the correlation of places j - 1 and j, L_i0 = rho^(t_i - t_0) and
 * L_ij = rho^(t_i - t_j) (1 - c_j^2)^(1/2), j > 0.
 */
export function decaying(places: readonly number[]): CorrelationPattern {
  const gap = (i: number, j: number): number => Math.abs(places[i] - places[j]);
  return {
    parameters: (_, term) => [{ quantity: commonCorrelation(term), of: [0, 1], root: 1 / gap(0, 1) }],
    layOut(k, term, builder) {
      const { value, support, logAbove: rate } = layOutCorrelation(term, bounds, builder); // log rho
      const power = (d: number): Expression => (d === 0 ? constant(1) : exp(mul(d, rate)));
      const fresh = Array.from({ length: k }, (_, j) =>
        j === 0 ? constant(1) : sqrt(neg(expm1(mul(2 * gap(j - 1, j), rate)))),
      );
      const factor = fresh.map((_, i) => fresh.slice(0, i + 1).map((own, j) => mul(power(gap(i, j)), own)));
      return { factor, values: [{ expression: value, support }] };
    },
    draw: (rng, _, term, priors) => [drawCorrelation(rng, term, bounds, priors)],
    matrix(k, values) {
      const rate = log(values[0]);
      return Float64Array.from({ length: k * k }, (_, e) =>
        exponential(gap(Math.floor(e / k), e % k) * rate),
      );
    },
    logPrior(_, term, priors) {
      const of = correlationLogPrior(term, bounds, priors);
      return ([rho]) => of(rho);
    },
  };
}
