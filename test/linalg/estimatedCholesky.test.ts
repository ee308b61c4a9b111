import { describe, expect, it } from 'vitest';
import { elimination } from '../../src/engine/linalg/estimated/elimination.ts';
import { estimatedCholesky } from '../../src/engine/linalg/estimated/estimatedCholesky.ts';
import type { BlockPattern } from '../../src/engine/linalg/sparseCholesky/pattern.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { type Dense, invert } from './dense.ts';

/** Levels of factors that rows meet at random: I + sum of w z z' has a block for each level and each pair that meets. */
interface Design {
  readonly levels: readonly number[];
  readonly sizes: readonly number[];
  readonly rows: number;
  readonly order: 'forward' | 'backward';
}

function design(rng: Rng, { levels, sizes, rows, order }: Design) {
  const firsts = levels.map((_, f) => levels.slice(0, f).reduce((s, x) => s + x, 0));
  const nodes = levels.reduce((s, x) => s + x, 0);
  const name = (node: number): number => (order === 'forward' ? node : nodes - 1 - node);
  const meets = Array.from({ length: nodes }, (_, i) => new Set([i]));
  const sizeOf = new Int32Array(nodes);
  levels.forEach((count, f) => {
    for (let j = 0; j < count; j++) sizeOf[name(firsts[f] + j)] = sizes[f];
  });
  const data = Array.from({ length: rows }, () => {
    const at = levels.map((count, f) => name(firsts[f] + rng.integer(count)));
    for (const i of at) for (const j of at) meets[Math.max(i, j)].add(Math.min(i, j));
    return {
      at,
      x: at.map((i) => Array.from({ length: sizeOf[i] }, (_, c) => (c === 0 ? 1 : rng.normal()))),
    };
  });
  const start = new Int32Array(nodes + 1);
  const column: number[] = [];
  const offset = [0];
  meets.forEach((set, i) => {
    for (const j of [...set].sort((a, b) => a - b)) {
      column.push(j);
      offset.push(offset[offset.length - 1] + sizeOf[i] * sizeOf[j]);
    }
    start[i + 1] = column.length;
  });
  const pattern: BlockPattern = {
    sizes: sizeOf,
    start,
    column: Int32Array.from(column),
    offset: Int32Array.from(offset),
  };
  const main = Int32Array.from({ length: levels[0] }, (_, j) => name(j)).sort();
  return { pattern, main, data };
}

type Made = ReturnType<typeof design>;

/** The matrix with row i's weight w_i, and each level's effects scaled by a block. */
function valuesOf({ pattern, data }: Made, weight: (i: number) => number, scale: number): Float64Array {
  const { sizes, start, column, offset } = pattern;
  const values = new Float64Array(offset[column.length]);
  const blockAt = (i: number, j: number): number => {
    for (let e = start[i]; e < start[i + 1]; e++) if (column[e] === j) return offset[e];
    throw new Error('no block');
  };
  for (let i = 0; i < sizes.length; i++)
    for (let a = 0; a < sizes[i]; a++) values[blockAt(i, i) + a * (sizes[i] + 1)] = 1;
  data.forEach(({ at, x }, row) => {
    at.forEach((i, f) => {
      at.forEach((j, g) => {
        if (j > i) return;
        for (let a = 0; a < sizes[i]; a++)
          for (let b = 0; b < sizes[j]; b++)
            values[blockAt(i, j) + a * sizes[j] + b] += weight(row) * scale * x[f][a] * x[g][b];
      });
    });
  });
  return values;
}

function toDense({ sizes, start, column, offset }: BlockPattern, values: Float64Array): Dense {
  const at = [0];
  for (const size of sizes) at.push(at[at.length - 1] + size);
  const n = at[sizes.length];
  const m = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < sizes.length; i++)
    for (let e = start[i]; e < start[i + 1]; e++)
      for (let a = 0; a < sizes[i]; a++)
        for (let b = 0; b < sizes[column[e]]; b++) {
          m[at[i] + a][at[column[e]] + b] = values[offset[e] + a * sizes[column[e]] + b];
          m[at[column[e]] + b][at[i] + a] = m[at[i] + a][at[column[e]] + b];
        }
  return m;
}

