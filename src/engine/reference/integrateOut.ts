import { choleskyInPlace } from '../linalg/cholesky.ts';
import { byOther, type Cells, collectCells } from './cells.ts';
import type { SharedInformation } from './common.ts';
import type { TermInformation } from './information.ts';

/**
 * Pairs of cells, and cells that come of them, for each cell there is, up to which two terms are told what they share through a
 * third. Where there would be more, levels meet each other by chance or all: what rows say of both together, the third
 * says too, and nearly nothing is left.
 */
const mostPairs = 50;
const mostFill = 4;

/** Covariance of a term's effects given the terms before it, at the mode: P_j + N_j Q N_i' for levels j and i (P_j for j = i only). */
interface Conditional {
  /** k x k a level, symmetric. */
  readonly own: Float64Array;
  /** P_j U_j, k x k a level, and Q = (I - U'PU)^-1; null where levels share nothing. */
  readonly shared: { readonly n: Float64Array; readonly q: Float64Array } | null;
}

/** (D - U U' + (L L')^-1)^-1 without its inverse of L; null if rounding spoils it. */
function conditionalOf(
  k: number,
  levels: number,
  information: SharedInformation,
  l: Float64Array,
): Conditional | null {
  const { blocks, common } = information;
  const own = new Float64Array(levels * k * k);
  const block = new Float64Array(k * k);
  for (let j = 0; j < levels; j++) if (!covariance(blocks, j * k * k, l, k, block, own)) return null;
  if (common === null) return { own, shared: null };
  const n = new Float64Array(own.length);
  const left = new Float64Array(k * k);
  for (let c = 0; c < k; c++) left[c * k + c] = 1;
  for (let at = 0; at < n.length; at += k * k)
    for (let d = 0; d < k; d++) {
      for (let c = 0; c < k; c++)
        for (let b = 0; b < k; b++) n[at + c * k + d] += own[at + c * k + b] * common[at + b * k + d];
      for (let e = 0; e < k; e++)
        for (let c = 0; c < k; c++) left[e * k + d] -= common[at + c * k + e] * n[at + c * k + d];
    }
  const q = inverse(left, k);
  return q === null ? null : { own, shared: { n, q } };
}

/** Writes P = X'X, X = R^-1 L', R R' = I + L'D L, for the k x k block D at `at`, there. */
function covariance(
  d: Float64Array,
  at: number,
  l: Float64Array,
  k: number,
  r: Float64Array,
  out: Float64Array,
): boolean {
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) {
      let s = a === b ? 1 : 0;
      for (let e = a; e < k; e++)
        for (let f = b; f < k; f++) s += l[e * k + a] * d[at + e * k + f] * l[f * k + b];
      r[a * k + b] = s;
    }
  if (!choleskyInPlace(r, k)) return false;
  const x = new Float64Array(k * k);
  for (let b = 0; b < k; b++)
    for (let a = 0; a < k; a++) {
      let s = l[b * k + a];
      for (let e = 0; e < a; e++) s -= r[a * k + e] * x[e * k + b];
      x[a * k + b] = s / r[a * k + a];
    }
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++)
      for (let e = 0; e < k; e++) out[at + a * k + b] += x[e * k + a] * x[e * k + b];
  return true;
}

/** Of a small positive definite matrix. */
function inverse(a: Float64Array, k: number): Float64Array | null {
  const r = a.slice();
  if (!choleskyInPlace(r, k)) return null;
  const out = new Float64Array(k * k);
  for (let b = 0; b < k; b++) {
    for (let i = 0; i < k; i++) {
      let s = i === b ? 1 : 0;
      for (let j = 0; j < i; j++) s -= r[i * k + j] * out[j * k + b];
      out[i * k + b] = s / r[i * k + i];
    }
    for (let i = k - 1; i >= 0; i--) {
      for (let j = i + 1; j < k; j++) out[i * k + b] -= r[j * k + i] * out[j * k + b];
      out[i * k + b] /= r[i * k + i];
    }
  }
  return out;
}

/**
 * Integrates the last term out of what is known of the terms before it. Exact where levels of the last share nothing (the
 * first time always) and terms before are told all they share through it; else those of several terms are told of each
 * other what their own rows say only. Returns the terms before, changed; null if rounding spoils it.
 * Cost: cells, and for two terms before, pairs of cells at a level.
 */
