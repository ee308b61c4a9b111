/** A rule for expectations under the standard normal: E g(X) is about sum_m weight_m g(node_m). */
export interface HermiteRule {
  /** Ascending, symmetric about 0. */
  readonly nodes: Float64Array;
  /** Positive, with sum 1. */
  readonly weights: Float64Array;
}

const mostSteps = 100;

/**
 * Gauss-Hermite quadrature for the standard normal with n nodes, exact for polynomials of degree 2 n - 1.
 * The nodes are the roots of the nth Hermite polynomial. Those of each polynomial lie between those of the one before
 * (Szego 1975, theorem 3.3.2), so Newton's method has a bracket for every one of them; the weights are
 * 1 / sum_{k < n} h_k(node)^2, h_k orthonormal (the same, equation 3.4.8). Only + - * / and sqrt: the same on every engine.
 */
export function hermiteRule(n: number): HermiteRule {
  let nodes = new Float64Array(0);
  for (let degree = 1; degree <= n; degree++) nodes = rootsBetween(degree, nodes);
  return { nodes, weights: nodes.map((x) => 1 / orthonormal(n, x).squares) };
}

/** The roots of the polynomial of this degree, from those of the one before. */
function rootsBetween(degree: number, before: Float64Array): Float64Array<ArrayBuffer> {
  const outside = 2 * Math.sqrt(degree);
  const roots = new Float64Array(degree);
  for (let i = Math.floor(degree / 2); i < degree; i++) {
    if (2 * i + 1 === degree) continue; // the root at 0
    roots[i] = rootIn(degree, before[i - 1], before[i] ?? outside);
    roots[degree - 1 - i] = -roots[i];
  }
  return roots;
}

/** The one root between low and high: Newton's method, bisection where that leaves the bracket. */
function rootIn(degree: number, low: number, high: number): number {
  let [below, above] = [low, high];
  const rises = orthonormal(degree, high).value > 0;
  let x = (low + high) / 2;
  for (let step = 0; step < mostSteps; step++) {
    const { value, slope } = orthonormal(degree, x);
    if (value > 0 === rises) above = x;
    else below = x;
    const newton = x - value / slope;
    const next = newton > below && newton < above ? newton : (below + above) / 2;
    if (Math.abs(next - x) <= 4e-16 * Math.abs(x)) return next;
    x = next;
  }
  return x;
}

/**
 * h_n(x), its slope sqrt(n) h_{n-1}(x), and sum_{k < n} h_k(x)^2, by
 * sqrt(k + 1) h_{k+1} = x h_k - sqrt(k) h_{k-1} (Szego 1975, equation 5.5.8, for the standard normal).
 */
function orthonormal(n: number, x: number): { value: number; slope: number; squares: number } {
  let before = 0;
  let value = 1;
  let squares = 0;
  for (let k = 0; k < n; k++) {
    squares += value * value;
    const next = (x * value - Math.sqrt(k) * before) / Math.sqrt(k + 1);
    before = value;
    value = next;
  }
  return { value, slope: Math.sqrt(n) * before, squares };
}
