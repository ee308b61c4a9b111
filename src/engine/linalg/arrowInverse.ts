import { type ArrowMatrix, borderEntry } from './arrow.ts';
import { inverseLarge } from './largeBlock.ts';
import { backSolve } from './triangular.ts';

/**
 * The entries of M^-1 that lie on M's own pattern, from the factor of M; upper triangles are filled too.
 * With R the inverse of the Schur complement and T = U R: border R, coupling -C'^-1 T, lead C'^-1 (I + T U') C^-1, the
 * 2 x 2 block inverse. Nothing outside the pattern is ever formed.
 * Source: Erisman & Tinney 1975, after Takahashi et al. 1973, by blocks.
 */
export function inverseOnPattern(factor: ArrowMatrix, out: ArrowMatrix): void {
  const { pattern } = factor;
  const { blocks, size, start } = pattern;
  if (factor.rest !== null && out.rest !== null) inverseOnPattern(factor.rest, out.rest);
  else inverseLarge(factor.border, pattern.border, out.border);
  const middle = new Float64Array(size * size);
  for (let j = 0; j < blocks; j++) {
    const at = j * size * size;
    middle.fill(0);
    for (let a = 0; a < size; a++) middle[a * (size + 1)] = 1;
    for (let e = start[j]; e < start[j + 1]; e++) {
      timesBorder(factor, out, j, e);
      addOuter(middle, out.coupling, factor.coupling, e * size, size);
      for (let a = 0; a < size; a++) out.coupling[e * size + a] *= -1;
      backSolve(factor.lead, at, size, out.coupling, e * size);
    }
    sandwich(factor.lead, at, size, middle, out.lead);
  }
}

/** Column e of T = U R: sum over the columns f that block j touches of U_f R[f, e]. */
function timesBorder({ pattern, coupling }: ArrowMatrix, out: ArrowMatrix, j: number, e: number): void {
  const { size, start } = pattern;
  out.coupling.fill(0, e * size, (e + 1) * size);
  for (let f = start[j]; f < start[j + 1]; f++) {
    const r = borderEntry(out, e, f);
    for (let a = 0; a < size; a++) out.coupling[e * size + a] += coupling[f * size + a] * r;
  }
}

/** middle += x y', for columns of x and y at `at`. */
function addOuter(middle: Float64Array, x: Float64Array, y: Float64Array, at: number, n: number): void {
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) middle[a * n + b] += x[at + a] * y[at + b];
}

/** out <- C'^-1 S C^-1 for a symmetric S (spoiled): back-solve its rows, which gives S C^-1, then the columns of that. */
function sandwich(c: Float64Array, at: number, n: number, s: Float64Array, out: Float64Array): void {
  for (let a = 0; a < n; a++) backSolve(c, at, n, s, a * n);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) out[at + a * n + b] = s[b * n + a];
  for (let a = 0; a < n; a++) backSolve(c, at, n, out, at + a * n);
}
