import { add, constant, div, mul, sqrt } from '../../src/engine/autodiff/index.ts';
import {
  type Bounds,
  commonCorrelation,
  correlationLogPrior,
  drawCorrelation,
  layOutCorrelation,
} from './commonCorrelation.ts';
import type { CorrelationPattern } from './pattern.ts';

/** The matrix (1 - rho) I + rho 1 1' is positive definite between these. */
function boundsOf(k: number): Bounds {
  return { kind: 'interval', lower: -1 / (k - 1), upper: 1 };
}

/**
 * Compound symmetry: any two coefficients have the same correlation rho.
 * The factor in closed form, with d_j = 1 + j rho: L_jj^2 = (1 - rho) d_j / d_(j-1), and L_ij = rho (1 - rho)^(1/2)
 * (d_(j-1) d_j)^(-1/2) for i > j, j counted from 0; both follow from the columns' Schur complements, which keep the pattern.
 */
export const exchangeable: CorrelationPattern = {
  parameters: (_, term) => [{ quantity: commonCorrelation(term), of: [0, 1] }],
  layOut(k, term, builder) {
    const { value, support, above, below } = layOutCorrelation(term, boundsOf(k), builder);
    // the root of d_j = (1 - j / (k - 1)) + j (rho - lower), in which nothing is negative
    const roots = Array.from({ length: k }, (_, j) => sqrt(add(1 - j / (k - 1), mul(j, above))));
    const left = sqrt(below);
    const diagonal = roots.map((root, j) => (j === 0 ? constant(1) : div(mul(left, root), roots[j - 1])));
    const under = roots.map((root, j) => (j === 0 ? value : div(mul(value, left), mul(roots[j - 1], root))));
    const factor = Array.from({ length: k }, (_, i) =>
      Array.from({ length: i + 1 }, (_, j) => (i === j ? diagonal[j] : under[j])),
    );
    return { factor, values: [{ expression: value, support }] };
  },
  draw: (rng, k, term, priors) => [drawCorrelation(rng, term, boundsOf(k), priors)],
  matrix: (k, values) => Float64Array.from({ length: k * k }, (_, e) => (e % (k + 1) === 0 ? 1 : values[0])),
  logPrior(k, term, priors) {
    const of = correlationLogPrior(term, boundsOf(k), priors);
    return ([rho]) => of(rho);
  },
};
