import { type Expression, mul, sqrt, square, sum } from '../../src/engine/autodiff/index.ts';

export function identityMatrix(k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, e) => (e % (k + 1) === 0 ? 1 : 0));
}

/** Whether row i of an upper triangular matrix has its diagonal entry only. */
export function isAlone(matrix: Float64Array, k: number, i: number): boolean {
  for (let j = i + 1; j < k; j++) if (matrix[i * k + j] !== 0) return false;
  return true;
}

/** X Y, k x k row-major. */
export function product(x: Float64Array, y: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, e) => {
    const [i, j] = [Math.floor(e / k), e % k];
    let s = 0;
    for (let m = 0; m < k; m++) s += x[i * k + m] * y[m * k + j];
    return s;
  });
}

/** F F', the covariance of F z. */
export function covarianceOf(factor: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, e) => {
    const [i, j] = [Math.floor(e / k), e % k];
    let s = 0;
    for (let m = 0; m < k; m++) s += factor[i * k + m] * factor[j * k + m];
    return s;
  });
}

/** X^-1 Y for an upper triangular X. */
export function solveUpper(x: Float64Array, y: Float64Array, k: number): Float64Array {
  const out = y.slice();
  for (let j = 0; j < k; j++)
    for (let i = k - 1; i >= 0; i--) {
      for (let m = i + 1; m < k; m++) out[i * k + j] -= x[i * k + m] * out[m * k + j];
      out[i * k + j] /= x[i * (k + 1)];
    }
  return out;
}

export function transposed(x: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, e) => x[(e % k) * k + Math.floor(e / k)]);
}

/** A row of M L, L lower triangular: its entries, and its length. */
export interface MappedRow {
  readonly entries: readonly Expression[];
  readonly length: Expression;
  /** Whether it is a multiple of L's own row. */
  readonly alone: boolean;
}

/** Row i of M L for an upper triangular M; `length` is the length of L's own row, used where M only scales it. */
export function mappedRow(
  m: Float64Array,
  factor: readonly Expression[],
  k: number,
  i: number,
  length: Expression,
): MappedRow {
  const entries = Array.from({ length: k }, (_, c) => {
    const parts: Expression[] = [];
    for (let j = Math.max(i, c); j < k; j++)
      if (m[i * k + j] !== 0) parts.push(mul(m[i * k + j], factor[j * k + c]));
    return sum(parts);
  });
  if (isAlone(m, k, i)) return { entries, length: mul(m[i * (k + 1)], length), alone: true };
  return { entries, length: sqrt(sum(entries.map((e) => square(e)))), alone: false };
}
