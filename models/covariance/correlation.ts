import {
  add,
  constant,
  type Expression,
  exp,
  lgamma,
  log1pexp,
  mul,
  sub,
  sum,
  tanh,
} from '../../src/engine/autodiff/index.ts';

const log2 = Math.LN2;

/** A k x k correlation matrix through its lower Cholesky factor. */
export interface Correlation {
  /** `factor[i][j]`, j <= i; rows have unit length. */
  readonly factor: readonly (readonly Expression[])[];
  /** log of the factor's diagonal, finite where the diagonal itself underflows. */
  readonly logDiagonal: readonly Expression[];
  /** log |d (elements of the factor below the diagonal) / d x|. */
  readonly logJacobian: Expression;
}

/** Number of unconstrained coordinates of a k x k correlation matrix. */
export function correlationCount(k: number): number {
  return (k * (k - 1)) / 2;
}

/**
 * Correlation factor from k (k - 1) / 2 unconstrained coordinates, by rows: canonical partial correlations tanh(x).
 * Source: Lewandowski, Kurowicka & Joe 2009, section 2; the factor's form and Jacobian as in the Stan Reference
 * Manual, "Cholesky factors of correlation matrices".
 */
export function correlationFactor(k: number, x: readonly Expression[]): Correlation {
  const factor: Expression[][] = [[constant(1)]];
  const logDiagonal: Expression[] = [constant(0)];
  const logJacobian: Expression[] = [];
  let next = 0;
  for (let i = 1; i < k; i++) {
    const row: Expression[] = [];
    let logLeft: Expression = constant(0);
    for (let j = 0; j < i; j++) {
      const at = x[next++];
      const logOneMinusSquare = logSquaredSech(at);
      row.push(mul(tanh(at), exp(mul(0.5, logLeft))));
      logJacobian.push(add(logOneMinusSquare, mul(0.5, logLeft)));
      logLeft = add(logLeft, logOneMinusSquare);
    }
    row.push(exp(mul(0.5, logLeft)));
    factor.push(row);
    logDiagonal.push(mul(0.5, logLeft));
  }
  return { factor, logDiagonal, logJacobian: sum(logJacobian) };
}

/** log(1 - tanh(x)^2), finite for every x. */
export function logSquaredSech(x: Expression): Expression {
  return mul(2, sub(add(log2, x), log1pexp(mul(2, x))));
}

/** The correlation between coefficients i > j: row i times row j of the factor. */
export function correlationEntry(correlation: Correlation, i: number, j: number): Expression {
  const { factor } = correlation;
  return sum(factor[j].map((entry, m) => mul(entry, factor[i][m])));
}

/**
 * LKJ(eta) log density of a Cholesky factor of a correlation matrix, normalised over such factors.
 * Source: Lewandowski, Kurowicka & Joe 2009, equation 16 (constant); the factor's exponents k - i + 2 eta - 2 from the
 * Jacobian of R = L L'.
 */
export function lkjLogDensity(eta: number, { logDiagonal }: Correlation): Expression {
  const k = logDiagonal.length;
  const terms: Expression[] = [];
  for (let i = 1; i < k; i++) terms.push(mul(k - (i + 1) + 2 * eta - 2, logDiagonal[i]));
  return sub(sum(terms), lkjLogNormaliser(eta, k));
}

/** log of the integral of the density without its constant. */
export function lkjLogNormaliser(eta: number, k: number): Expression {
  const terms: Expression[] = [];
  for (let i = 1; i < k; i++) {
    const shape = eta + (k - i - 1) / 2;
    const logBeta = sub(mul(2, lgamma(constant(shape))), lgamma(constant(2 * shape)));
    terms.push(mul(k - i, add((2 * eta - 2 + k - i) * log2, logBeta)));
  }
  return sum(terms);
}
