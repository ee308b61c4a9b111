import { kernelDensityEstimation } from 'simple-statistics';

/**
 * Density of draws at the points of a grid: Gaussian kernels, reflected at the ends of the support so that an sd's
 * density does not fall off at zero; NaN beyond them. The kernel sees at most `most` draws, evenly thinned: the cost is
 * their number times the grid's.
 */
export function kernelDensity(
  draws: Float64Array,
  grid: readonly number[],
  [lower, upper]: readonly [number, number],
  most: number,
): number[] {
  const step = Math.ceil(draws.length / most);
  const at = kernelDensityEstimation([...draws.filter((_, i) => i % step === 0)]);
  const mirrored = (x: number, end: number): number => (Number.isFinite(end) ? at(2 * end - x) : 0);
  return grid.map((x) =>
    x < lower || x > upper ? Number.NaN : at(x) + mirrored(x, lower) + mirrored(x, upper),
  );
}
