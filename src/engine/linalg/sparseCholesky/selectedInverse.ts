import { locate } from './locate.ts';
import type { Memory } from './memory.ts';
import { narrow, type Panels } from './panels.ts';

/**
 * The entries of (L L')^-1 on the panels of L, into `z`, both triangles of the panels' diagonal blocks. From the last panel
 * back: with D its own factor, R the inverse among the rows below, and Y = -L D^-1, the rows below have R Y and the
 * diagonal block has D'^-1 D^-1 + Y' R Y. R's numbers are all on later panels.
 * Source: Erisman & Tinney 1975, after Takahashi et al. 1973, by blocks of columns.
 */
export function inversePanels(panels: Panels, memory: Memory): void {
  const { first, lead, at, rowAt, rowEnd } = panels;
  const { l, z, y } = memory;
  z.fill(0);
  for (let p = lead.length - 1; p >= 0; p--) {
    const width = first[p + 1] - first[p];
    const below = rowEnd[p] - rowAt[p] - width;
    negativeInverse(l, at[p], lead[p], width, y);
    if (below > 0) {
      rowsOfY(memory, at[p], lead[p], width, below);
      timesInverse(panels, p, width, memory);
    }
    addCross(memory, at[p], lead[p], width, 0, width);
    if (below > 0) addCross(memory, at[p], lead[p], width, width, below);
    for (let a = 1; a < width; a++)
      for (let b = 0; b < a; b++) z[at[p] + b * lead[p] + a] = z[at[p] + a * lead[p] + b];
  }
}

/** Work, in multiplications, from which a kernel is called. */
const kernelWork = 160;
/** Rows that are multiplied at a time, so that they stay in the nearest cache. */
const chunk = 64;

/** -D^-1 into the first rows of y, zeros above its diagonal. */
function negativeInverse(l: Float64Array, at: number, lead: number, width: number, y: Float64Array): void {
  for (let i = 0; i < width; i++) {
    const row = at + i * lead;
    const to = i * lead;
    const pivot = l[row + i];
    for (let j = 0; j < i; j++) y[to + j] = 0;
    for (let k = 0; k < i; k++) {
      const x = l[row + k];
      const other = k * lead;
      for (let j = 0; j <= k; j++) y[to + j] -= x * y[other + j];
    }
    for (let j = 0; j < i; j++) y[to + j] /= pivot;
    y[to + i] = -1 / pivot;
    for (let j = i + 1; j < lead; j++) y[to + j] = 0;
  }
}

/** Y = -L D^-1, from the -D^-1 at its head. */
function rowsOfY(memory: Memory, at: number, lead: number, width: number, below: number): void {
  const { l, y, kernels, rowOffset, innerOffset } = memory;
  const from = width * lead;
  if (width === 1) {
    for (let i = 1; i <= below; i++) y[i] = l[at + i] * y[0];
    return;
  }
  y.fill(0, from, from + below * lead);
  if (kernels !== null && width >= narrow && below * width * width > kernelWork) {
    for (let i = 0; i < below; i++) rowOffset[i] = 8 * (from + i * lead);
    for (let k = 0; k < width; k++) innerOffset[k] = 8 * k;
    const [out, right] = [y.byteOffset + 8 * from, y.byteOffset];
    kernels.addProducts(
      out,
      8 * lead,
      below,
      8 * at,
      rowOffset.byteOffset,
      width,
      innerOffset.byteOffset,
      right,
    );
    return;
  }
  for (let i = from; i < from + below * lead; i += lead)
    for (let k = 0; k < width; k++) {
      const x = l[at + i + k];
      for (let j = 0; j < width; j++) y[i + j] += x * y[k * lead + j];
    }
}

