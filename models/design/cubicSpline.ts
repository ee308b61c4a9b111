import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../../src/engine/linalg/triangular.ts';

/**
 * A natural cubic spline by its values at knots, so one function for each column of `values`: linear beyond the first and
 * last knot. Curvatures are kept beside them, since both are needed at every x.
 */
export interface CubicSpline {
  /** Ascending, k of them. */
  readonly knots: readonly number[];
  /** `values[c][j]`: function c at knot j. */
  readonly values: readonly (readonly number[])[];
  /** Second derivatives likewise, 0 at the ends. */
  readonly curvatures: readonly (readonly number[])[];
}

/**
 * The k - 2 functions that bend: with independent standard normal coefficients, the integral over the knots of the squared
 * second derivative of their sum is the coefficients' sum of squares, and a straight line is all that is left out.
 * With D f = B f'' at the k - 2 inner knots (B tridiagonal, B = L L'), that integral is f'' B f''; so the functions are those
 * with f'' = L'^-1 e_c, and f = D'(D D')^-1 L e_c at the knots.
 * Source: Wood 2017, section 5.3.1 (D, B and the penalty D' B^-1 D of the cubic regression spline "cr").
 */
export function bendingSplines(knots: readonly number[]): CubicSpline {
  const [k, m] = [knots.length, knots.length - 2];
  const h = knots.slice(1).map((knot, j) => knot - knots[j]);
  const d = (i: number, j: number): number => {
    if (j === i) return 1 / h[i];
    if (j === i + 1) return -1 / h[i] - 1 / h[i + 1];
    return j === i + 2 ? 1 / h[i + 1] : 0;
  };
  const b = Float64Array.from({ length: m * m }, (_, e) => {
    const [i, j] = [Math.floor(e / m), e % m];
    if (i === j) return (h[i] + h[i + 1]) / 3;
    return Math.abs(i - j) === 1 ? h[Math.max(i, j)] / 6 : 0;
  });
  const gram = Float64Array.from({ length: m * m }, (_, e) => {
    const [i, j] = [Math.floor(e / m), e % m];
    let s = 0;
    for (let c = 0; c < k; c++) s += d(i, c) * d(j, c);
    return s;
  });
  const [l, ofGram] = [cholesky(b, m), cholesky(gram, m)];
  if (l === null || ofGram === null) throw new RangeError('bendingSplines: knots must ascend');
  const columns = Array.from({ length: m }, (_, c) => {
    const bent = Float64Array.from({ length: m }, (_, i) => (i === c ? 1 : 0));
    backSolve(l, 0, m, bent, 0);
    const right = Float64Array.from({ length: m }, (_, i) => l[i * m + c]);
    forwardSolve(ofGram, 0, m, right, 0);
    backSolve(ofGram, 0, m, right, 0);
    const values = knots.map((_, j) => right.reduce((s, x, i) => s + x * d(i, j), 0));
    return { values, curvatures: [0, ...bent, 0] };
  });
  return {
    knots,
    values: columns.map(({ values }) => values),
    curvatures: columns.map(({ curvatures }) => curvatures),
  };
}

/** Every function of the spline at x, a column each. */
export function splineColumns({ knots, values, curvatures }: CubicSpline, x: Float64Array): Float64Array[] {
  const places = Array.from(x, (at) => placeIn(knots, at));
  return values.map((f, c) =>
    Float64Array.from(places, ({ j, left, right, bendLeft, bendRight }) => {
      const g = curvatures[c];
      return left * f[j] + right * f[j + 1] + bendLeft * g[j] + bendRight * g[j + 1];
    }),
  );
}

/** Weights of the values and curvatures at knots j and j + 1. */
interface Place {
  readonly j: number;
  readonly left: number;
  readonly right: number;
  readonly bendLeft: number;
  readonly bendRight: number;
}

function placeIn(knots: readonly number[], at: number): Place {
  const last = knots.length - 2;
  let j = 0;
  while (j < last && at > knots[j + 1]) j++;
  const h = knots[j + 1] - knots[j];
  const [p, q] = [(knots[j + 1] - at) / h, (at - knots[j]) / h];
  const bends = { bendLeft: ((p * p * p - p) * h * h) / 6, bendRight: ((q * q * q - q) * h * h) / 6 };
  // beyond the ends the slope at the end: that of the cubic there, whose curvature is 0
  if (q < 0) return { j, left: p, right: q, bendLeft: (-q * h * h) / 3, bendRight: (-q * h * h) / 6 };
  if (p < 0) return { j, left: p, right: q, bendLeft: (-p * h * h) / 6, bendRight: (-p * h * h) / 3 };
  return { j, left: p, right: q, ...bends };
}
