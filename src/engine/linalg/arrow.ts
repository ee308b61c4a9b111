import { log } from '../elementary.ts';
import { factorLarge } from './largeBlock.ts';
import { backSolve, factorBlock, forwardSolve } from './triangular.ts';

/**
 * Where a symmetric block-arrow matrix [[D, A], [A', B]] may be non-zero: D block diagonal with many small blocks, A
 * sparse (each block touches few columns of the border), B dense or an arrow matrix again.
 *
 * B may be an arrow where eliminating D fills nothing in: each block of D touches one leading block of B only, and what
 * else it touches, that block of B touches too. Mixed models with nested factors are like that; crossed ones end in a
 * dense border.
 */
export interface ArrowPattern {
  readonly blocks: number;
  /** Rows of each leading block. */
  readonly size: number;
  /** Rows of the border. */
  readonly border: number;
  /** Block j touches the border columns `touched[start[j]]` up to `touched[start[j + 1] - 1]`, ascending. */
  readonly start: Int32Array;
  readonly touched: Int32Array;
  /** Pattern of the border; null where it is dense. */
  readonly rest: ArrowPattern | null;
}

/**
 * A matrix on an arrow pattern, or its lower Cholesky factor, or the part of its inverse that lies on the pattern.
 * Vectors beside it hold the leading blocks' numbers first, then the border's.
 */
export interface ArrowMatrix {
  readonly pattern: ArrowPattern;
  /** `blocks` blocks, size x size row-major; a symmetric one may hold its lower triangle only. */
  readonly lead: Float64Array;
  /** For each touched column e, the block's `size` numbers in it, from `e * size` on. */
  readonly coupling: Float64Array;
  /** border x border row-major, or empty where `rest` is the border; may hold its lower triangle only. */
  readonly border: Float64Array;
  readonly rest: ArrowMatrix | null;
  /**
   * Where `rest` is the border: for each touched column beyond the leading blocks of `rest`, its number among the
   * columns that the one block of `rest` touches.
   */
  readonly via: Int32Array;
}

export function arrowMatrix(pattern: ArrowPattern): ArrowMatrix {
  const { blocks, size, border, touched, rest } = pattern;
  return {
    pattern,
    lead: new Float64Array(blocks * size * size),
    coupling: new Float64Array(touched.length * size),
    border: new Float64Array(rest === null ? border * border : 0),
    rest: rest === null ? null : arrowMatrix(rest),
    via: rest === null ? new Int32Array(0) : throughRest(pattern, rest),
  };
}

function throughRest({ blocks, start, touched }: ArrowPattern, rest: ArrowPattern): Int32Array {
  const via = new Int32Array(touched.length).fill(-1);
  const first = rest.blocks * rest.size;
  for (let j = 0; j < blocks; j++) {
    let g = rest.start[Math.floor(touched[start[j]] / rest.size)];
    for (let e = start[j]; e < start[j + 1]; e++) {
      if (touched[e] < first) continue;
      while (rest.touched[g] < touched[e] - first) g++;
      via[e] = g;
    }
  }
  return via;
}

export function arrowDimension({ blocks, size, border }: ArrowPattern): number {
  return blocks * size + border;
}

/** The arrow matrix `depth` borders down. */
export function arrowAt(m: ArrowMatrix, depth: number): ArrowMatrix {
  return depth === 0 || m.rest === null ? m : arrowAt(m.rest, depth - 1);
}

/** Adds to the border's entry at the touched columns e >= f of one block. */
function addToBorder({ pattern, border, rest, via }: ArrowMatrix, e: number, f: number, value: number): void {
  const { touched } = pattern;
  if (rest === null) {
    border[touched[e] * pattern.border + touched[f]] += value;
    return;
  }
  const { blocks, size } = rest.pattern;
  if (touched[f] >= blocks * size) addToBorder(rest, via[e], via[f], value);
  else if (via[e] >= 0) rest.coupling[via[e] * size + (touched[f] % size)] += value;
  else rest.lead[touched[e] * size + (touched[f] % size)] += value;
}

