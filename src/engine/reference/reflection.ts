import { dot } from '../linalg/vectors.ts';

/** The row of a factor that belongs to coordinate i. */
export function rowOf(factor: Float64Array, n: number, i: number): Float64Array {
  return factor.subarray(i * n, (i + 1) * n);
}

/**
 * The reflection H under which, alpha being centre + factor H b, coordinate `axis` of b is the only one that moves parameter `axis`.
 * In place on the leading coordinates; its own reverse, and its own transpose.
 */
export function reflection(axis: number, factor: Float64Array, n: number): (x: Float64Array) => void {
  const row = rowOf(factor, n, axis);
  const length = Math.sqrt(dot(row, row));
  const normal = row.map((v) => -v / length);
  normal[axis] += 1;
  const square = dot(normal, normal);
  if (square === 0) return () => {};
  return (x) => {
    let along = 0;
    for (let i = 0; i < n; i++) along += normal[i] * x[i];
    const by = (2 * along) / square;
    for (let i = 0; i < n; i++) x[i] -= by * normal[i];
  };
}
