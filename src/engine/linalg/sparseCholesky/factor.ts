import { locate } from './locate.ts';
import type { Memory } from './memory.ts';
import { narrow, type Panels } from './panels.ts';

/**
 * Replaces a matrix's panels in `l` by those of its Cholesky factor: a panel is factored, then the products of its rows below
 * are taken from the panels in whose columns these rows are. False, with the panels spoiled, if it is not positive
 * definite. Source: Ng & Peyton 1993, right-looking.
 */
export function factorPanels(panels: Panels, memory: Memory): boolean {
  const { first, lead, at, rowAt, rowEnd } = panels;
  for (let p = 0; p < lead.length; p++) {
    const width = first[p + 1] - first[p];
    const below = rowEnd[p] - rowAt[p] - width;
    if (!factorDiagonal(memory.l, at[p], lead[p], width)) return false;
    if (below === 0) continue;
    solveBelow(memory, at[p], lead[p], width, below);
    subtractFromLater(panels, p, width, memory);
  }
  return true;
}

/** Factors the block at the head of a panel; NaN is refused too. */
function factorDiagonal(l: Float64Array, at: number, lead: number, width: number): boolean {
  if (width === 1) {
    const pivot = l[at];
    l[at] = Math.sqrt(pivot);
    return pivot > 0;
  }
  for (let i = 0; i < width; i++) {
    const row = at + i * lead;
    solveRow(l, at, lead, i, row);
    let s = l[row + i];
    for (let k = 0; k < i; k++) s -= l[row + k] * l[row + k];
    if (!(s > 0)) return false;
    l[row + i] = Math.sqrt(s);
  }
  return true;
}

/** Work, in multiplications, from which a kernel is called. */
const kernelWork = 160;

function solveBelow(memory: Memory, at: number, lead: number, width: number, below: number): void {
  const { l, kernels } = memory;
  const from = at + width * lead;
  if (kernels !== null && width >= narrow && below * width * width > 2 * kernelWork)
    kernels.solveRows(8 * at, 8 * lead, width, 8 * from, below);
  else if (width === 1) {
    const pivot = l[at];
    for (let e = from; e < from + below; e++) l[e] /= pivot;
  } else if (width === 2) solvePairs(l, at, from, from + 2 * below);
  else if (width === 3) solveTriples(l, at, from, from + 3 * below);
  else for (let i = 0; i < below; i++) solveRow(l, at, lead, width, from + i * lead);
}

/** x <- D^-1 x for rows of two numbers. */
function solvePairs(l: Float64Array, at: number, from: number, end: number): void {
  const [d0, d10, d1] = [l[at], l[at + 2], l[at + 3]];
  for (let e = from; e < end; e += 2) {
    const x = l[e] / d0;
    l[e] = x;
    l[e + 1] = (l[e + 1] - x * d10) / d1;
  }
}

/** x <- D^-1 x for rows of three numbers. */
function solveTriples(l: Float64Array, at: number, from: number, end: number): void {
  const [d0, d10, d1] = [l[at], l[at + 3], l[at + 4]];
  const [d20, d21, d2] = [l[at + 6], l[at + 7], l[at + 8]];
  for (let e = from; e < end; e += 3) {
    const x = l[e] / d0;
    const y = (l[e + 1] - x * d10) / d1;
    l[e] = x;
    l[e + 1] = y;
    l[e + 2] = (l[e + 2] - (x * d20 + y * d21)) / d2;
  }
}

/** x <- D^-1 x for the leading n columns of the panel's factor D, x being the numbers from `row` on. Sums as the kernel has them. */
function solveRow(l: Float64Array, at: number, lead: number, n: number, row: number): void {
  for (let j = 0; j < n; j++) {
    const other = at + j * lead;
    const pairs = j & ~1;
    let even = 0;
    let odd = 0;
    for (let k = 0; k < pairs; k += 2) {
      even += l[row + k] * l[other + k];
      odd += l[row + k + 1] * l[other + k + 1];
    }
    let s = l[row + j] - (even + odd);
    if (pairs < j) s -= l[row + pairs] * l[other + pairs];
    l[row + j] = s / l[other + j];
  }
}

