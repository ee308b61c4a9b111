import { effectiveSize } from '../../diagnostics/effectiveSize.ts';
import { exp, log } from '../../src/engine/elementary.ts';
import type { PointDraws } from './pointDraws.ts';

/** A log predictive density, and its Monte Carlo standard error. */
export interface Averaged {
  readonly value: number;
  readonly mcse: number;
}

/**
 * log of the mean over draws of p(point | draw), of draws that need no weights: the predictive density of points that the fit has not
 * seen, or of those it has. NaN where a log likelihood is NaN or +Infinity; -Infinity where no draw gives the point any density.
 */
export function averagedAt(found: PointDraws, point: number): Averaged {
  const { chains, draws } = found;
  const logLik = new Float64Array(chains * draws);
  found.fill(point, point + 1, logLik);
  return averaged(logLik, draws);
}

/** `logLik[chain * draws + draw]`. */
export function averaged(logLik: Float64Array, draws: number): Averaged {
  const count = logLik.length;
  const most = logLik.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(most))
    return { value: most === Number.NEGATIVE_INFINITY ? most : Number.NaN, mcse: Number.NaN };
  const likelihood = logLik.map((value) => exp(value - most));
  const mean = likelihood.reduce((sum, x) => sum + x, 0) / count;
  const variance = likelihood.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (count - 1);
  const effective = effectiveSize({ values: likelihood, length: draws });
  const size = effective > 0 ? effective : count; // NaN where nothing varies
  return { value: most + log(mean), mcse: Math.sqrt(variance / size) / mean };
}