export function integrateOut(
  all: readonly TermInformation[],
  information: SharedInformation,
  l: Float64Array,
): TermInformation[] | null {
  const last = all[all.length - 1];
  const before = all.slice(0, -1);
  const conditional = conditionalOf(last.k, last.levels, information, l);
  if (conditional === null) return null;
  before.forEach((term, s) => {
    takeOwn(last, term, last.cells[s], conditional.own);
    for (let other = 0; other < s; other++)
      term.cells[other] = sharedThrough(last, term, s, other, before[other].levels, conditional.own);
  });
  if (conditional.shared !== null) takeShared(last, before, conditional.shared);
  return before;
}

/** What is lost of a term's information C'PC: its own blocks, its sums over levels; linear -= C'P (last's linear). */
function takeOwn(last: TermInformation, term: TermInformation, cells: Cells, p: Float64Array): void {
  const [k, m] = [last.k, term.k];
  const width = last.levels === 0 ? 0 : last.linear.length / (last.levels * k);
  const [total, pulled] = [new Float64Array(k * m), new Float64Array(k * m)];
  for (let i = 0; i < last.levels; i++) {
    total.fill(0);
    for (let a = cells.from[i]; a < cells.from[i + 1]; a++)
      for (let e = 0; e < total.length; e++) total[e] += cells.values[a * k * m + e];
    for (let a = cells.from[i]; a < cells.from[i + 1]; a++) {
      const j = cells.column[a];
      timesBlock(p, i * k * k, cells.values, a * k * m, k, m, pulled);
      for (let d = 0; d < m; d++) {
        for (let e = 0; e < m; e++) {
          let [here, all] = [0, 0];
          for (let c = 0; c < k; c++) {
            here += pulled[d * k + c] * cells.values[(a * m + e) * k + c];
            all += pulled[d * k + c] * total[e * k + c];
          }
          take(term, (j * m + d) * m + e, here, all);
        }
        for (let w = 0; w < width; w++) {
          let s = 0;
          for (let c = 0; c < k; c++) s += pulled[d * k + c] * last.linear[(i * width + w) * k + c];
          term.linear[(j * width + w) * m + d] -= s;
        }
      }
    }
  }
}

/** An entry of X_jj, and of the sum of X_ji over all i, more for a level. */
function take({ own, lost, tied }: TermInformation, at: number, here: number, all: number): void {
  own[at] -= here;
  lost[at] += here;
  tied[at] += all - here;
}

/** out = P C for a cell, by columns. */
function timesBlock(
  p: Float64Array,
  pAt: number,
  values: Float64Array,
  at: number,
  k: number,
  m: number,
  out: Float64Array,
): void {
  for (let d = 0; d < m; d++)
    for (let c = 0; c < k; c++) {
      let s = 0;
      for (let b = 0; b < k; b++) s += p[pAt + c * k + b] * values[at + d * k + b];
      out[d * k + c] = s;
    }
}

/** The cells of terms s and `other`, both before the last: what their rows say less what goes through the last. */
function sharedThrough(
  last: TermInformation,
  term: TermInformation,
  s: number,
  other: number,
  otherLevels: number,
  p: Float64Array,
): Cells {
  const [mine, theirs, direct] = [last.cells[s], last.cells[other], term.cells[other]];
  const [k, m, o] = [last.k, term.k, theirs.other];
  const nothing = {
    from: new Int32Array(term.levels + 1),
    column: new Int32Array(0),
    values: new Float64Array(0),
  };
  const known = direct.column.length + mine.column.length + theirs.column.length;
  if (pairsOf(mine, theirs) > mostPairs * known) return { ...direct, ...nothing };
  const { start, level, cell } = byOther(mine, term.levels);
  const filled = collectCells(term.levels, otherLevels, m, o);
  const pulled = new Float64Array(k * m);
  for (let j = 0; j < term.levels; j++) {
    for (let a = direct.from[j]; a < direct.from[j + 1]; a++) {
      const at = filled.at(direct.column[a]);
      const numbers = filled.numbers();
      for (let e = 0; e < m * o; e++) numbers[at + e] += direct.values[a * m * o + e];
    }
    for (let r = start[j]; r < start[j + 1]; r++) {
      const i = level[r];
      timesBlock(p, i * k * k, mine.values, cell[r] * k * m, k, m, pulled);
      for (let a = theirs.from[i]; a < theirs.from[i + 1]; a++) {
        const at = filled.at(theirs.column[a]);
        const numbers = filled.numbers();
        for (let e = 0; e < o; e++)
          for (let d = 0; d < m; d++)
            for (let c = 0; c < k; c++)
              numbers[at + e * m + d] -= pulled[d * k + c] * theirs.values[(a * o + e) * k + c];
      }
    }
    if (filled.close() > mostFill * known) return { ...direct, ...nothing };
  }
  return filled.result();
}

