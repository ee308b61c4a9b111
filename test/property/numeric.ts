/** Slow, plain numerical mathematics to hold the fast code against. Nothing here is imported from the project. */

/**
 * f'(x) by central differences at h, h/2 and h/4, extrapolated twice: the error falls as h^6, so h may be large enough
 * (1e-2 of the scale of x) that rounding hardly shows: about 1e-13 |f| / h.
 */
export function derivative(f: (x: number) => number, x: number, h = 1e-2 * Math.max(1, Math.abs(x))): number {
  const slope = (by: number): number => (f(x + by) - f(x - by)) / (2 * by);
  const [coarse, middle, fine] = [slope(h), slope(h / 2), slope(h / 4)];
  const [first, second] = [(4 * middle - coarse) / 3, (4 * fine - middle) / 3];
  return (16 * second - first) / 15;
}

/** The gradient of f at x, one coordinate after the other. */
export function differences(f: (x: readonly number[]) => number, x: readonly number[], h?: number): number[] {
  return x.map((centre, i) => derivative((xi) => f(x.with(i, xi)), centre, h));
}

/** The matrix d f_i / d x_j, by the same differences, all outputs at once. */
export function jacobianMatrix(
  f: (x: readonly number[]) => readonly number[],
  x: readonly number[],
  h: number,
): number[][] {
  const columns = x.map((centre, j) => {
    const cache = new Map<number, readonly number[]>();
    const at = (xj: number): readonly number[] => {
      const known = cache.get(xj) ?? f(x.with(j, xj));
      cache.set(xj, known);
      return known;
    };
    return at(centre).map((_, i) => derivative((xj) => at(xj)[i], centre, h));
  });
  return columns[0].map((_, i) => columns.map((column) => column[i]));
}

/** |a - b| in units of the larger of 1, |a| and |b|. */
export function relativeError(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}

/**
 * Integral of f over (a, b), either end possibly infinite, by the tanh-sinh rule: exponentially accurate for analytic
 * integrands, also with integrable singularities at the ends. Source: Takahasi & Mori 1974.
 */
export function integrate(f: (x: number) => number, a: number, b: number, steps = 400): number {
  const half = 4;
  const h = (2 * half) / steps;
  let total = 0;
  for (let i = 0; i <= steps; i++) {
    const t = -half + i * h;
    const { x, weight } = node(t, a, b);
    const value = weight === 0 ? 0 : weight * f(x);
    if (Number.isFinite(value)) total += value * h;
  }
  return total;
}

function node(t: number, a: number, b: number): { x: number; weight: number } {
  const u = (Math.PI / 2) * Math.sinh(t);
  const du = (Math.PI / 2) * Math.cosh(t);
  if (Number.isFinite(a) && Number.isFinite(b)) {
    const half = (b - a) / 2;
    // measured from the nearer end, so that nothing is lost there
    const gap = (2 * half) / (1 + Math.exp(2 * Math.abs(u)));
    return { x: u < 0 ? a + gap : b - gap, weight: (half * du) / Math.cosh(u) ** 2 };
  }
  if (Number.isFinite(a)) return { x: a + Math.exp(u), weight: du * Math.exp(u) };
  if (Number.isFinite(b)) return { x: b - Math.exp(-u), weight: du * Math.exp(-u) };
  return { x: Math.sinh(u), weight: du * Math.cosh(u) };
}

/** Determinant by Gaussian elimination with partial pivoting. */
export function determinant(matrix: readonly (readonly number[])[]): number {
  const a = matrix.map((row) => [...row]);
  let product = 1;
  for (let k = 0; k < a.length; k++) {
    const pivot = a.reduce(
      (best, row, i) => (i > k && Math.abs(row[k]) > Math.abs(a[best][k]) ? i : best),
      k,
    );
    if (pivot !== k) {
      [a[k], a[pivot]] = [a[pivot], a[k]];
      product = -product;
    }
    product *= a[k][k];
    for (let i = k + 1; i < a.length; i++) {
      const by = a[i][k] / a[k][k];
      for (let j = k; j < a.length; j++) a[i][j] -= by * a[k][j];
    }
  }
  return product;
}

/** log Gamma(x) for x > 0: Lanczos with g = 7, n = 9, about 1e-14. Source: Numerical Recipes, 3rd ed., section 6.1 form. */
export function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const series = c.reduce((s, ci, i) => (i === 0 ? ci : s + ci / (z + i)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}
