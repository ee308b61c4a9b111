import { describe, expect, test } from 'vitest';
import { factorLarge } from '../../src/engine/linalg/largeBlock.ts';
import { stream } from '../../src/engine/rng.ts';

/** Diagonally dominant, so that 1e-12 leaves room for rounding. */
function example(n: number): Float64Array {
  const { normal } = stream('large', n);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      a[i * n + j] = i === j ? n : 0.3 * normal();
      a[j * n + i] = a[i * n + j];
    }
  return a;
}

// around the panel's width of 48 and the tiles' of 2 and 4
describe.each([1, 2, 3, 5, 47, 48, 49, 97, 131])('a dense block of %i rows', (n) => {
  const a = example(n);
  const c = a.slice();

  test('its factor times its transpose is the matrix', () => {
    expect(factorLarge(c, n)).toBe(true);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        let s = 0;
        for (let k = 0; k <= j; k++) s += c[i * n + k] * c[j * n + k];
        expect(Math.abs(s - a[i * n + j])).toBeLessThan(1e-12 * n);
      }
  });

  test('a negative pivot is refused', () => {
    const bad = example(n);
    bad[n * n - 1] = -1;
    expect(factorLarge(bad, n)).toBe(false);
  });
});
