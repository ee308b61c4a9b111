/**
 * Derivatives of a row in several linear predictors: one array of all rows for each pair p >= q of them, and for each
 * p >= q >= r, the others being the same by symmetry.
 */

/** Number of pairs among `m`, and of triples. */
export const pairCount = (m: number): number => (m * (m + 1)) / 2;
export const tripleCount = (m: number): number => (m * (m + 1) * (m + 2)) / 6;

/** Where the pair (p, q) stands, in either order. */
export function pairAt(p: number, q: number): number {
  return p >= q ? pairCount(p) + q : pairCount(q) + p;
}

/** Where the triple (p, q, r) stands, in any order. */
export function tripleAt(p: number, q: number, r: number): number {
  const most = Math.max(p, q, r);
  const least = Math.min(p, q, r);
  return tripleCount(most) + pairAt(p + q + r - most - least, least);
}

/** out_i += sum_qr h_qr d3_pqr / 2 for every row i. */
export function addHalfThird(
  d3: readonly Float64Array[],
  h: readonly Float64Array[],
  m: number,
  p: number,
  out: Float64Array,
): void {
  for (let q = 0; q < m; q++)
    for (let r = 0; r <= q; r++) {
      const times = q === r ? 0.5 : 1;
      const [third, leverage] = [d3[tripleAt(p, q, r)], h[pairAt(q, r)]];
      for (let i = 0; i < out.length; i++) out[i] += times * leverage[i] * third[i];
    }
}

/** out_i += sum_q d2_pq u_q for every row i. */
export function addSecond(
  d2: readonly Float64Array[],
  u: readonly Float64Array[],
  p: number,
  out: Float64Array,
): void {
  u.forEach((by, q) => {
    const second = d2[pairAt(p, q)];
    for (let i = 0; i < out.length; i++) out[i] += by[i] * second[i];
  });
}

/**
 * Makes each row's symmetric m x m matrix positive semidefinite: where it is not, its diagonal alone is kept, negative
 * entries as `least`. Of a location and the log of its scale that is close to the curvature to be expected, whose entry
 * off the diagonal is 0.
 */
export function definitePart(w: readonly Float64Array[], m: number, least: number): void {
  const n = w[0].length;
  if (m === 1) {
    for (let i = 0; i < n; i++) if (w[0][i] < least) w[0][i] = least;
    return;
  }
  const factor = new Float64Array(pairCount(m));
  for (let i = 0; i < n; i++) {
    if (factorRow(w, m, i, factor)) continue;
    for (let p = 0; p < m; p++)
      for (let q = 0; q <= p; q++) w[pairAt(p, q)][i] = p === q ? Math.max(w[pairAt(p, p)][i], least) : 0;
  }
}

/** Row i's lower Cholesky factor, packed as the row is; false if the row is not positive definite. */
export function factorRow(w: readonly Float64Array[], m: number, i: number, out: Float64Array): boolean {
  for (let p = 0; p < m; p++)
    for (let q = 0; q <= p; q++) {
      let s = w[pairAt(p, q)][i];
      for (let r = 0; r < q; r++) s -= out[pairAt(p, r)] * out[pairAt(q, r)];
      if (p > q) out[pairAt(p, q)] = s / out[pairAt(q, q)];
      else if (s > 0) out[pairAt(p, p)] = Math.sqrt(s);
      else return false;
    }
  return true;
}
