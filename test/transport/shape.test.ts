import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../src/engine/reference/shape.ts';

const at = (shape: NonNullable<ReturnType<typeof shapeOf>>, y: number) => {
  const out = { x: 0, slope: 0, curvature: 0 };
  shape.at(y, out);
  return out;
};

describe('the shape of a coordinate', () => {
  test('a normal profile stays as it is, and one that never falls has none', () => {
    expect(shapeOf((x) => -0.5 * x * x)).toBeNull();
    expect(shapeOf((x) => -1e-3 * Math.abs(x))).toBeNull();
    expect(shapeOf(() => Number.NaN)).toBeNull();
  });

  // the log of an exponential variable, and of one with a shape of 3: long tails to the left, steep ends to the right
  test.each([1, 3])('log of a gamma variable with shape %i becomes standard normal', (a) => {
    const profile = (x: number): number => a * x - Math.exp(x);
    const shape = shapeOf(profile);
    if (shape === null) throw new Error('no shape');
    const level = (y: number): number => {
      const { x, slope } = at(shape, y);
      return profile(x) + Math.log(slope) + 0.5 * y * y;
    };
    for (let y = -4; y <= 4; y += 0.1) expect(Math.abs(level(y) - level(0))).toBeLessThan(0.1);
  });

  test('slope and curvature are the derivatives, at the ends too', () => {
    const shape = shapeOf((x) => x - Math.exp(x));
    if (shape === null) throw new Error('no shape');
    for (const y of [-9, -5.3, -1.24, 0.1, 2.6, 5.45, 8]) {
      const [less, here, more] = [at(shape, y - 1e-5), at(shape, y), at(shape, y + 1e-5)];
      expect(here.slope).toBeCloseTo((more.x - less.x) / 2e-5, 5);
      expect(here.curvature).toBeCloseTo((more.slope - less.slope) / 2e-5, 4);
      expect(here.slope).toBeGreaterThan(0);
    }
  });
});
