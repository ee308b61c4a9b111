import {
  add,
  constant,
  div,
  type Expression,
  lgamma,
  log,
  mul,
  square,
  sub,
  sum,
} from '../../src/engine/autodiff/index.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { type CovariancePrior, describePrior } from '../priors/prior.ts';
import { type Correlation, lkjLogDensity, lkjLogNormaliser } from './correlation.ts';
import { identityMatrix, product, solveUpper } from './matrices.ts';
import type { CovarianceTerm } from './structure.ts';

/**
 * The inverse-Wishart distribution of a k x k covariance G,
 *   p(G) = |S|^(df / 2) |G|^(-(df + k + 1) / 2) exp(-tr(S G^-1) / 2) / (2^(df k / 2) Gamma_k(df / 2)),
 * in the coordinates of `full`: G = M D(s) R D(s) M', R = L L', M the map to the user's columns. Source: Gelman et al. 2013,
 * Bayesian Data Analysis, appendix A.
 */

/** The lower Cholesky factor of S, k x k row-major. Throws InputError where it has another size or the prior is improper. */
function rootOfScale(prior: CovariancePrior, k: number): Float64Array {
  const { scale, df } = prior;
  if (typeof scale !== 'number' && scale.length !== k)
    throw new InputError(
      `prior: ${describePrior(prior)} is of ${scale.length} coefficients, and the term has ${k}; its scale must be ${k} x ${k}`,
    );
  if (!(df > k - 1))
    throw new InputError(
      `prior: ${describePrior(prior)} of ${k} coefficients needs df > ${k - 1}; with df = ${k + 1} correlations are uniform`,
    );
  const entries = Float64Array.from({ length: k * k }, (_, e) => {
    const [i, j] = [Math.floor(e / k), e % k];
    return typeof scale === 'number' ? (i === j ? scale : 0) : scale[i][j];
  });
  const root = cholesky(entries, k);
  if (root === null)
    throw new InputError(`prior: the scale of ${describePrior(prior)} is not positive definite`);
  return root;
}

/** log of (2^(df k / 2) Gamma_k(df / 2) / |S|^(df / 2)). */
function logNormaliser(df: number, k: number, root: Float64Array): Expression {
  const parts: Expression[] = [
    constant((df * k * Math.LN2) / 2 + (k * (k - 1) * elementary.log(Math.PI)) / 4),
  ];
  for (let i = 0; i < k; i++) {
    parts.push(lgamma(constant((df - i) / 2)));
    parts.push(constant(-df * elementary.log(root[i * (k + 1)])));
  }
  return sum(parts);
}

/**
 * log p of the sds s_i times toPrior's diagonal and of the factor's elements below the diagonal: log p(G) and the Jacobian,
 * |dG / dG_c| = |M|^(k + 1), |dG_c / d(s, R)| = 2^k prod s_i^k, |dR / dL| = prod L_ii^(k - 1 - i) with i from 0.
 */
export function invWishartLogDensity(
  prior: CovariancePrior,
  { coefs: { length: k }, basis: { toUser, toPrior } }: CovarianceTerm,
  sds: readonly Expression[],
  correlation: Correlation,
): Expression {
  const root = rootOfScale(prior, k);
  const diagonal = (m: Float64Array): number =>
    Array.from({ length: k }, (_, i) => elementary.log(m[i * (k + 1)])).reduce((s, x) => s + x, 0);
  const logM = constant(diagonal(toUser));
  const logSds = sum(sds.map((sd) => log(sd)));
  const logVolume = add(add(logM, logSds), sum(correlation.logDiagonal));
  const jacobian = [
    mul(k + 1, logM),
    mul(k, logSds),
    constant(k * Math.LN2 - diagonal(toPrior)),
    add(lkjLogDensity(1, correlation), lkjLogNormaliser(1, k)),
  ];
  return sum([
    sub(mul(-(prior.df + k + 1), logVolume), logNormaliser(prior.df, k, root)),
    mul(-0.5, traceOfInverse(correlation, sds, solveUpper(toUser, root, k), k)),
    ...jacobian,
  ]);
}

/** tr(C C' (D L L' D)^-1) for k x k C: the sum of squares of L^-1 D^-1 C. */
function traceOfInverse(
  { factor }: Correlation,
  sds: readonly Expression[],
  c: Float64Array,
  k: number,
): Expression {
  const squares: Expression[] = [];
  for (let column = 0; column < k; column++) {
    const x: Expression[] = [];
    for (let i = 0; i < k; i++) {
      const start = div(constant(c[i * k + column]), sds[i]);
      const rest = x.reduce((left, at, j) => sub(left, mul(factor[i][j], at)), start);
      x.push(div(rest, factor[i][i]));
      squares.push(square(x[i]));
    }
  }
  return sum(squares);
}

/** Log density of sds and correlations at G, up to a constant. */
export function invWishartLogPrior(prior: CovariancePrior, k: number): (g: Float64Array) => number {
  const root = rootOfScale(prior, k);
  return (g) => {
    const factor = cholesky(g, k);
    if (factor === null) return Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = 0; i < k; i++) {
      sum -= (prior.df + k + 1) * elementary.log(factor[i * (k + 1)]);
      sum += (k / 2) * elementary.log(g[i * (k + 1)]);
    }
    for (let column = 0; column < k; column++) {
      const x: number[] = [];
      for (let i = 0; i < k; i++) {
        const rest = x.reduce((left, at, j) => left - factor[i * k + j] * at, root[i * k + column]);
        x.push(rest / factor[i * (k + 1)]);
        sum -= 0.5 * x[i] * x[i];
      }
    }
    return sum;
  };
}

/**
 * F with F F' a draw of G: W = G^-1 is Wishart(df, S^-1), and with S = C C' and A Bartlett's lower triangle (diagonal
 * chi of df - i, normals below) W = C'^-1 A A' C^-1, so F = C A'^-1. Source: Bartlett 1933.
 */
export function drawInvWishart(rng: Rng, prior: CovariancePrior, k: number): Float64Array {
  const root = rootOfScale(prior, k);
  const upper = new Float64Array(k * k); // A'
  for (let i = 0; i < k; i++) {
    upper[i * (k + 1)] = Math.sqrt(2 * gamma(rng, (prior.df - i) / 2));
    for (let j = 0; j < i; j++) upper[j * k + i] = rng.normal();
  }
  return product(root, solveUpper(upper, identityMatrix(k), k), k);
}
