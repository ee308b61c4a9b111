import type { Program, TermProgram } from '../program/program.ts';

/**
 * What levels of one term share with those of another: level i meets levels column[from[i]], ..., column[from[i + 1] - 1],
 * each once. Cell a has `values[(a * other + d) * k + c]` for coefficient c of i and d of the level it meets.
 */
export interface Cells {
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly values: Float64Array;
  /** Coefficients of the term and of the other one. */
  readonly k: number;
  readonly other: number;
}

/** A term's weighted rows: its level of each, and sqrt(weight) times each coefficient's column. */
export interface TermRows {
  readonly index: Int32Array;
  readonly columns: readonly Float64Array[];
  readonly levels: number;
}

/** The rows of a term whose rows have one level each. */
export function termRows({ rows }: Pick<Program, 'rows'>, { index, columns, levels }: TermProgram): TermRows {
  const { weights } = rows;
  const root = Float64Array.from({ length: rows.count }, (_, i) =>
    Math.sqrt(weights === null ? 1 : weights[i]),
  );
  return {
    index,
    columns: columns.map((column) => (column === null ? root : root.map((r, i) => r * column[i]))),
    levels: levels.length,
  };
}

/** The rows of each level, one level after the other: level i has row[start[i]], ..., row[start[i + 1] - 1]. */
function rowsOfLevels(
  index: Int32Array,
  levels: number,
): { readonly start: Int32Array; readonly row: Int32Array } {
  const start = new Int32Array(levels + 1);
  for (const level of index) start[level + 1]++;
  for (let i = 0; i < levels; i++) start[i + 1] += start[i];
  const next = start.slice();
  const row = new Int32Array(index.length);
  for (let i = 0; i < index.length; i++) row[next[index[i]]++] = i;
  return { start, row };
}

/** Gathers cells level by level; a level's cells stand in the order in which they were met. */
export function collectCells(levels: number, others: number, k: number, other: number) {
  const from = new Int32Array(levels + 1);
  const size = k * other;
  let column = new Int32Array(1024);
  let values = new Float64Array(column.length * size);
  const seenAt = new Int32Array(others).fill(-1);
  let [level, count] = [0, 0];
  const grow = (): void => {
    const [columns, numbers] = [new Int32Array(2 * column.length), new Float64Array(2 * values.length)];
    columns.set(column);
    numbers.set(values);
    [column, values] = [columns, numbers];
  };
  return {
    /** Where the open level's cell with this other level has its numbers; they start at zero. */
    at(met: number): number {
      if (seenAt[met] < from[level]) {
        if (count === column.length) grow();
        seenAt[met] = count;
        column[count++] = met;
      }
      return seenAt[met] * size;
    },
    numbers: () => values,
    /** Ends a level; returns the number of cells so far. */
    close(): number {
      from[++level] = count;
      return count;
    },
    result: (): Cells => ({
      ...{ from, k, other },
      column: column.slice(0, count),
      values: values.slice(0, count * size),
    }),
  };
}

/** The cells of two terms' rows. Cost: rows x k x k'. */
export function cellsOf(a: TermRows, b: TermRows): Cells {
  const [k, other] = [a.columns.length, b.columns.length];
  const { start, row } = rowsOfLevels(a.index, a.levels);
  const cells = collectCells(a.levels, b.levels, k, other);
  for (let level = 0; level < a.levels; level++) {
    for (let r = start[level]; r < start[level + 1]; r++) {
      const i = row[r];
      const at = cells.at(b.index[i]);
      const values = cells.numbers();
      for (let d = 0; d < other; d++)
        for (let c = 0; c < k; c++) values[at + d * k + c] += a.columns[c][i] * b.columns[d][i];
    }
    cells.close();
  }
  return cells.result();
}

/** For each level of the other term its cells, by the level of the first and the cell's number. */
export function byOther(
  { from, column }: Cells,
  others: number,
): { readonly start: Int32Array; readonly level: Int32Array; readonly cell: Int32Array } {
  const { start, row: cell } = rowsOfLevels(column, others);
  const levelOf = new Int32Array(column.length);
  for (let i = 0; i + 1 < from.length; i++) levelOf.fill(i, from[i], from[i + 1]);
  return { start, cell, level: cell.map((a) => levelOf[a]) };
}
