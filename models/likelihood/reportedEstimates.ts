import { compile, gradient } from '../../src/engine/autodiff/index.ts';
import type { Vec } from '../../src/engine/logDensity.ts';
import type { Program } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';

/** Population parameters on the user's scale, in the order the program reports them. */
export interface ReportedEstimates {
  readonly names: readonly string[];
  readonly quantities: readonly Quantity[];
  readonly estimates: Float64Array;
  /** By the delta method, row-major. */
  readonly covariance: Float64Array;
  readonly standardErrors: Float64Array;
}

/** Carries a point and a covariance of alpha (row-major) over to the reported parameters through their gradients. */
export function reportedEstimates(program: Program, alpha: Vec, covariance: Float64Array): ReportedEstimates {
  const { reported, alpha: variables } = program;
  const n = variables.length;
  const m = reported.length;
  const roots = reported.flatMap(({ expression }) => [expression, ...gradient(expression, variables)]);
  const all = new Float64Array(roots.length);
  compile(roots, variables)(alpha, all);
  const slopes = Array.from({ length: m }, (_, r) => all.subarray(r * (n + 1) + 1, (r + 1) * (n + 1)));
  const out = new Float64Array(m * m);
  for (let r = 0; r < m; r++)
    for (let s = 0; s < m; s++)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) out[r * m + s] += slopes[r][i] * covariance[i * n + j] * slopes[s][j];
  return {
    names: reported.map((r) => r.name),
    quantities: reported.map((r) => r.quantity),
    estimates: Float64Array.from(reported, (_, r) => all[r * (n + 1)]),
    covariance: out,
    standardErrors: Float64Array.from(reported, (_, r) => Math.sqrt(Math.max(0, out[r * (m + 1)]))),
  };
}
