import {
  constant,
  div,
  type Expression,
  exp,
  log,
  mul,
  sqrt,
  sub,
  sum,
} from '../../src/engine/autodiff/index.ts';

/** rho^d for a whole d >= 0, of either sign, by squaring. */
export function wholePower(rho: Expression, d: number): Expression {
  if (d === 0) return constant(1);
  const half = wholePower(rho, Math.floor(d / 2));
  const even = mul(half, half);
  return d % 2 === 0 ? even : mul(even, rho);
}

/** rho^d for rho in (0, 1). */
export function power(rho: Expression, d: number): Expression {
  return exp(mul(d, log(rho)));
}

/** The lower triangle, row by row, of the Cholesky factor of a covariance: `entry(i, j)`, j <= i, of k points. */
export function choleskyTriangle(
  k: number,
  entry: (i: number, j: number) => Expression,
): readonly Expression[] {
  const rows: Expression[][] = [];
  for (let i = 0; i < k; i++) {
    const row: Expression[] = [];
    for (let j = 0; j <= i; j++) {
      const products = row.slice(0, j).map((value, p) => mul(value, i === j ? value : rows[j][p]));
      const left = sub(entry(i, j), sum(products));
      row.push(i === j ? sqrt(left) : div(left, rows[j][j]));
    }
    rows.push(row);
  }
  return rows.flat();
}
