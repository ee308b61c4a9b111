import { describe, expect, test } from 'vitest';
import {
  type ArrowMatrix,
  arrowDimension,
  arrowMatrix,
  backSolveArrow,
  factorArrow,
  logDeterminant,
  solveArrow,
} from '../../src/engine/linalg/arrow.ts';
import { inverseOnPattern } from '../../src/engine/linalg/arrowInverse.ts';
import { stream } from '../../src/engine/rng.ts';
import { invert, randomArrow, type Shape, toDense } from './dense.ts';

const one = (blocks: number, size: number, border: number): Shape => ({ parts: [{ blocks, size }], border });

const shapes: readonly Shape[] = [
  one(7, 1, 0),
  one(5, 3, 0),
  { parts: [], border: 4 },
  { parts: [], border: 0 },
  one(9, 1, 4),
  one(6, 2, 5),
  one(4, 3, 9),
  {
    parts: [
      { blocks: 9, size: 1 },
      { blocks: 3, size: 1 },
    ],
    border: 0,
  },
  {
    parts: [
      { blocks: 9, size: 2 },
      { blocks: 4, size: 3 },
    ],
    border: 5,
  },
  {
    parts: [
      { blocks: 11, size: 1 },
      { blocks: 6, size: 2 },
      { blocks: 3, size: 1 },
    ],
    border: 4,
  },
];

const describeShape = ({ parts, border }: Shape): string =>
  [...parts.map(({ blocks, size }) => `${blocks} of ${size}`), `border ${border}`].join(' in ');

function example(shape: Shape): ArrowMatrix {
  const rng = stream('arrow', describeShape(shape));
  return randomArrow(shape, rng.normal, rng.uniform);
}

// Diagonally dominant: condition numbers below a few hundred, so 1e-12 leaves a thousandfold room.
const tolerance = 1e-12;

for (const shape of shapes)
  describe(`block arrow, ${describeShape(shape)}`, () => {
    const n = arrowDimension(example(shape).pattern);
    const { inverse, logDeterminant: expected } = invert(toDense(example(shape)));

    test('log determinant equals elimination with pivoting', () => {
      const m = example(shape);
      expect(factorArrow(m)).toBe(true);
      expect(Math.abs(logDeterminant(m) - expected)).toBeLessThan(tolerance * (1 + n));
    });

    test('solve gives the columns of the inverse', () => {
      const m = example(shape);
      factorArrow(m);
      for (let j = 0; j < n; j++) {
        const x = Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0));
        solveArrow(m, x);
        x.forEach((xi, i) => {
          expect(Math.abs(xi - inverse[i][j])).toBeLessThan(tolerance);
        });
      }
    });

    test('half-solves of the unit vectors have the inverse as their covariance', () => {
      const m = example(shape);
      factorArrow(m);
      const sum = inverse.map((row) => row.map(() => 0));
      for (let j = 0; j < n; j++) {
        const x = Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0));
        backSolveArrow(m, x);
        for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) sum[a][b] += x[a] * x[b];
      }
      sum.forEach((row, i) => {
        row.forEach((s, j) => {
          expect(Math.abs(s - inverse[i][j])).toBeLessThan(tolerance);
        });
      });
    });

    test('the inverse on the pattern equals the inverse there, upper triangles included', () => {
      const m = example(shape);
      const out = arrowMatrix(m.pattern);
      factorArrow(m);
      inverseOnPattern(m, out);
      const found = toDense(out);
      const on = toDense(example(shape));
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          if (on[i][j] !== 0) expect(Math.abs(found[i][j] - inverse[i][j])).toBeLessThan(tolerance);
      expectSymmetric(out);
    });
  });

function expectSymmetric({ pattern, lead, border, rest }: ArrowMatrix): void {
  const { blocks, size } = pattern;
  for (let j = 0; j < blocks; j++)
    for (let a = 0; a < size * size; a++) {
      const transposed = (a % size) * size + Math.floor(a / size);
      const at = j * size * size;
      expect(Math.abs(lead[at + a] - lead[at + transposed])).toBeLessThan(tolerance);
    }
  if (rest !== null) expectSymmetric(rest);
  else
    border.forEach((value, p) => {
      expect(value).toBe(border[(p % pattern.border) * pattern.border + Math.floor(p / pattern.border)]);
    });
}

test('a matrix that is not positive definite is refused, in a block or in the border', () => {
  const bad = example(one(6, 2, 5));
  bad.lead[3] = -1;
  expect(factorArrow(bad)).toBe(false);
  const worse = example(one(6, 2, 5));
  worse.border[0] = 1e-9;
  expect(factorArrow(worse)).toBe(false);
});
