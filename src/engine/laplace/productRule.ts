import { log } from '../elementary.ts';
import { hermiteRule } from './hermite.ts';

/** Nodes in d dimensions: (2 pi)^(-d/2) times the integral of exp(g) is about sum_m exp(g(x_m) + logWeight_m). */
export interface ProductRule {
  /** Node m has the coordinates x[m * d] to x[m * d + d - 1]. */
  readonly x: Float64Array;
  /** log of the weight under the standard normal, + x'x / 2, which takes the normal's density back. */
  readonly logWeights: Float64Array;
}

/** All d-fold combinations of n Gauss-Hermite nodes: n^d nodes. */
export function productRule(n: number, d: number): ProductRule {
  const { nodes, weights } = hermiteRule(n);
  const single = nodes.map((x, m) => log(weights[m]) + (x * x) / 2);
  const count = Array.from({ length: d }, () => n).reduce((product, m) => product * m, 1);
  const x = new Float64Array(count * d);
  const logWeights = new Float64Array(count);
  for (let m = 0; m < count; m++) {
    let digits = m;
    for (let c = 0; c < d; c++) {
      const digit = digits % n;
      x[m * d + c] = nodes[digit];
      logWeights[m] += single[digit];
      digits = (digits - digit) / n;
    }
  }
  return { x, logWeights };
}