const designs: readonly (Design & { readonly title: string })[] = [
  { title: 'two factors', levels: [60, 40], sizes: [1, 1], rows: 400, order: 'forward' },
  {
    title: 'three factors, the main one behind',
    levels: [50, 20, 8],
    sizes: [1, 1, 1],
    rows: 300,
    order: 'backward',
  },
  { title: 'slopes', levels: [24, 12, 5], sizes: [2, 3, 1], rows: 300, order: 'backward' },
];

for (const of of designs)
  describe(`a determinant without a factor: ${of.title}`, () => {
    const made = design(stream('estimated', of.title), of);
    const weights = Array.from({ length: of.rows }, (_, i) => 0.2 + 0.6 * ((i * 0.618) % 1));
    const values = valuesOf(made, (i) => weights[i], 1);
    const h = toDense(made.pattern, values);
    const exact = invert(h);
    const estimated = estimatedCholesky(elimination(made.pattern, made.main));
    const inverse = new Float64Array(values.length);
    estimated.factor(values);
    const found = estimated.logDeterminant();
    const standardError = estimated.standardError();
    estimated.inverse(inverse);
    const slopes = toDense(made.pattern, inverse);

    it('solves agree with the dense inverse to 1e-10', () => {
      expect(estimated.factor(values)).toBe(true);
      const b = Float64Array.from(exact.inverse, (_, p) => Math.cos(3 * p));
      const x = b.slice();
      estimated.solve(x);
      exact.inverse.forEach((row, p) => {
        expect(x[p]).toBeCloseTo(
          row.reduce((s, v, q) => s + v * b[q], 0),
          10,
        );
      });
    });

    it('is within three standard errors, and they are small', () => {
      expect(Math.abs(found - exact.logDeterminant)).toBeLessThan(3 * standardError);
      expect(standardError).toBeLessThan(0.1);
    });

    it('its derivative is that by differences, in every direction', () => {
      const direction = valuesOf(made, (i) => Math.sin(i), 1).map((v, p) => v - 0.3 * values[p]);
      const along = (by: number): number => {
        estimated.factor(values.map((v, p) => v + by * direction[p]));
        return estimated.logDeterminant();
      };
      const step = 1e-3;
      const differences =
        (8 * (along(step) - along(-step)) - (along(2 * step) - along(-2 * step))) / (12 * step);
      const dense = toDense(made.pattern, direction);
      let slope = 0;
      for (let p = 0; p < h.length; p++)
        for (let q = 0; q < h.length; q++) slope += slopes[p][q] * dense[p][q];
      expect(slope).toBeCloseTo(differences, 7);
    });

    it('a block of H times its derivative has the lower triangle of the identity', () => {
      let at = 0;
      for (const size of made.pattern.sizes) {
        for (let a = 0; a < size; a++)
          for (let b = 0; b <= a; b++) {
            const product = h[at + a].reduce((s, v, q) => s + v * slopes[q][at + b], 0);
            expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
          }
        at += size;
      }
    });
  });

describe('a determinant without a factor', () => {
  const made = design(stream('estimated', 'few'), {
    levels: [6, 4],
    sizes: [1, 1],
    rows: 20,
    order: 'forward',
  });

  it('says where a matrix is not positive definite', () => {
    const values = valuesOf(made, () => 0.5, 1);
    const estimated = estimatedCholesky(elimination(made.pattern, made.main));
    expect(estimated.factor(values)).toBe(true);
    expect(estimated.factor(values.map((v, p) => (p % 2 === 0 ? v : 3 * v)))).toBe(false);
  });

  it('refuses to eliminate nodes that meet', () => {
    expect(() => elimination(made.pattern, Int32Array.of(0, 1, 6))).toThrow('meet');
  });
});
