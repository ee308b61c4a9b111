import type { Panels } from './panels.ts';

/** x <- L^-1 x, x in the order of elimination. */
export function forwardSolvePanels(panels: Panels, l: Float64Array, x: Float64Array): void {
  const { first, lead, at, rowAt, rowEnd, rows } = panels;
  for (let p = 0; p < lead.length; p++) {
    const [from, to, step] = [first[p], first[p + 1], lead[p]];
    let row = at[p];
    if (to - from === 1) {
      const s = x[from] / l[row];
      x[from] = s;
      for (let e = rowAt[p] + 1; e < rowEnd[p]; e++) x[rows[e]] -= l[++row] * s;
      continue;
    }
    for (let i = from; i < to; i++, row += step) {
      let s = x[i];
      for (let k = from; k < i; k++) s -= l[row + k - from] * x[k];
      x[i] = s / l[row + i - from];
    }
    for (let e = rowAt[p] + to - from; e < rowEnd[p]; e++, row += step) {
      let s = 0;
      for (let k = from; k < to; k++) s += l[row + k - from] * x[k];
      x[rows[e]] -= s;
    }
  }
}

/** x <- L'^-1 x, x in the order of elimination. */
export function backSolvePanels(panels: Panels, l: Float64Array, x: Float64Array): void {
  const { first, lead, at, rowAt, rowEnd, rows } = panels;
  for (let p = lead.length - 1; p >= 0; p--) {
    const [from, to, step] = [first[p], first[p + 1], lead[p]];
    if (to - from === 1) {
      let row = at[p];
      let s = x[from];
      for (let e = rowAt[p] + 1; e < rowEnd[p]; e++) s -= l[++row] * x[rows[e]];
      x[from] = s / l[at[p]];
      continue;
    }
    let row = at[p] + (to - from) * step;
    for (let e = rowAt[p] + to - from; e < rowEnd[p]; e++, row += step) {
      const s = x[rows[e]];
      for (let k = from; k < to; k++) x[k] -= l[row + k - from] * s;
    }
    for (let i = to - 1; i >= from; i--) {
      const own = at[p] + (i - from) * step;
      const s = x[i] / l[own + i - from];
      x[i] = s;
      for (let k = from; k < i; k++) x[k] -= l[own + k - from] * s;
    }
  }
}
