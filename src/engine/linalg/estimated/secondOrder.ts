import type { Adjoint } from './adjoint.ts';
import type { Elimination } from './elimination.ts';
import type { Normalised } from './normalised.ts';

/** Blocks by the other of their nodes: those of column j are list[start[j]] up to list[start[j + 1] - 1]. */
export interface ByColumn {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

function byColumn(column: Int32Array, columns: number): ByColumn {
  const start = new Int32Array(columns + 1);
  for (const j of column) start[j + 1]++;
  for (let j = 1; j <= columns; j++) start[j] += start[j - 1];
  const next = start.slice();
  const list = new Int32Array(column.length);
  column.forEach((j, e) => {
    list[next[j]++] = e;
  });
  return { start, list };
}

/** Products of two blocks of C that share a main node: what one pass over all of E takes. */
export function wedges({ main, cells: { start } }: Elimination): number {
  let sum = 0;
  for (let i = 0; i < main.node.length; i++) {
    const met = start[i + 1] - start[i];
    sum += met * met;
  }
  return sum;
}

/** Adds -tr(E^2) / 2 and its derivative, Y = -E, a row of E at a time, each formed and forgotten. Returns the value. */
export interface SecondOrder {
  add(numbers: Normalised, to: Adjoint): number;
}

export function secondOrder({ main, rest, cells, pairs, scalar }: Elimination): SecondOrder {
  const cellsOf = byColumn(cells.column, rest.node.length);
  const pairsOf = byColumn(pairs.column, rest.node.length);
  const higherOf = byColumn(pairs.row, rest.node.length);
  const width = rest.at[rest.node.length];
  const most = rest.size.reduce((m, k) => Math.max(m, k), 1);
  const row = new Float64Array(most * width);
  const seen = new Uint8Array(rest.node.length);
  const touched = new Int32Array(rest.node.length);
  let count = 0;

  function touch(j: number): void {
    if (seen[j] === 1) return;
    seen[j] = 1;
    touched[count++] = j;
  }

  /** As `form` does for one cell, where blocks are single numbers. */
  function formNumbers(e: number, b: Float64Array): void {
    const i = cells.row[e];
    const x = b[e];
    for (let f = cells.start[i]; f < cells.start[i + 1]; f++) {
      const other = cells.column[f];
      if (seen[other] === 0) touch(other);
      row[other] -= x * b[f];
    }
  }

  /** row += E_j: without its diagonal block. */
  function form(j: number, { cells: b, pairs: g }: Normalised): void {
    const k = rest.size[j];
    for (let c = cellsOf.start[j]; c < cellsOf.start[j + 1]; c++) {
      const e = cellsOf.list[c];
      const i = cells.row[e];
      if (scalar) {
        formNumbers(e, b);
        continue;
      }
      const m = main.size[i];
      for (let f = cells.start[i]; f < cells.start[i + 1]; f++) {
        const other = cells.column[f];
        touch(other);
        const [w, to] = [rest.size[other], rest.at[other]];
        for (let r = 0; r < m; r++)
          for (let a = 0; a < k; a++) {
            const x = b[cells.at[e] + r * k + a];
            for (let d = 0; d < w; d++) row[a * width + to + d] -= x * b[cells.at[f] + r * w + d];
          }
      }
    }
    // the diagonal block of E is 0
    for (let a = 0; a < k; a++) row.fill(0, a * width + rest.at[j], a * width + rest.at[j + 1]);
    for (let c = pairsOf.start[j]; c < pairsOf.start[j + 1]; c++) {
      const [e, h] = [pairsOf.list[c], pairs.row[pairsOf.list[c]]];
      touch(h);
      for (let a = 0; a < k; a++)
        for (let d = 0; d < rest.size[h]; d++) row[a * width + rest.at[h] + d] += g[pairs.at[e] + d * k + a];
    }
    for (let c = higherOf.start[j]; c < higherOf.start[j + 1]; c++) {
      const [e, l] = [higherOf.list[c], pairs.column[higherOf.list[c]]];
      touch(l);
      for (let a = 0; a < k; a++)
        for (let d = 0; d < rest.size[l]; d++)
          row[a * width + rest.at[l] + d] += g[pairs.at[e] + a * rest.size[l] + d];
    }
  }

  /** As `spread` does for one cell, where blocks are single numbers. */
  function spreadNumbers(e: number, b: Float64Array, to: Adjoint): void {
    const i = cells.row[e];
    let s = 0;
    for (let f = cells.start[i]; f < cells.start[i + 1]; f++) s += b[f] * row[cells.column[f]];
    to.cells[e] += s;
    to.main[i] -= s * b[e];
  }

  /** Adds to the cells and main blocks that meet j, and to the pairs that j is the higher of. */
  function spread(j: number, { cells: b }: Normalised, to: Adjoint): void {
    const k = rest.size[j];
    for (let c = cellsOf.start[j]; c < cellsOf.start[j + 1]; c++) {
      const e = cellsOf.list[c];
      const i = cells.row[e];
      if (scalar) {
        spreadNumbers(e, b, to);
        continue;
      }
      const m = main.size[i];
      for (let r = 0; r < m; r++)
        for (let a = 0; a < k; a++) {
          let s = 0;
          for (let f = cells.start[i]; f < cells.start[i + 1]; f++) {
            const [w, at] = [rest.size[cells.column[f]], rest.at[cells.column[f]]];
            for (let d = 0; d < w; d++) s += b[cells.at[f] + r * w + d] * row[a * width + at + d];
          }
          to.cells[cells.at[e] + r * k + a] += s;
          for (let q = 0; q < m; q++) to.main[main.squareAt[i] + r * m + q] -= s * b[cells.at[e] + q * k + a];
        }
    }
    for (let c = higherOf.start[j]; c < higherOf.start[j + 1]; c++) {
      const [e, l] = [higherOf.list[c], pairs.column[higherOf.list[c]]];
      for (let a = 0; a < k; a++)
        for (let d = 0; d < rest.size[l]; d++)
          to.pairs[pairs.at[e] + a * rest.size[l] + d] -= row[a * width + rest.at[l] + d];
    }
  }

  /** Takes E_j: E_j:' from the block of j, clears the row and returns its sum of squares. */
  function settle(j: number, scaled: Float64Array): number {
    const k = rest.size[j];
    let squares = 0;
    for (let t = 0; t < count; t++) {
      const [begin, end] = [rest.at[touched[t]], rest.at[touched[t] + 1]];
      seen[touched[t]] = 0;
      for (let d = begin; d < end; d++)
        for (let a = 0; a < k; a++) {
          const x = row[a * width + d];
          squares += x * x;
          for (let c = 0; c < k; c++) scaled[rest.squareAt[j] + a * k + c] -= x * row[c * width + d];
        }
      for (let a = 0; a < k; a++) row.fill(0, a * width + begin, a * width + end);
    }
    count = 0;
    return squares;
  }

  /** The same where blocks are single numbers. */
  function settleNumbers(j: number, scaled: Float64Array): number {
    let squares = 0;
    for (let t = 0; t < count; t++) {
      const d = touched[t];
      squares += row[d] * row[d];
      row[d] = 0;
      seen[d] = 0;
    }
    scaled[j] -= squares;
    count = 0;
    return squares;
  }

  return {
    add(numbers, to) {
      let squares = 0;
      for (let j = 0; j < rest.node.length; j++) {
        form(j, numbers);
        spread(j, numbers, to);
        squares += scalar ? settleNumbers(j, to.scaled) : settle(j, to.scaled);
      }
      return -squares / 2;
    },
  };
}
