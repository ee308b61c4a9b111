import { kernelDensity } from '../kernelDensity.ts';
import { finiteEnds } from './axis.ts';

/** Points a curve is drawn through. */
const gridPoints = 101;
/** Draws a kernel sees: plenty for a picture. */
const kernelDraws = 1000;

/** A curve of densities over values. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Why draws have no density. */
export function noCurve(chains: readonly Float64Array[]): string {
  const some = chains.some((draws) => draws.some(Number.isFinite));
  return some ? 'the draws do not vary' : 'no finite values';
}

/** Values where densities of draws are told: from the least to the largest and a tenth beyond, within the support. */
export function densityGrid(
  draws: readonly Float64Array[],
  [lower, upper]: readonly [number, number],
  points = gridPoints,
): number[] {
  const [least, most] = finiteEnds(...draws);
  const margin = 0.1 * (most - least);
  const [low, high] = [Math.max(least - margin, lower), Math.min(most + margin, upper)];
  return Array.from({ length: points }, (_, k) => Math.min(high, low + ((high - low) * k) / (points - 1)));
}

/** Density by Gaussian kernels, reflected at the ends of the support; no curve for draws that do not vary. */
export function densityCurve(
  draws: Float64Array,
  grid: readonly number[],
  support: readonly [number, number],
): Curve {
  const finite = draws.filter(Number.isFinite);
  const [least, most] = finiteEnds(finite);
  if (!(most > least)) return { x: [], y: [] };
  return { x: grid, y: kernelDensity(finite, grid, support, kernelDraws) };
}
