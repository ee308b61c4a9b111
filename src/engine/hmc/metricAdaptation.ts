import { cholesky } from '../linalg/cholesky.ts';
import type { Metric, MetricKind } from './metric.ts';

/** Running mean and (co)variance of the draws of one window. */
export interface CovarianceEstimate {
  readonly kind: MetricKind;
  count: number;
  readonly mean: Float64Array;
  /** Sums of squared deviations: length n, or n x n (lower triangle) for a dense metric. */
  readonly sums: Float64Array;
  readonly deviation: Float64Array;
}

export function startCovariance(kind: MetricKind, n: number): CovarianceEstimate {
  return {
    kind,
    count: 0,
    mean: new Float64Array(n),
    sums: new Float64Array(kind === 'dense' ? n * n : n),
    deviation: new Float64Array(n),
  };
}

export function copyCovariance(estimate: CovarianceEstimate): CovarianceEstimate {
  const { mean, sums, deviation } = estimate;
  return { ...estimate, mean: mean.slice(), sums: sums.slice(), deviation: deviation.slice() };
}

/** Adds one draw, in place. Source: Welford 1962. */
export function updateCovariance(estimate: CovarianceEstimate, theta: Float64Array): void {
  const { mean, sums, deviation } = estimate;
  const n = theta.length;
  estimate.count++;
  for (let i = 0; i < n; i++) {
    const d = theta[i] - mean[i];
    deviation[i] = d;
    mean[i] = mean[i] + d / estimate.count;
  }
  for (let i = 0; i < n; i++) {
    const after = theta[i] - mean[i];
    if (estimate.kind === 'diagonal') sums[i] = sums[i] + deviation[i] * after;
    else for (let j = 0; j <= i; j++) sums[i * n + j] = sums[i * n + j] + after * deviation[j];
  }
}

/** Draws that the shrinkage counts as, and the variance it shrinks to; Stan's values. */
const priorDraws = 5;
const priorVariance = 1e-3;

/**
 * The metric that a window's draws suggest: their covariance shrunk a little towards a small multiple of the identity.
 * Returns null where the dense estimate is not positive definite.
 */
export function estimatedMetric(estimate: CovarianceEstimate): Metric | null {
  const { kind, count, sums } = estimate;
  const n = estimate.mean.length;
  const weight = count / (count + priorDraws);
  const ridge = priorVariance * (1 - weight);
  const scale = weight / (count - 1);
  if (kind === 'diagonal') return { kind, inverse: sums.map((s) => scale * s + ridge) };
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = scale * sums[i * n + j] + (i === j ? ridge : 0);
      inverse[i * n + j] = value;
      inverse[j * n + i] = value;
    }
  const factor = cholesky(inverse, n);
  return factor === null ? null : { kind, inverse, factor };
}