/** The rows below in z <- R Y. */
function timesInverse(panels: Panels, p: number, width: number, memory: Memory): void {
  const { first, lead, at, rowAt, rowEnd, rows, panelOf } = panels;
  const { z, y, where, kernels } = memory;
  const [end, step] = [rowEnd[p], lead[p]];
  const base = rowAt[p] + width;
  const out = at[p] + width * step;
  const right = width * step;
  let known = -1;
  for (let from = base; from < end; ) {
    const t = panelOf[rows[from]];
    const stop = first[t + 1];
    let to = from + 1;
    while (to < end && rows[to] < stop) to++;
    if (rowEnd[t] !== known) {
      known = rowEnd[t];
      locate(rows, from, end, rowAt[t] + rows[from] - first[t], known, base, where);
    }
    const [a, b, c] = [from - base, to - base, end - base];
    if (kernels !== null && width >= narrow && (c - a) * (b - a) * width > kernelWork)
      timesByKernel(panels, t, memory, a, b, c, out, step, right);
    else if (width === 1) timesColumn(z, y, where, rowAt[t], lead[t], at[t], out, a, b, c);
    else if (width === 2) timesPairs(z, y, where, rowAt[t], lead[t], at[t], out, a, b, c);
    else if (width === 3) timesTriples(z, y, where, rowAt[t], lead[t], at[t], out, a, b, c);
    else timesRows(z, y, where, rowAt[t], lead[t], at[t], out, step, width, a, b, c);
    from = to;
  }
}

/** Rows from a on take the panel's columns a to b, then rows a to b the transposed rows from b on. */
function timesByKernel(
  { lead, at, rowAt }: Panels,
  t: number,
  { z, y, where, rowOffset, innerOffset, kernels }: Memory,
  a: number,
  b: number,
  c: number,
  out: number,
  step: number,
  right: number,
): void {
  if (kernels === null) return;
  const [origin, bytes] = [rowAt[t], 8 * lead[t]];
  for (let i = a; i < c; i++) rowOffset[i - a] = (where[i] - origin) * bytes;
  for (let i = a; i < b; i++) innerOffset[i - a] = (where[i] - origin) * 8;
  const [of, columns] = [rowOffset.byteOffset, innerOffset.byteOffset];
  const m = z.byteOffset + 8 * at[t];
  const to = z.byteOffset + 8 * (out + a * step);
  kernels.addProducts(to, 8 * step, c - a, m, of, b - a, columns, y.byteOffset + 8 * (right + a * step));
  for (let i = b; i < c; i += chunk) {
    const many = Math.min(chunk, c - i);
    const from = y.byteOffset + 8 * (right + i * step);
    kernels.addProducts(to, 8 * step, b - a, m, columns, many, of + 4 * (i - a), from);
  }
}

/** As `timesByKernel`, for one column. */
function timesColumn(
  z: Float64Array,
  y: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  source: number,
  out: number,
  a: number,
  b: number,
  c: number,
): void {
  for (let i = a; i < c; i++) {
    const row = source + (where[i] - origin) * lead - origin;
    let s = z[out + i];
    for (let j = a; j < b; j++) s += z[row + where[j]] * y[j + 1];
    z[out + i] = s;
  }
  for (let j = a; j < b; j++) {
    const column = source + where[j] - origin;
    let s = z[out + j];
    for (let i = b; i < c; i++) s += z[column + (where[i] - origin) * lead] * y[i + 1];
    z[out + j] = s;
  }
}

/** As `timesByKernel`, for two columns. */
function timesPairs(
  z: Float64Array,
  y: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  source: number,
  out: number,
  a: number,
  b: number,
  c: number,
): void {
  for (let i = a; i < c; i++) {
    const row = source + (where[i] - origin) * lead - origin;
    const to = out + 2 * i;
    let [s0, s1] = [z[to], z[to + 1]];
    for (let j = a; j < b; j++) {
      const x = z[row + where[j]];
      s0 += x * y[2 * j + 4];
      s1 += x * y[2 * j + 5];
    }
    z[to] = s0;
    z[to + 1] = s1;
  }
  for (let j = a; j < b; j++) {
    const column = source + where[j] - origin;
    const to = out + 2 * j;
    let [s0, s1] = [z[to], z[to + 1]];
    for (let i = b; i < c; i++) {
      const x = z[column + (where[i] - origin) * lead];
      s0 += x * y[2 * i + 4];
      s1 += x * y[2 * i + 5];
    }
    z[to] = s0;
    z[to + 1] = s1;
  }
}

