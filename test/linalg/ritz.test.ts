import { expect, test } from 'vitest';
import { type ConjugateSystem, conjugateGradient } from '../../src/engine/linalg/conjugateGradient.ts';
import { addCoarse, ritzPairs } from '../../src/engine/linalg/ritz.ts';
import { dot } from '../../src/engine/linalg/vectors.ts';
import { stream } from '../../src/engine/rng.ts';

const n = 60;
const { normal } = stream('ritz');
const random = (): Float64Array => Float64Array.from({ length: n }, normal);
const scale = Float64Array.from({ length: n }, (_, i) => 1 + (i % 5));
/** Householder's mirror, so that the eigenvectors below are no unit vectors. */
const mirror = random();
const mirrored = (x: Float64Array): Float64Array => {
  const by = (2 * dot(mirror, x)) / dot(mirror, mirror);
  return x.map((value, i) => value - by * mirror[i]);
};
/** Eigenvalues of M^-1 A: five small ones, the others between 0.9 and 1.1. */
const lambda = Float64Array.from({ length: n }, (_, i) => (i < 5 ? 0.01 * (i + 1) : 0.9 + (0.2 * i) / n));
/** A = M^1/2 Q diag(lambda) Q' M^1/2 and M = diag(scale^2). */
const system: ConjugateSystem = {
  dimension: n,
  times: (x, out) => {
    const inner = mirrored(x.map((value, i) => value * scale[i])).map((value, i) => value * lambda[i]);
    out.set(mirrored(inner).map((value, i) => value * scale[i]));
  },
  precondition: (r, out) => out.set(r.map((value, i) => value / (scale[i] * scale[i]))),
};
const pairs = ritzPairs(system, random(), { steps: 40, most: 8, below: 0.5 });

test('Lanczos finds the eigenvalues that stand apart, with vectors that are orthonormal in M', () => {
  expect(pairs.values).toHaveLength(5);
  for (let k = 0; k < 5; k++) expect(Math.abs(pairs.values[k] - lambda[k])).toBeLessThan(1e-10);
  const image = new Float64Array(n);
  pairs.vectors.forEach((v, k) => {
    pairs.vectors.forEach((u, l) => {
      const product = u.reduce((sum, value, i) => sum + value * scale[i] * scale[i] * v[i], 0);
      expect(Math.abs(product - (k === l ? 1 : 0))).toBeLessThan(1e-10);
    });
    system.times(v, image);
    image.forEach((value, i) => {
      expect(Math.abs(value - lambda[k] * scale[i] * scale[i] * v[i])).toBeLessThan(1e-8);
    });
  });
});

test('as a coarse space they save the iterations that small eigenvalues take, and change no solution', () => {
  const coarse: ConjugateSystem = {
    ...system,
    precondition: (r, out) => {
      system.precondition(r, out);
      addCoarse(pairs, r, out);
    },
  };
  const b = random();
  const [plain, helped] = [new Float64Array(n), new Float64Array(n)];
  const without = conjugateGradient(system, b, plain);
  const within = conjugateGradient(coarse, b, helped);
  expect(within.iterations).toBeLessThan(without.iterations - 5);
  for (let i = 0; i < n; i++)
    expect(Math.abs(plain[i] - helped[i])).toBeLessThan(1e-8 * (1 + Math.abs(plain[i])));
});

test('a start in the space of one eigenvector finds that one and stops', () => {
  const first = mirrored(Float64Array.from({ length: n }, (_, i) => (i === 2 ? 1 : 0)));
  const start = first.map((value, i) => value * scale[i]);
  const { values } = ritzPairs(system, start, { steps: 10, most: 8, below: 0.5 });
  expect(values).toHaveLength(1);
  expect(Math.abs(values[0] - lambda[2])).toBeLessThan(1e-12);
});
