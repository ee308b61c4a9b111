import { Matrix, inverse as matrixInverse } from 'ml-matrix';
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

/**
 * The conditional normal distribution of the internal coefficients and then of every z, given y and what is sampled:
 * precision P + A'R^-1 A with A = [X, Z L].
 */
export function denseConditional(
  program: Program,
  alpha: Float64Array,
  covariance: ResidualCovariance,
): { mean: Float64Array; covariance: Float64Array } {
  const { rows, terms, linearPriors } = program;
  const n = rows.count;
  const columns: Float64Array[] = linearPriors.map((_, j) =>
    Float64Array.from({ length: n }, (_, i) => {
      const skip = rows.hasIntercept ? 1 : 0;
      return j < skip ? 1 : rows.x[i * rows.width + j - skip];
    }),
  );
  for (const term of terms) {
    const k = term.coefs.length;
    const l = new Float64Array(k * k);
    compile(term.factor, program.alpha)(alpha, l);
    term.levels.forEach((_, level) => {
      for (let c = 0; c < k; c++)
        columns.push(
          Float64Array.from({ length: n }, (_, i) =>
            term.index[i] !== level
              ? 0
              : term.columns.reduce((sum, column, a) => sum + (column?.[i] ?? 1) * l[a * k + c], 0),
          ),
        );
    });
  }
  const r = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) r[i * n + j] = covariance(i, j, () => Number.NaN);
  const inverse = inverseOf(r, n);
  const m = columns.length;
  const weighted = columns.map((column) =>
    Float64Array.from({ length: n }, (_, i) => column.reduce((sum, x, j) => sum + inverse[i * n + j] * x, 0)),
  );
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const y = Float64Array.from(rows.y, (value, i) => value - (rows.offset?.[i] ?? 0));
  const precision = Float64Array.from({ length: m * m }, (_, e) => {
    const [a, b] = [Math.floor(e / m), e % m];
    const prior = a === b ? (linearPriors[a]?.precision ?? 1) : 0;
    return prior + dot(columns[a], weighted[b]);
  });
  const right = columns.map(
    (_, a) => dot(weighted[a], y) + (linearPriors[a]?.precision ?? 0) * (linearPriors[a]?.mean ?? 0),
  );
  const posterior = inverseOf(precision, m);
  const mean = Float64Array.from({ length: m }, (_, a) =>
    right.reduce((sum, value, b) => sum + posterior[a * m + b] * value, 0),
  );
  return { mean, covariance: posterior };
}

function inverseOf(a: Float64Array, n: number): Float64Array {
  const rows = Array.from({ length: n }, (_, i) => [...a.subarray(i * n, (i + 1) * n)]);
  return Float64Array.from(matrixInverse(new Matrix(rows)).to1DArray());
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
