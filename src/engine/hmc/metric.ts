import { multiply } from '../linalg/vectors.ts';
import type { Rng } from '../rng.ts';

/**
 * Euclidean metric of the kinetic energy p' M^-1 p / 2. `inverse` is M^-1, an estimate of the posterior covariance:
 * its diagonal (length n), or the whole matrix (n x n, row-major) with its lower Cholesky factor.
 */
export type Metric =
  | { readonly kind: 'diagonal'; readonly inverse: Float64Array }
  | { readonly kind: 'dense'; readonly inverse: Float64Array; readonly factor: Float64Array };

export type MetricKind = Metric['kind'];

/** The identity: diagonal, or dense with its factor. */
export function unitMetric(kind: MetricKind, dimension: number): Metric {
  const ones = new Float64Array(dimension).fill(1);
  if (kind === 'diagonal') return { kind, inverse: ones };
  const identity = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++) identity[i * dimension + i] = 1;
  return { kind, inverse: identity, factor: identity };
}

/** Draws p ~ N(0, M): p = n / sqrt(M^-1) for a diagonal, the solution of C' p = n for M^-1 = C C'. */
export function drawMomentum(rng: Rng, metric: Metric, pOut: Float64Array): void {
  const n = pOut.length;
  for (let i = 0; i < n; i++) pOut[i] = rng.normal();
  if (metric.kind === 'diagonal') {
    for (let i = 0; i < n; i++) pOut[i] = pOut[i] / Math.sqrt(metric.inverse[i]);
    return;
  }
  const c = metric.factor;
  for (let i = n - 1; i >= 0; i--) {
    let s = pOut[i];
    for (let j = i + 1; j < n; j++) s -= c[j * n + i] * pOut[j];
    pOut[i] = s / c[i * n + i];
  }
}

/** Writes the velocity M^-1 p. */
export function velocity(metric: Metric, p: Float64Array, vOut: Float64Array): void {
  const { kind, inverse } = metric;
  if (kind === 'dense') multiply(inverse, p, vOut);
  else for (let i = 0; i < p.length; i++) vOut[i] = inverse[i] * p[i];
}