/** Pairs of a cell of the one and a cell of the other at the same level. */
function pairsOf(a: Cells, b: Cells): number {
  let pairs = 0;
  for (let i = 0; i + 1 < a.from.length; i++)
    pairs += (a.from[i + 1] - a.from[i]) * (b.from[i + 1] - b.from[i]);
  return pairs;
}

/** The part N Q N' of the last term's covariance, of rank k: what every level shares with every other. */
function takeShared(
  last: TermInformation,
  before: readonly TermInformation[],
  { n, q }: { readonly n: Float64Array; readonly q: Float64Array },
): void {
  const k = last.k;
  const width = last.linear.length / (last.levels * k);
  /** N'(linear), k x width. */
  const linear = new Float64Array(k * width);
  for (let i = 0; i < last.levels; i++)
    for (let w = 0; w < width; w++)
      for (let c = 0; c < k; c++)
        for (let b = 0; b < k; b++)
          linear[b * width + w] += n[(i * k + c) * k + b] * last.linear[(i * width + w) * k + c];
  const pulled = before.map((term, s) => pulledThrough(last, term, last.cells[s], n));
  const weighted = pulled.map((a) => timesRight(a, q, k));
  before.forEach((term, s) => {
    const [m, a, aq] = [term.k, pulled[s], weighted[s]];
    const total = new Float64Array(m * k);
    for (let e = 0; e < a.length; e++) total[e % (m * k)] += a[e];
    for (let j = 0; j < term.levels; j++)
      for (let d = 0; d < m; d++) {
        const row = (j * m + d) * k;
        for (let e = 0; e < m; e++) {
          let [here, all] = [0, 0];
          for (let b = 0; b < k; b++) {
            here += aq[row + b] * a[(j * m + e) * k + b];
            all += aq[row + b] * total[e * k + b];
          }
          take(term, (j * m + d) * m + e, here, all);
        }
        for (let w = 0; w < width; w++)
          for (let b = 0; b < k; b++)
            term.linear[(j * width + w) * m + d] -= aq[row + b] * linear[b * width + w];
      }
    for (let other = 0; other < s; other++) takeFromCells(term, term.cells[other], aq, pulled[other], k);
  });
}

/** a_j = sum_i C_ij' N_i, m x k a level. */
function pulledThrough(
  last: TermInformation,
  term: TermInformation,
  cells: Cells,
  n: Float64Array,
): Float64Array {
  const [k, m] = [last.k, term.k];
  const out = new Float64Array(term.levels * m * k);
  for (let i = 0; i < last.levels; i++)
    for (let a = cells.from[i]; a < cells.from[i + 1]; a++)
      for (let d = 0; d < m; d++)
        for (let c = 0; c < k; c++)
          for (let b = 0; b < k; b++)
            out[(cells.column[a] * m + d) * k + b] +=
              cells.values[(a * m + d) * k + c] * n[(i * k + c) * k + b];
  return out;
}

/** Every row of k numbers times Q. */
function timesRight(a: Float64Array, q: Float64Array, k: number): Float64Array {
  return a.map((_, e) => {
    const row = e - (e % k);
    let s = 0;
    for (let b = 0; b < k; b++) s += a[row + b] * q[b * k + (e % k)];
    return s;
  });
}

/** C_ji -= (aQ)_j a_i', where the two have a cell. */
function takeFromCells(
  term: TermInformation,
  cells: Cells,
  aq: Float64Array,
  a: Float64Array,
  k: number,
): void {
  const { k: m, other: o } = cells;
  for (let j = 0; j < term.levels; j++)
    for (let cell = cells.from[j]; cell < cells.from[j + 1]; cell++)
      for (let e = 0; e < o; e++)
        for (let d = 0; d < m; d++)
          for (let b = 0; b < k; b++)
            cells.values[(cell * o + e) * m + d] -=
              aq[(j * m + d) * k + b] * a[(cells.column[cell] * o + e) * k + b];
}
