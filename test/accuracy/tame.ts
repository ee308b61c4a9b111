import type { Model } from '../../models/glmm.ts';
import { type Draws, drawsOf } from '../../models/posterior/draws.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';

export const sd = 0.8;
export const correlation = 0.4;

/** A value that a quantity may well have. */
function tameValue(quantity: Quantity, q: number): number {
  switch (quantity.kind) {
    case 'sd':
    case 'residualSd':
      return sd;
    case 'correlation':
    case 'residualCorrelation':
      return correlation;
    case 'threshold':
      return quantity.number - 2;
    case 'auxiliary':
      return quantity.support.kind === 'interval' ? 0.3 : 1.3;
    case 'groupEffect':
      return ((q * 7) % 11) / 6 - 0.8;
    default:
      return 0.35 - (q % 3) / 4;
  }
}

/** One draw of tame values. */
export function tame(model: Model): Draws {
  const quantities = quantitiesOf(model.program);
  return drawsOf(quantities, 1, [Float64Array.from(quantities, tameValue)]);
}

/** A covariance of rows, entry by entry. */
export function dense(rows: readonly number[], entry: (a: number, b: number) => number): number[] {
  return rows.flatMap((a) => rows.map((b) => entry(a, b)));
}

/** Density of a normal of mean 0. */
export function logNormal(residuals: readonly number[], covariance: readonly number[]): number {
  const n = residuals.length;
  const factor = cholesky(Float64Array.from(covariance), n) as Float64Array;
  const w: number[] = [];
  let value = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) {
    let sum = residuals[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * w[k];
    w[i] = sum / factor[i * n + i];
    value -= Math.log(factor[i * n + i]) + 0.5 * w[i] * w[i];
  }
  return value;
}
