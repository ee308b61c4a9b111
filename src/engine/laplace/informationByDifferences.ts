import { Matrix } from 'ml-matrix';
import type { LogDensity } from '../logDensity.ts';

export interface Differences {
  /** How far each coordinate moves, as a share of its sd. */
  readonly share: number;
  /** Rough posterior sds. */
  readonly sds: ArrayLike<number>;
  /** The gradient at the point, for forward differences, one gradient a coordinate; null for central ones, two. */
  readonly gradient: Float64Array | null;
  /** A coordinate that is held: its row and column are left 0. */
  readonly held?: number;
}

/** Minus the second derivatives of a density on a scale of about one, by differences of its gradient, symmetrised. Null where it is not finite at a point looked at. */
export function informationByDifferences(
  target: LogDensity,
  point: Float64Array,
  { share, sds, gradient, held = -1 }: Differences,
): Matrix | null {
  const n = target.dimension;
  const up = new Float64Array(n);
  const down = gradient ?? new Float64Array(n);
  const information = new Matrix(n, n);
  const at = point.slice();
  const isKnown = (out: Float64Array): boolean => Number.isFinite(target.logDensityAndGradient(at, out));
  for (let c = 0; c < n; c++) {
    if (c === held) continue;
    const h = share * Math.min(1, Math.max(1e-3, sds[c]));
    at[c] = point[c] + h;
    if (!isKnown(up)) return null;
    at[c] = point[c] - h;
    if (gradient === null && !isKnown(down)) return null;
    at[c] = point[c];
    const width = gradient === null ? 4 * h : 2 * h;
    for (let i = 0; i < n; i++) {
      if (i === held) continue;
      const half = (down[i] - up[i]) / width;
      information.set(c, i, information.get(c, i) + half);
      information.set(i, c, information.get(i, c) + half);
    }
  }
  return information;
}