/** As `timesByKernel`, for three columns. */
function timesTriples(
  z: Float64Array,
  y: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  source: number,
  out: number,
  a: number,
  b: number,
  c: number,
): void {
  for (let i = a; i < c; i++) {
    const row = source + (where[i] - origin) * lead - origin;
    const to = out + 3 * i;
    let [s0, s1, s2] = [z[to], z[to + 1], z[to + 2]];
    for (let j = a; j < b; j++) {
      const x = z[row + where[j]];
      s0 += x * y[3 * j + 9];
      s1 += x * y[3 * j + 10];
      s2 += x * y[3 * j + 11];
    }
    z[to] = s0;
    z[to + 1] = s1;
    z[to + 2] = s2;
  }
  for (let j = a; j < b; j++) {
    const column = source + where[j] - origin;
    const to = out + 3 * j;
    let [s0, s1, s2] = [z[to], z[to + 1], z[to + 2]];
    for (let i = b; i < c; i++) {
      const x = z[column + (where[i] - origin) * lead];
      s0 += x * y[3 * i + 9];
      s1 += x * y[3 * i + 10];
      s2 += x * y[3 * i + 11];
    }
    z[to] = s0;
    z[to + 1] = s1;
    z[to + 2] = s2;
  }
}

/** As `timesByKernel`, to the same bits. */
function timesRows(
  z: Float64Array,
  y: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  source: number,
  out: number,
  step: number,
  width: number,
  a: number,
  b: number,
  c: number,
): void {
  const right = width * step;
  for (let j = a; j < b; j++) {
    const column = source + where[j] - origin;
    const other = right + j * step;
    for (let i = a; i < c; i++) {
      const x = z[column + (where[i] - origin) * lead];
      const to = out + i * step;
      for (let k = 0; k < width; k++) z[to + k] += x * y[other + k];
    }
  }
  for (let j = a; j < b; j++) {
    const column = source + where[j] - origin;
    const to = out + j * step;
    for (let i = b; i < c; i++) {
      const x = z[column + (where[i] - origin) * lead];
      const other = right + i * step;
      for (let k = 0; k < width; k++) z[to + k] += x * y[other + k];
    }
  }
}

/** Adds to the diagonal block of z: sum over `many` rows i of y_i' v_i, where v is y itself above the rows below, else z. */
function addCross(
  { z, y, kernels, rowOffset, innerOffset }: Memory,
  at: number,
  lead: number,
  width: number,
  from: number,
  many: number,
): void {
  const own = from < width;
  if (kernels !== null && width >= narrow && many * width * width > kernelWork) {
    for (let a = 0; a < width; a++) rowOffset[a] = 8 * a;
    for (let i = 0; i < many; i++) innerOffset[i] = 8 * lead * (from + i);
    const right = own ? y.byteOffset : z.byteOffset + 8 * at;
    for (let i = 0; i < many; i += chunk) {
      const count = Math.min(chunk, many - i);
      const [inner, row] = [innerOffset.byteOffset + 4 * i, right + 8 * lead * (from + i)];
      kernels.addProducts(
        z.byteOffset + 8 * at,
        8 * lead,
        width,
        y.byteOffset,
        rowOffset.byteOffset,
        count,
        inner,
        row,
      );
    }
    return;
  }
  const [v, vAt] = own ? [y, 0] : [z, at];
  for (let a = 0; a < width; a++)
    for (let b = 0; b <= a; b++) {
      let s = z[at + a * lead + b];
      for (let i = from; i < from + many; i++) s += y[i * lead + a] * v[vAt + i * lead + b];
      z[at + a * lead + b] = s;
    }
}
