import { halfLog2Pi } from '../../engine/elementary/constants.ts';
import { log } from '../../engine/elementary.ts';
import { cholesky } from '../../engine/linalg/cholesky.ts';
import type { Rng } from '../../engine/rng.ts';

/** A normal distribution to compare a target with. */
export interface NormalProposal {
  /** Writes a draw, and returns its log density. */
  draw(rng: Rng, out: Float64Array): number;
  logDensity(point: Float64Array): number;
}

/** Draws a coordinate for a covariance of its own; with fewer, coordinates are taken as independent. */
const drawsPerCoordinate = 10;

/** The normal distribution with the points' mean and covariance; null where they do not vary in some direction. */
export function normalThrough(points: readonly Float64Array[]): NormalProposal | null {
  const n = points[0].length;
  const centre = new Float64Array(n);
  for (const point of points) for (let i = 0; i < n; i++) centre[i] += point[i] / points.length;
  const covariance = new Float64Array(n * n);
  const isFull = points.length >= drawsPerCoordinate * n;
  for (const point of points)
    for (let i = 0; i < n; i++)
      for (let j = isFull ? 0 : i; j <= i; j++)
        covariance[i * n + j] += ((point[i] - centre[i]) * (point[j] - centre[j])) / (points.length - 1);
  const factor = cholesky(covariance, n);
  return factor === null ? null : normalAround(centre, factor);
}

/** N(centre, factor factor'). */
function normalAround(centre: Float64Array, factor: Float64Array): NormalProposal {
  const n = centre.length;
  const z = new Float64Array(n);
  const logDeterminant = centre.reduce((sum, _, i) => sum + log(factor[i * (n + 1)]), 0);
  const ofStandard = (): number =>
    z.reduce((sum, value) => sum - 0.5 * value * value, -n * halfLog2Pi - logDeterminant);
  return {
    draw(rng, out) {
      for (let i = 0; i < n; i++) {
        z[i] = rng.normal();
        let sum = centre[i];
        for (let j = 0; j <= i; j++) sum += factor[i * n + j] * z[j];
        out[i] = sum;
      }
      return ofStandard();
    },
    logDensity(point) {
      for (let i = 0; i < n; i++) {
        let rest = point[i] - centre[i];
        for (let j = 0; j < i; j++) rest -= factor[i * n + j] * z[j];
        z[i] = rest / factor[i * (n + 1)];
      }
      return ofStandard();
    },
  };
}
