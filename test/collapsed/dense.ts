import { compile } from '../../src/engine/autodiff/index.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { Program } from '../../src/engine/program/program.ts';

/** Covariance of the residuals of two rows, from values of the population's expressions by name. */
export type ResidualCovariance = (row: number, other: number, named: (name: string) => number) => number;

/**
 * log Normal(y; mean, V) + the log prior of what is not integrated out, with V = Z G Z' + X P^-1 X' + R written down in
 * full, row by row: what a collapsed density must be.
 */
export function denseMarginal(
  program: Program,
  alpha: Float64Array,
  covariance: ResidualCovariance,
  integrate = true,
): number {
  const { rows, terms, linear, linearPriors, auxiliary } = program;
  const n = rows.count;
  const evaluate = (expressions: Parameters<typeof compile>[0]): Float64Array => {
    const out = new Float64Array(expressions.length);
    compile(expressions, program.alpha)(alpha, out);
    return out;
  };
  const values = evaluate(auxiliary.map(({ expression }) => expression));
  const named = (name: string): number => values[auxiliary.findIndex((a) => a.name === name)];
  const beta = evaluate(linear);
  const xOf = (i: number): number[] => [
    ...(rows.hasIntercept ? [1] : []),
    ...rows.x.subarray(i * rows.width, (i + 1) * rows.width),
  ];
  const x = Array.from({ length: n }, (_, i) => xOf(i));
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) v[i * n + j] = covariance(i, j, named);
  for (const term of terms) {
    const k = term.coefs.length;
    const l = evaluate(term.factor);
    const z = (i: number): number[] => term.columns.map((column) => column?.[i] ?? 1);
    const lz = Array.from({ length: n }, (_, i) =>
      Array.from({ length: k }, (_, c) => z(i).reduce((sum, value, a) => sum + value * l[a * k + c], 0)),
    );
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (term.index[i] === term.index[j])
          v[i * n + j] += lz[i].reduce((sum, value, c) => sum + value * lz[j][c], 0);
  }
  const residual = Float64Array.from(rows.y, (y, i) => y - (rows.offset?.[i] ?? 0));
  linearPriors.forEach((prior, j) => {
    const isIntegrated = integrate && prior !== null;
    for (let i = 0; i < n; i++) {
      residual[i] -= x[i][j] * (isIntegrated ? prior.mean : beta[j]);
      if (isIntegrated) for (let m = 0; m < n; m++) v[i * n + m] += (x[i][j] * x[m][j]) / prior.precision;
    }
  });
  const [prior] = evaluate([program.otherLogPrior]);
  return normalLogDensity(residual, v) + (integrate ? prior : 0);
}

/** log Normal(r; 0, V). */
export function normalLogDensity(r: Float64Array, v: Float64Array): number {
  const n = r.length;
  const factor = cholesky(v, n);
  if (factor === null) throw new Error('dense: V is not positive definite');
  let sum = -0.5 * n * Math.log(2 * Math.PI);
  const e = r.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) e[i] -= factor[i * n + j] * e[j];
    e[i] /= factor[i * n + i];
    sum -= Math.log(factor[i * n + i]) + 0.5 * e[i] * e[i];
  }
  return sum;
}
