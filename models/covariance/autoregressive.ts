import { constant, type Expression, mul, sqrt } from '../../src/engine/autodiff/index.ts';
import {
  type Bounds,
  commonCorrelation,
  correlationLogPrior,
  drawCorrelation,
  layOutCorrelation,
} from './commonCorrelation.ts';
import type { CorrelationPattern } from './pattern.ts';

const bounds: Bounds = { kind: 'interval', lower: -1, upper: 1 };

/** AR(1): coefficients d apart have the correlation rho^d. L_i0 = rho^i and L_ij = rho^(i - j) (1 - rho^2)^(1/2), j > 0. */
export const autoregressive: CorrelationPattern = {
  parameters: (_, term) => [{ quantity: commonCorrelation(term), of: [0, 1] }],
  layOut(k, term, builder) {
    const { value, support, above, below } = layOutCorrelation(term, bounds, builder);
    const powers: Expression[] = [constant(1)];
    for (let d = 1; d < k; d++) powers.push(mul(powers[d - 1], value));
    const fresh = sqrt(mul(above, below));
    const later = powers.map((power) => mul(power, fresh));
    const factor = powers.map((power, i) => [power, ...later.slice(0, i).reverse()]);
    return { factor, values: [{ expression: value, support }] };
  },
  draw: (rng, _, term, priors) => [drawCorrelation(rng, term, bounds, priors)],
  matrix(k, values) {
    const rho = values[0];
    const powers = [1];
    for (let d = 1; d < k; d++) powers.push(powers[d - 1] * rho);
    return Float64Array.from({ length: k * k }, (_, e) => powers[Math.abs(Math.floor(e / k) - (e % k))]);
  },
  logPrior(_, term, priors) {
    const of = correlationLogPrior(term, bounds, priors);
    return ([rho]) => of(rho);
  },
};
