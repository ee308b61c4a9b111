import type { Quantity } from '../../src/engine/program/quantity.ts';

/** Two time points, i > j, and their correlation. */
export interface PointPair {
  readonly quantity: Extract<Quantity, { kind: 'residualPair' }>;
  readonly i: number;
  readonly j: number;
}

/** Every two time points, row by row below the diagonal. */
export function pairsOf(points: readonly string[]): PointPair[] {
  return points.flatMap((later, i) =>
    points
      .slice(0, i)
      .map(
        (earlier, j): PointPair => ({ quantity: { kind: 'residualPair', points: [earlier, later] }, i, j }),
      ),
  );
}
