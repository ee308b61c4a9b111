import { type Counts, countedSum, countOf } from '../design/counted.ts';
import { identityMatrix, product } from './matrices.ts';

/**
 * The columns that a term is computed on, and the columns that its priors speak of. All matrices are k x k, row-major,
 * upper triangular with a positive diagonal, and map coefficients (not columns).
 */
export interface Basis {
  /** Internal columns. */
  readonly columns: readonly Float64Array[];
  /** b of the user's columns = toUser b of the internal ones. */
  readonly toUser: Float64Array;
  /** b of the columns that priors speak of = toPrior b of the internal ones. */
  readonly toPrior: Float64Array;
  /** b of the user's columns = priorToUser b of those that priors speak of. */
  readonly priorToUser: Float64Array;
  /** Size of each column that priors speak of: its sd, or its root mean square where it does not vary. */
  readonly spreads: readonly number[];
  /** How many rows each row of the columns stands for; null for one each. */
  readonly counts: Counts;
}

/** Where the priors of a term's covariance stand: at the predictors' zero, or at their means. */
export type PriorPlace = 'zero' | 'means';

/**
 * Columns that are centred and scaled, the first being ones: b_0 = b'_0 - sum_j mean_j b'_j / scale_j on the user's, and
 * b_j = b'_j / scale_j. Their first coefficient is the intercept at the predictors' means.
 */
export function centredBasis(columns: readonly Float64Array[], counts: Counts, place: PriorPlace): Basis {
  const k = columns.length;
  const spreads = columns.map((column) => spreadOf(column, counts));
  const means = columns.map((column, j) => (j === 0 || !varies(column, counts) ? 0 : meanOf(column, counts)));
  const scaling = diagonalMatrix(spreads.map((s) => 1 / s));
  const moving = identityMatrix(k);
  means.forEach((mean, j) => {
    if (mean !== 0) moving[j] = -mean;
  });
  const toUser = product(moving, scaling, k);
  return {
    columns: columns.map((column, j) => column.map((x) => (x - means[j]) / spreads[j])),
    toUser,
    toPrior: place === 'zero' ? toUser : scaling,
    priorToUser: place === 'zero' ? identityMatrix(k) : moving,
    spreads,
    counts,
  };
}

/** Columns that are scaled to a root mean square of 1, each by itself or all by the same number. */
export function scaledBasis(columns: readonly Float64Array[], counts: Counts, together: boolean): Basis {
  const k = columns.length;
  const squares = columns.map((column) => squareOf(column, counts));
  const all = Math.sqrt(squares.reduce((s, x) => s + x, 0) / k) || 1;
  const scales = squares.map((s) => (together ? all : Math.sqrt(s) || 1));
  const scaling = diagonalMatrix(scales.map((s) => 1 / s));
  return {
    columns: columns.map((column, j) => column.map((x) => x / scales[j])),
    toUser: scaling,
    toPrior: scaling,
    priorToUser: identityMatrix(k),
    spreads: columns.map((column) => spreadOf(column, counts)),
    counts,
  };
}

/** Columns one basis after the other: no map mixes those of two. */
export function directSum(bases: readonly Basis[]): Basis {
  if (bases.length === 1) return bases[0];
  const sizes = bases.map(({ columns }) => columns.length);
  const together = (of: (basis: Basis) => Float64Array): Float64Array =>
    Float64Array.from(blockDiagonal(bases.map(of), sizes, 0));
  return {
    columns: bases.flatMap(({ columns }) => columns),
    toUser: together(({ toUser }) => toUser),
    toPrior: together(({ toPrior }) => toPrior),
    priorToUser: together(({ priorToUser }) => priorToUser),
    spreads: bases.flatMap(({ spreads }) => spreads),
    counts: bases[0].counts,
  };
}

/** Square matrices along the diagonal of one, row-major. */
export function blockDiagonal<T>(blocks: readonly ArrayLike<T>[], sizes: readonly number[], zero: T): T[] {
  const k = sizes.reduce((s, size) => s + size, 0);
  const out = Array.from({ length: k * k }, () => zero);
  let start = 0;
  blocks.forEach((block, b) => {
    const size = sizes[b];
    for (let e = 0; e < size * size; e++)
      out[(start + Math.floor(e / size)) * k + start + (e % size)] = block[e];
    start += size;
  });
  return out;
}

export function isOnes(column: Float64Array): boolean {
  return column.every((x) => x === 1);
}

function diagonalMatrix(entries: readonly number[]): Float64Array {
  const k = entries.length;
  const out = new Float64Array(k * k);
  entries.forEach((entry, i) => {
    out[i * (k + 1)] = entry;
  });
  return out;
}

export function meanOf(column: Float64Array, counts: Counts): number {
  return countedSum(column, counts, (x) => x) / countOf(column.length, counts);
}

/** A variance below this share of the mean square is rounding: a sd of 1e-10 means and less. */
const rounding = 1e-20;

function varianceOf(column: Float64Array, counts: Counts): number {
  const mean = meanOf(column, counts);
  return countedSum(column, counts, (x) => (x - mean) * (x - mean)) / countOf(column.length, counts);
}

/** The mean square. */
export function squareOf(column: Float64Array, counts: Counts): number {
  return countedSum(column, counts, (x) => x * x) / countOf(column.length, counts);
}

function varies(column: Float64Array, counts: Counts): boolean {
  return varianceOf(column, counts) > rounding * squareOf(column, counts);
}

/** Standard deviation of a column, or its root mean square where it does not vary; 1 for a column of zeros. */
export function spreadOf(column: Float64Array, counts: Counts): number {
  return Math.sqrt(varies(column, counts) ? varianceOf(column, counts) : squareOf(column, counts)) || 1;
}
