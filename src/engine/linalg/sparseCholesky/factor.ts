import type { SparseAnalysis } from './analysis.ts';
import { locate } from './locate.ts';
import type { Panels } from './panels.ts';

/** Puts a matrix's numbers into the factor's panels, zeros elsewhere. */
export function scatter(
  { pattern, target, stride }: SparseAnalysis,
  values: Float64Array,
  l: Float64Array,
): void {
  const { sizes, start, column, offset } = pattern;
  l.fill(0);
  for (let i = 0; i < sizes.length; i++) {
    const rows = sizes[i];
    for (let e = start[i]; e < start[i + 1]; e++) {
      const columns = sizes[column[e]];
      const [from, to, step] = [offset[e], target[e], stride[e]];
      if (rows === 1 && columns === 1) l[to] = values[from];
      else if (step > 0)
        for (let a = 0; a < rows; a++)
          for (let b = 0; b < columns; b++) l[to + a * step + b] = values[from + a * columns + b];
      else
        for (let a = 0; a < rows; a++)
          for (let b = 0; b < columns; b++) l[to + b * (-1 - step) + a] = values[from + a * columns + b];
    }
  }
}

/** Replaces the panels of a matrix by those of its Cholesky factor: each panel, then its products taken from later ones. False if not positive definite. */
export function factorPanels(panels: Panels, l: Float64Array, where: Int32Array): boolean {
  const { first, lead, at, rowAt, rowEnd } = panels;
  for (let p = 0; p < lead.length; p++) {
    const width = first[p + 1] - first[p];
    if (!factorColumns(l, at[p], lead[p], width, rowEnd[p] - rowAt[p])) return false;
    if (rowEnd[p] - rowAt[p] > width) subtractProducts(panels, p, width, l, where);
  }
  return true;
}

/** Factors a panel of `count` rows. Sums run over even and odd columns apart, as lanes of two do. */
function factorColumns(l: Float64Array, at: number, lead: number, width: number, count: number): boolean {
  for (let i = 0; i < width; i++) {
    solveRow(l, at, lead, i, at + i * lead);
    const row = at + i * lead;
    let s = l[row + i];
    for (let k = 0; k < i; k++) s -= l[row + k] * l[row + k];
    // a NaN is refused too
    if (!(s > 0)) return false;
    l[row + i] = Math.sqrt(s);
  }
  for (let i = width; i < count; i++) solveRow(l, at, lead, width, at + i * lead);
  return true;
}

/** x <- D^-1 x for the leading n columns of the panel's factor D, x being the numbers from `row` on. */
function solveRow(l: Float64Array, at: number, lead: number, n: number, row: number): void {
  for (let j = 0; j < n; j++) {
    const other = at + j * lead;
    let s = l[row + j];
    for (let k = 0; k < j; k++) s -= l[row + k] * l[other + k];
    l[row + j] = s / l[other + j];
  }
}

/** Takes the products of panel p's rows from the panels in whose columns the rows are. */
function subtractProducts(
  panels: Panels,
  p: number,
  width: number,
  l: Float64Array,
  where: Int32Array,
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
    const [origin, targetLead, targetAt] = [rowAt[t], lead[t], at[t]];
    for (let c = from; c < to; c++) {
      const column = targetAt + where[c - base] - origin;
      const other = at[p] + (c - base) * step;
      for (let i = c; i < end; i++) {
        const row = at[p] + (i - base) * step;
        let s = 0;
        for (let k = 0; k < width; k++) s += l[row + k] * l[other + k];
        l[column + (where[i - base] - origin) * targetLead] -= s;
      }
    }
    from = to;
  }
}
