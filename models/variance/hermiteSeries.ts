import { hermiteRule } from '../../src/engine/laplace/hermite.ts';

/** Functions of a standard normal as series of Hermite polynomials, by Gauss-Hermite quadrature with n nodes. */
export interface HermiteSeries {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  /**
   * Of a function by its values at the nodes: Cov(g(X), g(Y)) for standard normals of correlation r, which is sum_k c_k^2 r^k, c_k
   * being the coefficients on the orthonormal polynomials from the first degree on (Mehler 1866). That is Var E(g | U) where a share r
   * of the variance of X is U's.
   */
  power(values: Float64Array): (r: number) => number;
}

/** Series by their number of nodes, whose roots take a while to find. */
const known = new Map<number, HermiteSeries>();

export function hermiteSeries(n: number): HermiteSeries {
  const series = known.get(n) ?? makeSeries(n);
  known.set(n, series);
  return series;
}

function makeSeries(n: number): HermiteSeries {
  const { nodes, weights } = hermiteRule(n);
  const weighted = polynomials(nodes).map((values) => values.map((value, q) => value * weights[q]));
  const squares = new Float64Array(n);
  return {
    nodes,
    weights,
    power(values) {
      for (let k = 1; k < n; k++) {
        let c = 0;
        for (let q = 0; q < n; q++) c += weighted[k][q] * values[q];
        squares[k] = c * c;
      }
      return (r) => {
        let sum = 0;
        for (let k = n - 1; k > 0; k--) sum = (sum + squares[k]) * r;
        return sum;
      };
    },
  };
}

/** Orthonormal Hermite polynomials of degrees 0 to n - 1 at n nodes: sqrt(k + 1) h_{k+1} = x h_k - sqrt(k) h_{k-1}. */
function polynomials(nodes: Float64Array): Float64Array[] {
  const found = [nodes.map(() => 1)];
  for (let k = 0; k + 1 < nodes.length; k++)
    found.push(
      nodes.map((x, q) => {
        const before = k === 0 ? 0 : Math.sqrt(k) * found[k - 1][q];
        return (x * found[k][q] - before) / Math.sqrt(k + 1);
      }),
    );
  return found;
}
