import { log } from '../elementary.ts';
import { backSolve, factorBlock, forwardSolve } from './triangular.ts';

/**
 * Where a symmetric block-arrow matrix [[D, A], [A', B]] may be non-zero: D block diagonal with many small blocks, B a
 * dense border, and A sparse: each block touches few columns of the border.
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
  /** border x border row-major; a symmetric one may hold its lower triangle only. */
  readonly border: Float64Array;
}

export function arrowMatrix(pattern: ArrowPattern): ArrowMatrix {
  const { blocks, size, border, touched } = pattern;
  return {
    pattern,
    lead: new Float64Array(blocks * size * size),
    coupling: new Float64Array(touched.length * size),
    border: new Float64Array(border * border),
  };
}

export function arrowDimension({ blocks, size, border }: ArrowPattern): number {
  return blocks * size + border;
}

/**
 * Replaces a matrix by its Cholesky factor: [[C, 0], [U', S]] with D = C C', U = C^-1 A, S S' = B - U'U (the Schur
 * complement). Reads lower triangles only. False, with the matrix spoiled, if it is not positive definite.
 * Source: block elimination as in Bates et al. 2015 (lme4), section 5; Golub & Van Loan 2013, section 4.2.
 */
export function factorArrow({ pattern, lead, coupling, border }: ArrowMatrix): boolean {
  const { blocks, size, start, touched } = pattern;
  for (let j = 0; j < blocks; j++) {
    const at = j * size * size;
    if (!factorBlock(lead, at, size)) return false;
    for (let e = start[j]; e < start[j + 1]; e++) {
      forwardSolve(lead, at, size, coupling, e * size);
      const row = touched[e] * pattern.border;
      for (let f = start[j]; f <= e; f++) {
        let s = 0;
        for (let a = 0; a < size; a++) s += coupling[e * size + a] * coupling[f * size + a];
        border[row + touched[f]] -= s;
      }
    }
  }
  return factorBlock(border, 0, pattern.border);
}

/** log |M| from the factor of M. */
export function logDeterminant({ pattern, lead, border }: ArrowMatrix): number {
  const { blocks, size } = pattern;
  let sum = 0;
  for (let j = 0; j < blocks; j++)
    for (let a = 0; a < size; a++) sum += log(lead[j * size * size + a * (size + 1)]);
  for (let p = 0; p < pattern.border; p++) sum += log(border[p * (pattern.border + 1)]);
  return 2 * sum;
}

/** x <- F^-1 x for the lower factor F. */
export function forwardSolveArrow(factor: ArrowMatrix, x: Float64Array): void {
  const { pattern, lead, coupling, border } = factor;
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
  forwardSolve(border, 0, pattern.border, x, first);
}

/** x <- F'^-1 x: standard normals become draws from N(0, M^-1). */
export function backSolveArrow(factor: ArrowMatrix, x: Float64Array): void {
  const { pattern, lead, coupling, border } = factor;
  const { blocks, size, start, touched } = pattern;
  const first = blocks * size;
  backSolve(border, 0, pattern.border, x, first);
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
