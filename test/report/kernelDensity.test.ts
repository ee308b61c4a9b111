import { describe, expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { kernelDensity } from '../../src/report/kernelDensity.ts';

const rng = stream('kernel', 'density');
const uniform = Float64Array.from({ length: 500 }, () => 2 * rng.uniform() - 1);
/** Midpoints of cells that cover [-3, 3]. */
const width = 0.005;
const grid = Array.from({ length: 1200 }, (_, k) => -3 + (k + 0.5) * width);
const supports: [number, number][] = [
  [-1, 1],
  [-1, Number.POSITIVE_INFINITY],
  [Number.NEGATIVE_INFINITY, 1],
  [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
];

describe('kernelDensity', () => {
  test.each(supports)('loses nothing beyond the ends %d and %d', (lower, upper) => {
    const density = kernelDensity(uniform, grid, [lower, upper], 500);
    const inside = density.filter((_, k) => grid[k] > lower && grid[k] < upper);
    expect(density.filter(Number.isNaN).length).toBe(density.length - inside.length);
    // a kernel reaches 0.2 or so here: mass mirrored at one end and lost at the other is below exp(-50)
    expect(inside.reduce((sum, d) => sum + d * width, 0)).toBeCloseTo(1, 5);
  });

  test('is flat up to the end of a support where draws are', () => {
    const [end, middle] = kernelDensity(uniform, [-1, 0], [-1, 1], 500);
    // 500 uniform draws and kernels 0.15 wide: sd of the ratio is about 0.15
    expect(end / middle).toBeGreaterThan(0.6);
    const [free] = kernelDensity(uniform, [-1], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], 500);
    expect(end).toBeCloseTo(2 * free, 12);
  });

  test('sees every so many draws, `most` of them at most', () => {
    const every = uniform.filter((_, i) => i % 5 === 0);
    expect(kernelDensity(uniform, [0.3], [-1, 1], 100)).toEqual(kernelDensity(every, [0.3], [-1, 1], 100));
  });
});
