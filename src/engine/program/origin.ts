import { cholesky } from '../linalg/cholesky.ts';
import { backSolve, forwardSolve } from '../linalg/triangular.ts';
import { dot } from '../linalg/vectors.ts';
import type { Program } from './program.ts';

/** Share of y'Wy that no coefficients explain, below which sums of squares would lose digits that matter. */
const farOut = 1e-4;

/**
 * Where coefficients are told from, so that sums of products lose no digits: least squares of an outcome that lies far from 0
 * against what they leave of it, without an intercept for one; else 0. `centre` is what the outcome is less already.
 */
export function farOrigin(program: Program, centre: number): Float64Array {
  const { rows, linear } = program;
  const p = linear.length;
  const [xx, xy, x] = [new Float64Array(p * p), new Float64Array(p), new Float64Array(p)];
  let yy = 0;
  for (let i = 0; i < rows.count; i++) {
    const w = rows.weights === null ? 1 : rows.weights[i];
    const y = outcomeAbout(rows, i, centre);
    readLinear(program, i, x);
    yy += w * y * y;
    for (let a = 0; a < p; a++) {
      xy[a] += w * x[a] * y;
      for (let b = 0; b < p; b++) xx[a * p + b] += w * x[a] * x[b];
    }
  }
  const factor = cholesky(xx, p);
  if (factor === null) return new Float64Array(p);
  const least = xy.slice();
  forwardSolve(factor, 0, p, least, 0);
  backSolve(factor, 0, p, least, 0);
  return yy - dot(least, xy) < farOut * yy ? least : new Float64Array(p);
}

/** The outcome of a row less its offset and less a place. */
export function outcomeAbout({ y, offset, condensed }: Program['rows'], i: number, centre: number): number {
  return (
    y[i] -
    (offset === null ? 0 : offset[i]) -
    (condensed === undefined ? centre : (centre - condensed.origin) * condensed.ones[i])
  );
}

/** Writes row i of X, the intercept's column included. */
export function readLinear({ rows }: Pick<Program, 'rows'>, i: number, out: Float64Array): void {
  const skip = rows.hasIntercept ? 1 : 0;
  if (skip === 1) out[0] = rows.condensed?.ones[i] ?? 1;
  for (let j = skip; j < out.length; j++) out[j] = rows.x[i * rows.width + j - skip];
}
