import type { Vec } from '../../src/engine/logDensity.ts';
import type { Program } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { type ReportedParameter, reportedParameters } from './parameters.ts';

/** Population parameters on the user's scale, in the order the program reports them. */
export interface ReportedEstimates {
  readonly names: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly estimates: Float64Array;
  /** By the delta method, row-major. */
  readonly covariance: Float64Array;
  readonly standardErrors: Float64Array;
}

/**
 * Carries a point and a covariance of alpha (row-major) over to the reported parameters through their gradients: J C J'.
 * Nearly all of J is 0, a coefficient reading its own coordinate alone; sums run over the rest.
 */
export function reportedEstimates(
  program: Program,
  alpha: Vec,
  covariance: Float64Array,
  parameters: readonly ReportedParameter[] = reportedParameters(program),
): ReportedEstimates {
  const n = alpha.length;
  const m = parameters.length;
  const slopes = parameters.map(() => new Float64Array(n));
  const estimates = Float64Array.from(parameters, (p, r) => p.valueAndGradient(alpha, slopes[r]));
  const out = new Float64Array(m * m);
  const row = new Float64Array(n);
  for (let r = 0; r < m; r++) {
    row.fill(0);
    for (const i of parameters[r].reads)
      for (let j = 0; j < n; j++) row[j] += slopes[r][i] * covariance[i * n + j];
    for (let s = 0; s < m; s++) for (const j of parameters[s].reads) out[r * m + s] += row[j] * slopes[s][j];
  }
  return {
    names: parameters.map(({ name }) => name),
    quantities: parameters.map(({ quantity }) => quantity),
    estimates,
    covariance: out,
    standardErrors: Float64Array.from(parameters, (_, r) => Math.sqrt(Math.max(0, out[r * (m + 1)]))),
  };
}
