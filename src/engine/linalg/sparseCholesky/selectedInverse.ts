import type { SparseAnalysis } from './analysis.ts';
import { locate } from './locate.ts';
import type { Panels } from './panels.ts';

/** Numbers that the inverse of one panel needs beside the panels. */
export interface InverseRoom {
  /** As many as the largest panel has. */
  readonly y: Float64Array;
  readonly where: Int32Array;
}

/**
 * The entries of (L L')^-1 on the panels of L, both triangles of the panels' diagonal blocks. From the last panel back: with
 * D its own factor, R the inverse among the rows below, and Y = L D^-1, the rows below have -R Y and the diagonal block
 * has D'^-1 D^-1 + Y' R Y. R's numbers are all on the panels. Source: Erisman & Tinney 1975, after Takahashi et al. 1973,
 * by blocks of columns.
 */
export function inversePanels(panels: Panels, l: Float64Array, z: Float64Array, room: InverseRoom): void {
  const { first, lead, at, rowAt, rowEnd } = panels;
  z.fill(0);
  for (let p = lead.length - 1; p >= 0; p--) {
    const width = first[p + 1] - first[p];
    const count = rowEnd[p] - rowAt[p];
    for (let i = width; i < count; i++)
      dividedRow(l, at[p], lead[p], width, at[p] + i * lead[p], room.y, i * lead[p]);
    timesInverse(panels, p, width, z, room);
    diagonalInverse(l, z, at[p], lead[p], width, count, room.y);
  }
}

/** y <- x D^-1 for a row x below D. */
function dividedRow(
  l: Float64Array,
  at: number,
  lead: number,
  width: number,
  row: number,
  y: Float64Array,
  yAt: number,
): void {
  for (let j = width - 1; j >= 0; j--) {
    let s = l[row + j];
    for (let k = j + 1; k < width; k++) s -= y[yAt + k] * l[at + k * lead + j];
    y[yAt + j] = s / l[at + j * (lead + 1)];
  }
}

/** The rows below in z <- -R Y. */
function timesInverse(
  panels: Panels,
  p: number,
  width: number,
  z: Float64Array,
  { y, where }: InverseRoom,
): void {
  const { first, lead, at, rowAt, rowEnd, rows, panelOf } = panels;
  const [base, end, step] = [rowAt[p], rowEnd[p], lead[p]];
  let known = -1;
  for (let from = base + width; from < end; ) {
    const t = panelOf[rows[from]];
    const stop = first[t + 1];
    let to = from + 1;
    while (to < end && rows[to] < stop) to++;
    if (rowEnd[t] !== known) {
      known = rowEnd[t];
      locate(rows, from, end, rowAt[t] + rows[from] - first[t], known, base, where);
    }
    const [origin, otherLead, otherAt] = [rowAt[t], lead[t], at[t]];
    for (let c = from; c < to; c++) {
      const column = otherAt + where[c - base] - origin;
      const ofC = (c - base) * step;
      for (let i = c; i < end; i++) {
        const r = z[column + (where[i - base] - origin) * otherLead];
        const ofI = (i - base) * step;
        for (let k = 0; k < width; k++) z[at[p] + ofI + k] -= r * y[ofC + k];
        if (i > c) for (let k = 0; k < width; k++) z[at[p] + ofC + k] -= r * y[ofI + k];
      }
    }
    from = to;
  }
}

/** The diagonal block of z <- D'^-1 D^-1 + Y' R Y, where the rows below in z hold -R Y. */
function diagonalInverse(
  l: Float64Array,
  z: Float64Array,
  at: number,
  lead: number,
  width: number,
  count: number,
  y: Float64Array,
): void {
  // row i of D^-1 into row i of y, which nobody needs any more
  for (let i = 0; i < width; i++) {
    y.fill(0, i * lead, (i + 1) * lead);
    for (let j = 0; j <= i; j++) {
      let s = i === j ? 1 : 0;
      for (let k = j; k < i; k++) s -= l[at + i * lead + k] * y[k * lead + j];
      y[i * lead + j] = s / l[at + i * (lead + 1)];
    }
  }
  for (let a = 0; a < width; a++)
    for (let b = 0; b <= a; b++) {
      let s = 0;
      for (let i = a; i < width; i++) s += y[i * lead + a] * y[i * lead + b];
      for (let i = width; i < count; i++) s -= y[i * lead + a] * z[at + i * lead + b];
      z[at + a * lead + b] = s;
      z[at + b * lead + a] = s;
    }
}

/** The numbers on the pattern out of panels that hold an inverse. */
export function gather(
  { pattern, target, stride }: SparseAnalysis,
  z: Float64Array,
  valuesOut: Float64Array,
): void {
  const { sizes, start, column, offset } = pattern;
  for (let i = 0; i < sizes.length; i++) {
    const rows = sizes[i];
    for (let e = start[i]; e < start[i + 1]; e++) {
      const columns = sizes[column[e]];
      const [to, from, step] = [offset[e], target[e], stride[e]];
      if (step > 0)
        for (let a = 0; a < rows; a++)
          for (let b = 0; b < columns; b++) valuesOut[to + a * columns + b] = z[from + a * step + b];
      else
        for (let a = 0; a < rows; a++)
          for (let b = 0; b < columns; b++) valuesOut[to + a * columns + b] = z[from + b * (-1 - step) + a];
    }
  }
}
