import { describe, expect, test } from 'vitest';
import { meanPValue } from '../../src/testing/tTest.ts';
import { checkGradient, densityShapes, knownDensity, normalDensity, stream } from '../../src/testing.ts';

describe.each(densityShapes)('%s', (shape) => {
  const density = knownDensity(shape, 3, 5);
  const draws = (() => {
    const rng = stream('draws', shape);
    return Array.from({ length: 2000 }, () => density.draw(rng));
  })();
  // of more than a hundred tests: below 1e-6 is no accident
  const isMean = (values: readonly number[], expected: number): void =>
    expect(meanPValue(values, expected)).toBeGreaterThan(1e-6);

  test('has the gradient of differences at its own draws', () => {
    for (const theta of draws.slice(0, 5)) {
      const step = shape === 'badlyScaled' ? 1e-5 : 1e-3;
      const { ok, text } = checkGradient(density, theta, step, 1e-5);
      expect(ok, text).toBe(true);
    }
  });

  test("is drawn as its gradient says: Stein's identity, E[(theta_i - m_i) g_j] is -1 for i = j and 0 otherwise", () => {
    const gradient = new Float64Array(3);
    const products = draws.map((theta) => {
      density.logDensityAndGradient(theta, gradient);
      return Array.from(
        { length: 9 },
        (_, k) => (theta[Math.floor(k / 3)] - density.mean[Math.floor(k / 3)]) * gradient[k % 3],
      );
    });
    for (let k = 0; k < 9; k++)
      isMean(
        products.map((of) => of[k]),
        k % 4 === 0 ? -1 : 0,
      );
  });

  test('has the means and sds that it says', () => {
    for (let i = 0; i < 3; i++) {
      const off = draws.map((theta) => (theta[i] - density.mean[i]) / density.sd[i]);
      isMean(off, 0);
      isMean(
        off.map((z) => z * z),
        1,
      );
    }
  });

  test('is normalised: a narrower density over it averages to 1', () => {
    const factor = new Float64Array(9);
    for (let i = 0; i < 3; i++) factor[4 * i] = 0.25 * Math.min(1, density.sd[i]);
    const narrow = normalDensity(draws[0], factor);
    const scratch = new Float64Array(3);
    isMean(
      draws.map((theta) =>
        Math.exp(
          narrow.logDensityAndGradient(theta, scratch) - density.logDensityAndGradient(theta, scratch),
        ),
      ),
      1,
    );
  });
});
