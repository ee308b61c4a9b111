import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';

/**
 * The lower Cholesky factor, k x k row-major, of a correlation matrix drawn from LKJ(eta): independent partial
 * correlations of the C-vine, that of rows i > j given the rows before j being 2 Beta(a, a) - 1 with
 * a = eta + (k - 2 - j) / 2. Source: Lewandowski, Kurowicka & Joe 2009, section 2.4.
 */
export function drawCorrelationFactor(rng: Rng, k: number, eta: number): Float64Array {
  const factor = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    let left = 1; // squared length of the row that is not yet placed
    for (let j = 0; j < i; j++) {
      const partial = symmetricBeta(rng, eta + (k - 2 - j) / 2);
      factor[i * k + j] = partial * Math.sqrt(left);
      left *= 1 - partial * partial;
    }
    factor[i * k + i] = Math.sqrt(left);
  }
  return factor;
}

/** 2 Beta(shape, shape) - 1. */
function symmetricBeta(rng: Rng, shape: number): number {
  const up = gamma(rng, shape);
  const down = gamma(rng, shape);
  return (up - down) / (up + down);
}
