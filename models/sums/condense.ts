import type { CondensedResidual } from '../../src/engine/program/residual.ts';

/** Rows of a triangular factor in the place of a model's rows: their sums of products are the same. */
export interface CondensedRows {
  /** What stands in the place of 1, then in that of each column of the border. */
  readonly ones: number[];
  readonly values: number[][];
  /** The cell that a row is of. */
  readonly cell: number[];
}

/** Condensed rows, and the set of the residuals' structure that the square of each belongs to. */
export interface SetRows extends CondensedRows {
  readonly set: number[];
}

/** What stands for rows whose residuals have a structure. */
export interface StructuredRows {
  readonly rows: SetRows;
  readonly residual: CondensedResidual;
}

/** Sums of a cell: over the columns that vary within levels, the first of ones, and of those with the border's. */
export interface CellSums {
  /** Weight of the rows. */
  readonly weight: number;
  /** Means of the border's columns, less those over all rows. */
  readonly means: readonly number[];
  /** About the cell's means: of the own columns but ones (square), and of those with the border's. */
  readonly own: readonly (readonly number[])[];
  readonly crossed: readonly (readonly number[])[];
}

/** What is left of a square this small beside the whole is rounding. */
const rounding = 1e-13;

/**
 * For each cell as many rows as it has own columns that vary in it, and one of the means: sqrt(w) times (1, means), and the rows of
 * L^-1 [own, crossed], L being the Cholesky factor of own. What all these leave of the whole is then the sum of squares of few rows that no
 * own column enters, 0 in the place of 1.
 * `total(i, j)` are the sums of products of the border's columns, about their means over all rows, over all rows.
 * Values are about these means too.
 */
export function condense(
  cells: readonly CellSums[],
  border: number,
  ownOf: readonly number[],
  total: (i: number, j: number) => number,
): CondensedRows {
  const ones: number[] = [];
  const values: number[][] = [];
  const cell: number[] = [];
  const left = Array.from({ length: border }, (_, i) => Array.from({ length: i + 1 }, (_, j) => total(i, j)));
  const add = (c: number, one: number, row: number[]): void => {
    ones.push(one);
    values.push(row);
    cell.push(c);
    for (let i = 0; i < border; i++)
      if (row[i] !== 0) for (let j = 0; j <= i; j++) left[i][j] -= row[i] * row[j];
  };
  cells.forEach((sums, c) => {
    const root = Math.sqrt(sums.weight);
    if (root > 0)
      add(
        c,
        root,
        sums.means.map((mean) => root * mean),
      );
    for (const row of whitened(sums, ownOf)) add(c, 0, row);
  });
  for (const row of factorRows(left, total)) {
    ones.push(0);
    values.push(row);
    cell.push(0);
  }
  return { ones, values, cell };
}

/** Rows r with r r' summing to what a cell's own columns say, about its means: one each that is not a combination of those before. */
function whitened({ own, crossed }: CellSums, ownOf: readonly number[]): number[][] {
  const rows: number[][] = [];
  const factor: number[][] = [];
  const kept: number[] = [];
  own.forEach((products, a) => {
    const row: number[] = [];
    kept.forEach((b, k) => {
      const sum = row.reduce((s, r, e) => s + r * factor[k][e], 0);
      row.push((products[b] - sum) / factor[k][k]);
    });
    const pivot = products[a] - row.reduce((s, r) => s + r * r, 0);
    if (!(pivot > rounding * products[a]) || !(products[a] > 0)) return;
    const size = Math.sqrt(pivot);
    const whole = crossed[a].map(
      (value, j) => (value - row.reduce((s, r, e) => s + r * rows[e][j], 0)) / size,
    );
    // exactly what the factor says, in the columns that are the own ones
    ownOf.forEach((column, b) => {
      const at = kept.indexOf(b);
      if (b === a) whole[column] = size;
      else if (at >= 0) whole[column] = 0;
    });
    factor.push([...row, size]);
    kept.push(a);
    rows.push(whole);
  });
  return rows;
}

/**
 * Rows r with r r' summing to a matrix that may lack rank, by Cholesky steps, the largest pivot beside the whole first: what is left is then rounding of
 * all of the matrix. Taken as they come, a small pivot dropped would drop its products with others too, which are of the size of its root.
 */
function factorRows(left: readonly number[][], total: (i: number, j: number) => number): number[][] {
  const n = left.length;
  const rows: number[][] = [];
  const pivots = left.map((row, i) => row[i]);
  const open = new Set(left.keys());
  for (;;) {
    let [best, share] = [-1, rounding];
    for (const i of open) {
      const own = pivots[i] / total(i, i);
      if (pivots[i] > 0 && own > share) [best, share] = [i, own]; // below 0 by rounding where a column is 0 throughout
    }
    if (best < 0) return rows;
    open.delete(best);
    const size = Math.sqrt(pivots[best]);
    const row = Array.from({ length: n }, (_, j) => {
      if (j === best) return size;
      if (!open.has(j)) return 0;
      const whole = left[Math.max(j, best)][Math.min(j, best)];
      return (whole - rows.reduce((s, before) => s + before[best] * before[j], 0)) / size;
    });
    for (const j of open) pivots[j] -= row[j] * row[j];
    rows.push(row);
  }
}
