import { pow } from '../../src/engine/elementary.ts';
import type { CovarianceParameter } from './structure.ts';

/** A reported parameter read off G, k x k row-major. */
export function readParameter(
  { of: [i, j], root, read }: CovarianceParameter,
  g: Float64Array,
  k: number,
): number {
  const sd = (c: number): number => Math.sqrt(g[c * (k + 1)]);
  if (j === undefined) return sd(i);
  const correlation = g[i * k + j] / sd(i) / sd(j);
  if (read !== undefined) return read(correlation);
  return root === undefined ? correlation : pow(correlation, root);
}