/** Takes the products of panel p's rows below from the panels in whose columns they are. */
function subtractFromLater(panels: Panels, p: number, width: number, memory: Memory): void {
  const { first, lead, at, rowAt, rowEnd, rows, panelOf } = panels;
  const { l, where, kernels } = memory;
  const [end, step] = [rowEnd[p], lead[p]];
  const base = rowAt[p] + width;
  const source = at[p] + width * step;
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
      subtractByKernel(panels, t, memory, a, b, c, source, step);
    else if (width === 1) subtractOuter(l, where, rowAt[t], lead[t], at[t], source, a, b, c);
    else if (width === 2) subtractPairs(l, where, rowAt[t], lead[t], at[t], source, a, b, c);
    else if (width === 3) subtractTriples(l, where, rowAt[t], lead[t], at[t], source, a, b, c);
    else subtractRows(l, where, rowAt[t], lead[t], at[t], source, step, width, a, b, c);
    from = to;
  }
}

function subtractByKernel(
  { lead, at, rowAt }: Panels,
  t: number,
  { where, rowOffset, innerOffset, kernels }: Memory,
  a: number,
  b: number,
  c: number,
  source: number,
  step: number,
): void {
  const [origin, bytes] = [rowAt[t], 8 * lead[t]];
  for (let i = a; i < c; i++) rowOffset[i - a] = (where[i] - origin) * bytes;
  for (let i = a; i < b; i++) innerOffset[i - a] = (where[i] - origin) * 8;
  kernels?.subtract(
    8 * at[t],
    rowOffset.byteOffset,
    innerOffset.byteOffset,
    c - a,
    b - a,
    8 * (source + a * step),
    8 * step,
  );
}

/** From the target panel: products of rows i >= j, j from a to b, i to c; one column. */
function subtractOuter(
  l: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  target: number,
  source: number,
  a: number,
  b: number,
  c: number,
): void {
  for (let j = a; j < b; j++) {
    const column = target + where[j] - origin;
    const x = l[source + j];
    for (let i = j; i < c; i++) l[column + (where[i] - origin) * lead] -= l[source + i] * x;
  }
}

/** As `subtractOuter` for two columns. */
function subtractPairs(
  l: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  target: number,
  source: number,
  a: number,
  b: number,
  c: number,
): void {
  for (let j = a; j < b; j++) {
    const column = target + where[j] - origin;
    const x = l[source + 2 * j];
    const y = l[source + 2 * j + 1];
    for (let i = j, e = source + 2 * j; i < c; i++, e += 2)
      l[column + (where[i] - origin) * lead] -= l[e] * x + l[e + 1] * y;
  }
}

/** As `subtractOuter` for three columns. */
function subtractTriples(
  l: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  target: number,
  source: number,
  a: number,
  b: number,
  c: number,
): void {
  for (let j = a; j < b; j++) {
    const column = target + where[j] - origin;
    const x = l[source + 3 * j];
    const y = l[source + 3 * j + 1];
    const z = l[source + 3 * j + 2];
    for (let i = j, e = source + 3 * j; i < c; i++, e += 3)
      l[column + (where[i] - origin) * lead] -= l[e] * x + l[e + 2] * z + l[e + 1] * y;
  }
}

/** As `subtractOuter` for `width` columns, summed as the kernel does. */
function subtractRows(
  l: Float64Array,
  where: Int32Array,
  origin: number,
  lead: number,
  target: number,
  source: number,
  step: number,
  width: number,
  a: number,
  b: number,
  c: number,
): void {
  const pairs = width & ~1;
  for (let j = a; j < b; j++) {
    const column = target + where[j] - origin;
    const other = source + j * step;
    for (let i = j; i < c; i++) {
      const row = source + i * step;
      let even = 0;
      let odd = 0;
      for (let k = 0; k < pairs; k += 2) {
        even += l[row + k] * l[other + k];
        odd += l[row + k + 1] * l[other + k + 1];
      }
      if (pairs < width) even += l[row + pairs] * l[other + pairs];
      l[column + (where[i] - origin) * lead] -= even + odd;
    }
  }
}