/** The border's entry at the touched columns e and f of one block, both triangles being filled. */
export function borderEntry({ pattern, border, rest, via }: ArrowMatrix, e: number, f: number): number {
  const { touched } = pattern;
  if (rest === null) return border[touched[e] * pattern.border + touched[f]];
  const { size } = rest.pattern;
  if (via[e] >= 0 && via[f] >= 0) return borderEntry(rest, via[e], via[f]);
  if (via[e] >= 0) return rest.coupling[via[e] * size + (touched[f] % size)];
  if (via[f] >= 0) return rest.coupling[via[f] * size + (touched[e] % size)];
  return rest.lead[touched[e] * size + (touched[f] % size)];
}

/**
 * Replaces a matrix by its Cholesky factor: [[C, 0], [U', S]] with D = C C', U = C^-1 A, S S' = B - U'U (the Schur
 * complement). Reads lower triangles only. False, with the matrix spoiled, if it is not positive definite.
 * Source: Golub & Van Loan 2013, section 4.2, by blocks; eliminating the factor with most levels first and without fill
 * is what makes it cheap (Bates et al. 2015, section 3, on sparsity).
 */
export function factorArrow(m: ArrowMatrix): boolean {
  const { pattern, lead, coupling, border, rest } = m;
  const { blocks, size, start } = pattern;
  for (let j = 0; j < blocks; j++) {
    const at = j * size * size;
    if (!factorBlock(lead, at, size)) return false;
    for (let e = start[j]; e < start[j + 1]; e++) {
      forwardSolve(lead, at, size, coupling, e * size);
      for (let f = start[j]; f <= e; f++) {
        let s = 0;
        for (let a = 0; a < size; a++) s += coupling[e * size + a] * coupling[f * size + a];
        addToBorder(m, e, f, -s);
      }
    }
  }
  if (rest !== null) return factorArrow(rest);
  return factorLarge(border, pattern.border);
}

/** log |M| from the factor of M. */
export function logDeterminant({ pattern, lead, border, rest }: ArrowMatrix): number {
  const { blocks, size } = pattern;
  let sum = 0;
  for (let j = 0; j < blocks; j++)
    for (let a = 0; a < size; a++) sum += log(lead[j * size * size + a * (size + 1)]);
  if (rest !== null) return 2 * sum + logDeterminant(rest);
  for (let p = 0; p < pattern.border; p++) sum += log(border[p * (pattern.border + 1)]);
  return 2 * sum;
}

/** x <- F^-1 x for the lower factor F. */
export function forwardSolveArrow(
  { pattern, lead, coupling, border, rest }: ArrowMatrix,
  x: Float64Array,
): void {
  const { blocks, size, start, touched } = pattern;
  const first = blocks * size;
  for (let j = 0; j < blocks; j++) {
    forwardSolve(lead, j * size * size, size, x, j * size);
    for (let e = start[j]; e < start[j + 1]; e++) {
      let s = 0;
      for (let a = 0; a < size; a++) s += coupling[e * size + a] * x[j * size + a];
      x[first + touched[e]] -= s;
    }
  }
  if (rest === null) forwardSolve(border, 0, pattern.border, x, first);
  else forwardSolveArrow(rest, x.subarray(first));
}

/** x <- F'^-1 x: standard normals become draws from N(0, M^-1). */
export function backSolveArrow(
  { pattern, lead, coupling, border, rest }: ArrowMatrix,
  x: Float64Array,
): void {
  const { blocks, size, start, touched } = pattern;
  const first = blocks * size;
  if (rest === null) backSolve(border, 0, pattern.border, x, first);
  else backSolveArrow(rest, x.subarray(first));
  for (let j = 0; j < blocks; j++) {
    for (let e = start[j]; e < start[j + 1]; e++) {
      const s = x[first + touched[e]];
      for (let a = 0; a < size; a++) x[j * size + a] -= coupling[e * size + a] * s;
    }
    backSolve(lead, j * size * size, size, x, j * size);
  }
}

/** x <- M^-1 x from the factor of M. */
export function solveArrow(factor: ArrowMatrix, x: Float64Array): void {
  forwardSolveArrow(factor, x);
  backSolveArrow(factor, x);
}
