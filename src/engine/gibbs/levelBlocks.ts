import { scaledInformation } from '../collapsed/marginal.ts';
import { backSolve, factorBlock, forwardSolve } from '../linalg/triangular.ts';

/** For every level j of a term, H_j = L M_j^-1 L' / sigma^2 with M_j = I + L' N_j L / sigma^2: its effects' answer to a right side. */
export interface LevelBlocks {
  /** H, k x k a level. */
  readonly h: Float64Array;
  /** Of information N, k x k a level. False where an M_j has no Cholesky factor. */
  prepare(information: Float64Array, l: Float64Array, precision: number): boolean;
  /** out = H v. */
  timesH(v: Float64Array, out: Float64Array): void;
  /** out += L M^-1 x. */
  addSolved(x: Float64Array, out: Float64Array): void;
  /** out = M^-1 x. */
  solve(x: Float64Array, out: Float64Array): void;
}

export function levelBlocks(k: number, levels: number): LevelBlocks {
  return k === 1 ? scalarBlocks(levels) : matrixBlocks(k, levels);
}

function scalarBlocks(levels: number): LevelBlocks {
  const [h, inverse] = [new Float64Array(levels), new Float64Array(levels)];
  let sd = 0;
  return {
    h,
    prepare(information, l, precision) {
      sd = l[0];
      const scaled = sd * sd * precision;
      for (let j = 0; j < levels; j++) {
        const m = 1 + scaled * information[j];
        if (!(m > 0)) return false;
        inverse[j] = 1 / m;
        h[j] = scaled / m;
      }
      return true;
    },
    timesH(v, out) {
      for (let j = 0; j < levels; j++) out[j] = h[j] * v[j];
    },
    addSolved(x, out) {
      for (let j = 0; j < levels; j++) out[j] += sd * inverse[j] * x[j];
    },
    solve(x, out) {
      for (let j = 0; j < levels; j++) out[j] = inverse[j] * x[j];
    },
  };
}

function matrixBlocks(k: number, levels: number): LevelBlocks {
  const size = k * k;
  const [h, root] = [new Float64Array(levels * size), new Float64Array(levels * size)];
  const [block, solved] = [new Float64Array(size), new Float64Array(k)];
  let factor: Float64Array = new Float64Array(size);
  return {
    h,
    prepare(information, l, precision) {
      factor = l;
      for (let j = 0; j < levels; j++) {
        scaledInformation(information, j, l, k, precision, block);
        if (!factorBlock(block, 0, k)) return false;
        root.set(block, j * size);
        for (let c = 0; c < k; c++) {
          // column c of H: L M^-1 (row c of L)' / sigma^2
          for (let a = 0; a < k; a++) solved[a] = a <= c ? precision * l[c * k + a] : 0;
          forwardSolve(block, 0, k, solved, 0);
          backSolve(block, 0, k, solved, 0);
          lowerTimes(l, k, solved, 0);
          for (let a = 0; a < k; a++) h[j * size + a * k + c] = solved[a];
        }
      }
      return true;
    },
    timesH(v, out) {
      for (let j = 0; j < levels; j++)
        for (let a = 0; a < k; a++) {
          let sum = 0;
          for (let b = 0; b < k; b++) sum += h[j * size + a * k + b] * v[j * k + b];
          out[j * k + a] = sum;
        }
    },
    addSolved(x, out) {
      for (let j = 0; j < levels; j++) {
        for (let a = 0; a < k; a++) solved[a] = x[j * k + a];
        forwardSolve(root, j * size, k, solved, 0);
        backSolve(root, j * size, k, solved, 0);
        lowerTimes(factor, k, solved, 0);
        for (let a = 0; a < k; a++) out[j * k + a] += solved[a];
      }
    },
    solve(x, out) {
      out.set(x);
      for (let j = 0; j < levels; j++) {
        forwardSolve(root, j * size, k, out, j * k);
        backSolve(root, j * size, k, out, j * k);
      }
    },
  };
}

/** The k numbers of x from `at` on <- L times themselves, L lower triangular. */
export function lowerTimes(l: Float64Array, k: number, x: Float64Array, at: number): void {
  for (let r = k - 1; r >= 0; r--) {
    let sum = 0;
    for (let c = 0; c <= r; c++) sum += l[r * k + c] * x[at + c];
    x[at + r] = sum;
  }
}

/** The k numbers of x from `at` on <- L' times themselves. */
export function transposedLowerTimes(l: Float64Array, k: number, x: Float64Array, at: number): void {
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let r = c; r < k; r++) sum += l[r * k + c] * x[at + r];
    x[at + c] = sum;
  }
}
