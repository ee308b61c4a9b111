import { InputError } from '../../src/engine/errors.ts';
import type { Variable } from '../formula/index.ts';
import { bsplineRow } from './bspline.ts';
import { type Counts, inAscendingOrder } from './counted.ts';
import { countedQuantile } from './quantile.ts';

export type Spline = Variable & { readonly kind: 'spline' };

/** What `bs()` or `ns()` learned: all knots, each end as often as the order. */
export interface SplineBasis {
  readonly knots: readonly number[];
  readonly order: number;
}

const cubic = 4;

/**
 * Inner knots as given, or at quantiles, as many as df leaves.
 * Throws InputError for a df too small, and for knots outside x or, where many values are equal, on one another.
 */
export function learnSpline(spline: Spline, x: Float64Array, counts: Counts = null): SplineBasis {
  const sorted = inAscendingOrder(x, counts);
  const inner = spline.knots ?? quantilesAsked(spline).map((p) => countedQuantile(sorted, p));
  return basisOfKnots(spline, [sorted.values[0], sorted.values[x.length - 1]], inner);
}

/** Which quantiles of x are inner knots where none are given. Throws InputError for a df too small. */
export function quantilesAsked({ text, basis, df, degree }: Spline): number[] {
  const least = basis === 'ns' ? 1 : degree;
  if (df !== null && df < least)
    throw new InputError(`data: ${text} needs df of at least ${least}, got ${df}`);
  const count = df === null ? 0 : df - least;
  return Array.from({ length: count }, (_, j) => (j + 1) / (count + 1));
}

/** Throws InputError for inner knots outside x or on one another. */
export function basisOfKnots(
  { text, basis, knots, degree }: Spline,
  ends: readonly [number, number],
  inner: readonly number[],
): SplineBasis {
  const order = basis === 'ns' ? cubic : degree + 1;
  const all = [ends[0], ...inner, ends[1]];
  if (all.some((knot, j) => j > 0 && !(knot > all[j - 1])))
    throw new InputError(
      `data: the knots of ${text} must ascend inside ${ends[0]} to ${ends[1]}, got ${inner.join(', ')}; ${knots === null ? 'take a smaller df, or say where, knots = c(...)' : 'move them'}`,
    );
  const repeated = (end: number): number[] => new Array<number>(order).fill(end);
  return { knots: [...repeated(ends[0]), ...inner, ...repeated(ends[1])], order };
}

/** The columns of `bs()` at x, as splines::bs: the first B-spline left out; beyond the ends the end polynomials go on. */
export function bsColumns({ knots, order }: SplineBasis, x: Float64Array): Float64Array[] {
  const rows = Array.from(x, (at) => bsplineRow(knots, order, at).subarray(1));
  return columnsOf(rows);
}

/**
 * The columns of `ns()` at x, as splines::ns: those combinations of cubic B-splines, the first left out, whose second
 * derivatives vanish at both ends; straight beyond them.
 */
export function nsColumns({ knots, order }: SplineBasis, x: Float64Array): Float64Array[] {
  const ends = [knots[0], knots[knots.length - 1]];
  const reflections = householder(ends.map((end) => bsplineRow(knots, order, end, 2).subarray(1)));
  const rows = Array.from(x, (at) => {
    const end = at < ends[0] ? ends[0] : at > ends[1] ? ends[1] : at;
    const value = bsplineRow(knots, order, end).slice(1);
    if (end !== at) {
      const slope = bsplineRow(knots, order, end, 1).subarray(1);
      for (let j = 0; j < value.length; j++) value[j] += (at - end) * slope[j];
    }
    for (const v of reflections) reflect(v, value);
    return value.subarray(2);
  });
  return columnsOf(rows);
}

function columnsOf(rows: readonly Float64Array[]): Float64Array[] {
  return Array.from(rows[0] ?? [], (_, j) => Float64Array.from(rows, (row) => row[j]));
}

/**
 * Vectors v of the reflections I - 2 v v' / v'v that take the constraints to the first coordinates, as LINPACK's dqrdc makes
 * them, so that what is left has R's signs.
 */
function householder(constraints: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  constraints.forEach((constraint, c) => {
    const left = constraint.slice();
    for (const v of done) reflect(v, left);
    left.fill(0, 0, c);
    const size = Math.sqrt(left.reduce((s, a) => s + a * a, 0));
    left[c] += left[c] < 0 ? -size : size;
    done.push(left);
  });
  return done;
}

function reflect(v: Float64Array, xInOut: Float64Array): void {
  let [dot, square] = [0, 0];
  for (let j = 0; j < v.length; j++) {
    dot += v[j] * xInOut[j];
    square += v[j] * v[j];
  }
  for (let j = 0; j < v.length; j++) xInOut[j] -= ((2 * dot) / square) * v[j];
}
