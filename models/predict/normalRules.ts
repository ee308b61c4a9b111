import { normalQuantile } from '../../src/engine/elementary/distributions.ts';
import { exp } from '../../src/engine/elementary.ts';
import { hermiteRule } from '../../src/engine/laplace/hermite.ts';

/** A rule for expectations under independent standard normals: E g(X) is about sum_m weight_m g(node_m). */
export interface NormalRule {
  readonly dimension: number;
  /** Node m has the coordinates nodes[m * dimension] and on. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Beyond this the standard normal density is below 1e-16. */
const reach = 8.5;

/**
 * The trapezoidal rule with this step: it converges faster than any power of the step for functions without a pole near the line
 * (Trefethen & Weideman 2014, SIAM Review 56, theorem 5.1). It reaches `sd` farther than the density, so that a function that grows
 * or falls as exp(sd x) is had to relative accuracy. With `between`, only the points that a rule of twice the step has not.
 */
export function trapezoidRule(step: number, sd: number, between = false): NormalRule {
  const most = Math.ceil((reach + sd) / step);
  const all = Float64Array.from({ length: 2 * most + 1 }, (_, m) => (m - most) * step);
  const nodes = between ? all.filter((_, m) => (m - most) % 2 !== 0) : all;
  const scale = step / Math.sqrt(2 * Math.PI);
  return { dimension: 1, nodes, weights: nodes.map((x) => scale * exp(-0.5 * x * x)) };
}

/** Gauss-Hermite with n nodes. */
export function hermite(n: number): NormalRule {
  return { dimension: 1, ...hermiteRule(n) };
}

/** A rule of one dimension in each of several. */
export function productRule({ nodes, weights }: NormalRule, dimension: number): NormalRule {
  const n = nodes.length;
  const count = Array.from({ length: dimension }, () => n).reduce((product, m) => product * m, 1);
  const all = new Float64Array(count * dimension);
  const weight = new Float64Array(count).fill(1);
  for (let m = 0; m < count; m++)
    for (let c = 0, digits = m; c < dimension; c++, digits = Math.floor(digits / n)) {
      all[m * dimension + c] = nodes[digits % n];
      weight[m] *= weights[digits % n];
    }
  return { dimension, nodes: all, weights: weight };
}

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71];

/** Evenly spread points, each with its mirror image: multiples of square roots of primes, modulo 1, as normal quantiles (Richtmyer). */
export function latticeRule(pairs: number, dimension: number): NormalRule {
  const nodes = new Float64Array(2 * pairs * dimension);
  for (let m = 0; m < pairs; m++)
    for (let c = 0; c < dimension; c++) {
      const turned = (m + 0.5) * Math.sqrt(primes[c % primes.length] * (1 + Math.floor(c / primes.length)));
      const x = normalQuantile(turned - Math.floor(turned));
      nodes[2 * m * dimension + c] = x;
      nodes[(2 * m + 1) * dimension + c] = -x;
    }
  return { dimension, nodes, weights: new Float64Array(2 * pairs).fill(1 / (2 * pairs)) };
}
