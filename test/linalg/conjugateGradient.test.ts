import { describe, expect, test } from 'vitest';
import {
  type ConjugateSystem,
  conjugateGradient,
  conjugateWork,
} from '../../src/engine/linalg/conjugateGradient.ts';
import { multiply } from '../../src/engine/linalg/vectors.ts';
import { stream } from '../../src/engine/rng.ts';
import { invert } from './dense.ts';

const n = 30;
const { normal } = stream('conjugate', n);
const random = (length: number): Float64Array => Float64Array.from({ length }, normal);

/** D (B B' / n + I) D with D from 1 to 1000: condition above 1e6 as it stands, below 10 once its diagonal is divided out. */
function badlyScaled(): Float64Array {
  const b = random(n * n);
  const a = new Float64Array(n * n);
  const scale = (i: number): number => 10 ** ((3 * i) / (n - 1));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let s = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) s += (b[i * n + k] * b[j * n + k]) / n;
      a[i * n + j] = scale(i) * scale(j) * s;
    }
  return a;
}

const matrix = badlyScaled();
const plain: ConjugateSystem = {
  dimension: n,
  times: (x, out) => multiply(matrix, x, out),
  precondition: (r, out) => out.set(r),
};
const scaled: ConjugateSystem = {
  ...plain,
  precondition: (r, out) => {
    for (let i = 0; i < n; i++) out[i] = r[i] / matrix[i * n + i];
  },
};
const b = random(n);
const { inverse } = invert(Array.from({ length: n }, (_, i) => [...matrix.subarray(i * n, (i + 1) * n)]));
const solution = inverse.map((row) => row.reduce((s, value, j) => s + value * b[j], 0));

const furthest = (x: Float64Array): number =>
  x.reduce((most, value, i) => Math.max(most, Math.abs(value / solution[i] - 1)), 0);

describe('conjugate gradients', () => {
  test.each([
    ['from zero', () => new Float64Array(n)],
    ['from anywhere', () => random(n)],
  ])('the solution is that of elimination, %s', (_, start) => {
    const x = start();
    const { iterations, residual } = conjugateGradient(scaled, b, x, { relative: 1e-13 });
    expect(residual).toBeLessThanOrEqual(1e-13);
    expect(iterations).toBeLessThanOrEqual(n + 5);
    expect(furthest(x)).toBeLessThan(1e-9);
  });

  test('no iteration is spent on a start that solves the system already', () => {
    const x = Float64Array.from(solution);
    expect(conjugateGradient(scaled, b, x, { relative: 1e-9 }).iterations).toBe(0);
    expect(furthest(x)).toBe(0);
  });

  test('a good preconditioner saves iterations', () => {
    const count = (system: ConjugateSystem): number =>
      conjugateGradient(system, b, new Float64Array(n), { relative: 1e-8 }).iterations;
    expect(count(scaled)).toBeLessThan(0.7 * count(plain));
  });

  test('what is not reached in time is told by the residual', () => {
    const { iterations, residual } = conjugateGradient(scaled, b, new Float64Array(n), { most: 2 });
    expect(iterations).toBe(2);
    expect(residual).toBeGreaterThan(1e-6);
  });

  test('nothing is solved by nothing, and a matrix that is not positive definite is told', () => {
    const x = random(n);
    expect(conjugateGradient(scaled, new Float64Array(n), x)).toEqual({ iterations: 0, residual: 0 });
    expect(x.every((value) => value === 0)).toBe(true);
    const negative: ConjugateSystem = { ...plain, times: (v, out) => out.set(v.map((value) => -value)) };
    expect(conjugateGradient(negative, b, new Float64Array(n)).residual).toBe(1);
  });

  test('work that was used before changes no bit', () => {
    const work = conjugateWork(n);
    for (const vector of Object.values(work) as Float64Array[]) vector.fill(Number.NaN);
    const [first, second] = [new Float64Array(n), new Float64Array(n)];
    conjugateGradient(scaled, b, first, {}, work);
    conjugateGradient(scaled, b, second);
    expect(first).toEqual(second);
  });
});
