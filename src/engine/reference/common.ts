import { choleskyInPlace } from '../linalg/cholesky.ts';
import type { TermInformation } from './information.ts';

/** Coefficients a level up to which what levels share is followed: kernels hold some 2 k^3 numbers for it. */
const mostShared = 3;
/** A share of the information below which it is none. */
const negligible = 1e-9;
const iterations = 60;

/** An information D - U U' of the levels of a term: a block D_j and k numbers U_j for each coefficient, for every level. */
export interface SharedInformation {
  readonly blocks: Float64Array;
  /** Null where the levels share nothing. */
  readonly common: Float64Array | null;
}

/**
 * The information S = W - X of a term's levels as D - U U', positive semi-definite, U of k columns. Of levels that are tied by
 * another factor's, the sum is known least by far: rows say what an effect of the one and one of the other are together. So
 * the sums over all levels are kept: X 1 = U U'1 (1 a column of ones for each coefficient). In a complete design with equal
 * counts there is nothing else, X being of this form.
 */
export function sharedInformation(information: TermInformation): SharedInformation {
  const { k, levels, own, tied } = information;
  const none = { blocks: own, common: null };
  if (k > mostShared || levels < 2) return none;
  const size = (of: Float64Array): number => of.reduce((s, v) => s + Math.abs(v), 0);
  if (!(size(tied) > negligible * size(own))) return none;
  const common = (k === 1 ? balanced(information) : null) ?? projected(information);
  return common ?? none;
}

/** One coefficient: the diagonal and the sums over levels both right, where that can be; null elsewhere. */
function balanced({ own, tied }: TermInformation): SharedInformation | null {
  if (tied.some((tie) => tie < 0)) return null;
  const common = outerRoot(tied);
  const blocks = own.map((s, j) => s + common[j] * common[j]);
  return isSemiDefinite(blocks, common, 1) ? { blocks, common } : null;
}

/** u >= 0 with u_j (sum of the others) = ties_j, as nearly as that can be; there must be ties. */
function outerRoot(ties: Float64Array): Float64Array {
  let total = Math.sqrt(ties.reduce((s, tie) => s + tie, 0));
  const entry = (tie: number): number =>
    (2 * tie) / (total + Math.sqrt(Math.max(0, total * total - 4 * tie)));
  for (let i = 0; i < iterations; i++) {
    const sum = ties.reduce((s, tie) => s + entry(tie), 0);
    total = (total + sum) / 2;
  }
  return ties.map(entry);
}

/**
 * U U' = X 1 (1'X 1)^-1 1'X, which is below X, so W - U U' is above S: semi-definite. Its diagonal blocks are made those of S
 * as far as it stays so.
 */
function projected({ k, levels, own, lost, tied }: TermInformation): SharedInformation | null {
  const sums = own.map((_, e) => lost[e] + tied[e]);
  const total = new Float64Array(k * k);
  for (let e = 0; e < sums.length; e++) total[e % (k * k)] += sums[e];
  const root = rootOf(total, k);
  const common = new Float64Array(sums.length);
  for (let row = 0; row < levels * k; row++)
    for (let d = 0; d < k; d++) {
      if (root[d * k + d] === 0) continue;
      let s = sums[row * k + d];
      for (let b = 0; b < d; b++) s -= root[d * k + b] * common[row * k + b];
      common[row * k + d] = s / root[d * k + d];
    }
  for (const share of [1, 0.5, 0]) {
    const blocks = own.map((s, e) => s + (1 - share) * lost[e] + share * outer(common, e, k));
    if (isSemiDefinite(blocks, common, k)) return { blocks, common };
  }
  return null;
}

/** Entry of U_j U_j'. */
function outer(common: Float64Array, entry: number, k: number): number {
  const [row, column] = [entry - (entry % k), entry - (entry % (k * k)) + (entry % k) * k];
  let s = 0;
  for (let d = 0; d < k; d++) s += common[row + d] * common[column + d];
  return s;
}

/** Lower Cholesky factor of a semi-definite matrix: columns of pivots that are nothing but rounding are zero. */
function rootOf(a: Float64Array, k: number): Float64Array {
  const root = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    const rest = (r: number): number => {
      let s = (a[r * k + c] + a[c * k + r]) / 2;
      for (let b = 0; b < c; b++) s -= root[r * k + b] * root[c * k + b];
      return s;
    };
    if (!(rest(c) > negligible * a[c * k + c])) continue;
    root[c * k + c] = Math.sqrt(rest(c));
    for (let r = c + 1; r < k; r++) root[r * k + c] = rest(r) / root[c * k + c];
  }
  return root;
}

/** Whether D - U U' >= 0: no eigenvalue of U'D^-1 U is above 1. */
function isSemiDefinite(blocks: Float64Array, common: Float64Array, k: number): boolean {
  const left = new Float64Array(k * k);
  for (let c = 0; c < k; c++) left[c * k + c] = 1 + negligible;
  const [block, x] = [new Float64Array(k * k), new Float64Array(k * k)];
  for (let at = 0; at < common.length; at += k * k) {
    if (common.subarray(at, at + k * k).every((u) => u === 0)) continue;
    block.set(blocks.subarray(at, at + k * k));
    if (!choleskyInPlace(block, k)) return false;
    for (let d = 0; d < k; d++)
      for (let c = 0; c < k; c++) {
        let s = common[at + c * k + d];
        for (let b = 0; b < c; b++) s -= block[c * k + b] * x[b * k + d];
        x[c * k + d] = s / block[c * k + c];
      }
    for (let d = 0; d < k; d++)
      for (let e = 0; e < k; e++) for (let c = 0; c < k; c++) left[d * k + e] -= x[c * k + d] * x[c * k + e];
  }
  return choleskyInPlace(left, k);
}
