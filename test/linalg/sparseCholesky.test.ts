import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Graph, graphOf } from '../../src/engine/linalg/sparseCholesky/graph.ts';
import { fillReducingOrder } from '../../src/engine/linalg/sparseCholesky/ordering.ts';
import {
  analyse,
  type BlockPattern,
  blockPattern,
  cliquePattern,
  rowCount,
  type SparseCholesky,
  sparseCholesky,
  sparseWork,
  valueCount,
} from '../../src/engine/linalg/sparseCholesky.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { type Dense, invert } from './dense.ts';

// Diagonally dominant matrices: condition numbers below a few hundred, so 1e-12 leaves a thousandfold room.
const tolerance = 1e-12;

/** First rows of the nodes. */
function firstRows({ sizes }: BlockPattern): number[] {
  const first = [0];
  for (const size of sizes) first.push(first[first.length - 1] + size);
  return first;
}

function toDense(pattern: BlockPattern, values: Float64Array): Dense {
  const { sizes, start, column, offset } = pattern;
  const first = firstRows(pattern);
  const n = rowCount(pattern);
  const m = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  sizes.forEach((rows, i) => {
    for (let e = start[i]; e < start[i + 1]; e++)
      for (let a = 0; a < rows; a++)
        for (let b = 0; b < sizes[column[e]]; b++) {
          const [p, q] = [first[i] + a, first[column[e]] + b];
          if (q > p) continue;
          m[p][q] = values[offset[e] + a * sizes[column[e]] + b];
          m[q][p] = m[p][q];
        }
  });
  return m;
}

/** Random numbers on a pattern, upper triangles of diagonal blocks NaN: nobody may read them. */
function randomValues(pattern: BlockPattern, rng: Rng): Float64Array {
  const { sizes, start, offset } = pattern;
  const values = Float64Array.from({ length: valueCount(pattern) }, () => rng.normal());
  const sums = toDense(pattern, values).map((row) => row.reduce((s, x) => s + Math.abs(x), 0.1));
  const first = firstRows(pattern);
  sizes.forEach((size, i) => {
    const at = offset[start[i + 1] - 1];
    for (let a = 0; a < size; a++) {
      values[at + a * (size + 1)] = sums[first[i] + a];
      for (let b = a + 1; b < size; b++) values[at + a * size + b] = Number.NaN;
    }
  });
  return values;
}

function randomPattern(nodes: number, density: number, largest: number, rng: Rng): BlockPattern {
  const sizes = Int32Array.from({ length: nodes }, () => Math.floor(rng.uniform() * (largest + 1)));
  const rows = Array.from({ length: nodes }, (_, i) =>
    Array.from({ length: i }, (_, j) => j).filter(() => rng.uniform() < density),
  );
  return blockPattern(sizes, rows);
}

function unit(n: number, j: number): Float64Array {
  const x = new Float64Array(n);
  x[j] = 1;
  return x;
}

function expectNear(found: number, wanted: number): void {
  if (!(Math.abs(found - wanted) < tolerance)) expect(found).toBe(wanted);
}

/** Holds all that a factor gives against elimination with pivoting. */
function expectRight(cholesky: SparseCholesky, values: Float64Array): void {
  const { pattern } = cholesky.analysis;
  const { inverse, logDeterminant } = invert(toDense(pattern, values));
  const n = inverse.length;
  expect(cholesky.factor(values)).toBe(true);
  expect(Math.abs(cholesky.logDeterminant() - logDeterminant)).toBeLessThan(tolerance * (1 + n));
  const covariance = inverse.map((row) => row.map(() => 0));
  for (let j = 0; j < n; j++) {
    const [solved, coloured] = [unit(n, j), unit(n, j)];
    cholesky.solve(solved);
    cholesky.colour(coloured);
    for (let a = 0; a < n; a++) {
      expectNear(solved[a], inverse[a][j]);
      for (let b = 0; b < n; b++) covariance[a][b] += coloured[a] * coloured[b];
    }
  }
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) expectNear(covariance[a][b], inverse[a][b]);
  expectInverse(cholesky, inverse);
}

function expectInverse({ analysis: { pattern }, ...cholesky }: SparseCholesky, inverse: Dense): void {
  const { sizes, start, column, offset } = pattern;
  const first = firstRows(pattern);
  const out = new Float64Array(valueCount(pattern)).fill(Number.NaN);
  cholesky.inverse(out);
  sizes.forEach((rows, i) => {
    for (let e = start[i]; e < start[i + 1]; e++)
      for (let a = 0; a < rows; a++)
        for (let b = 0; b < sizes[column[e]]; b++)
          expectNear(out[offset[e] + a * sizes[column[e]] + b], inverse[first[i] + a][first[column[e]] + b]);
  });
}

const chain = (n: number): number[][] => Array.from({ length: n }, (_, i) => (i === 0 ? [] : [i - 1]));
const full = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: i }, (_, j) => j));
const shapes: readonly (readonly [string, BlockPattern, readonly number[]])[] = [
  ['nothing', blockPattern(new Int32Array(0), []), []],
  ['one node without rows', blockPattern(Int32Array.of(0), [[]]), []],
  ['one number', blockPattern(Int32Array.of(1), [[]]), []],
  ['one node of 6', blockPattern(Int32Array.of(6), [[]]), []],
  ['parts that do not meet', blockPattern(Int32Array.of(1, 2, 0, 3), [[], [], [], []]), []],
  ['a chain', blockPattern(new Int32Array(20).fill(2), chain(20)), []],
  ['a chain with its middle last', blockPattern(new Int32Array(30).fill(1), chain(30)), [3, 15, 14]],
  ['all nodes', blockPattern(new Int32Array(23).fill(3), full(23)), []],
  ['a node wider than a panel', blockPattern(Int32Array.of(2, 66, 1), [[], [0], [1]]), []],
];

describe.each(shapes)('sparse Cholesky of %s', (_, pattern, last) => {
  test('agrees with elimination', () => {
    const values = randomValues(pattern, stream('sparse', rowCount(pattern)));
    expectRight(sparseCholesky(analyse(pattern, last)), values);
  });
});

test('random patterns with nodes of 0 to 6 rows, some kept last, agree with elimination', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 16 }),
      fc.constantFrom(0.02, 0.1, 0.3, 0.8),
      fc.constantFrom(1, 2, 6),
      fc.integer({ min: 0, max: 3 }),
      (seed, nodes, density, largest, kept) => {
        const rng = stream('sparse patterns', seed);
        const pattern = randomPattern(nodes, density, largest, rng);
        const last = Array.from({ length: kept }, () => Math.floor(rng.uniform() * nodes));
        expectRight(sparseCholesky(analyse(pattern, last)), randomValues(pattern, rng));
      },
    ),
    { numRuns: 50 },
  );
});

/** Two factors crossed at random, as rows of data have them, and a node of coefficients. */
function crossed(levels: number, rows: number, size: number, rng: Rng): BlockPattern {
  const level = (): number => Math.floor(rng.uniform() * levels);
  const nodes = Array.from({ length: rows }, () => [level(), levels + level(), 2 * levels]);
  return cliquePattern(new Int32Array(2 * levels + 1).fill(size), {
    start: Int32Array.from({ length: rows + 1 }, (_, r) => 3 * r),
    nodes: Int32Array.from(nodes.flat()),
  });
}

/** All that a factor gives, one after another. */
function everything(cholesky: SparseCholesky, values: Float64Array): Float64Array {
  const n = rowCount(cholesky.analysis.pattern);
  const [x, y] = [unit(n, 1), unit(n, n - 1)];
  const out = new Float64Array(values.length);
  expect(cholesky.factor(values)).toBe(true);
  cholesky.solve(x);
  cholesky.colour(y);
  cholesky.inverse(out);
  return Float64Array.of(cholesky.logDeterminant(), ...x, ...y, ...out);
}

test.each([1, 3])('kernels give the bits of the plain loops, each time, nodes of %i rows', (size) => {
  const rng = stream('kernels', size);
  const pattern = crossed(70, 500, size, rng);
  const analysis = analyse(pattern, [140]);
  expect(analysis.panels.isLarge).toBe(true);
  const values = randomValues(pattern, rng);
  const cholesky = sparseCholesky(analysis);
  const found = everything(cholesky, values);
  for (const again of [cholesky, sparseCholesky(analysis, { plain: true })])
    expect(everything(again, values).findIndex((x, i) => x !== found[i])).toBe(-1);
});

test('sets of nodes and lists of columns make the same pattern', () => {
  const sizes = Int32Array.of(1, 2, 0, 3, 1);
  const cliques = { start: Int32Array.of(0, 3, 5, 6, 8, 8), nodes: Int32Array.of(3, 0, 1, 4, 1, 2, 3, 3) };
  expect(cliquePattern(sizes, cliques)).toEqual(blockPattern(sizes, [[], [0], [], [1, 0], [1, 1, 4]]));
});

/** Levels of factors nested in each other in a shuffled order, with one node for all at the end. */
function nested(levels: readonly number[], rng: Rng): BlockPattern {
  const rows: number[][] = [];
  let [from, above] = [0, [] as number[][]];
  for (const count of [1, ...levels]) {
    const up = above;
    above = Array.from({ length: count }, (_, i) => [
      from + i,
      ...(up.length === 0 ? [] : up[Math.floor(rng.uniform() * up.length)]),
    ]);
    from += count;
    rows.push(...above);
  }
  const shuffled = Array.from({ length: from }, (_, i) => i).sort(() => rng.uniform() - 0.5);
  const named = rows.map((row) => row.map((i) => shuffled[i]));
  const start = [0];
  for (const row of named) start.push(start[start.length - 1] + row.length);
  return cliquePattern(new Int32Array(from).fill(1), {
    start: Int32Array.from(start),
    nodes: Int32Array.from(named.flat()),
  });
}

test('nested factors have no fill, whatever the order of their levels', () => {
  const pattern = nested([4, 20, 300], stream('nested'));
  expect(sparseWork(pattern).nonzeros).toBe(pattern.column.length);
});

test('a matrix that is not positive definite, or not a number, is refused, and the next one is not', () => {
  const pattern = blockPattern(Int32Array.of(1, 2, 3), [[], [0], [0, 1]]);
  const values = randomValues(pattern, stream('refused'));
  const cholesky = sparseCholesky(analyse(pattern));
  for (const wrong of [-1, 0, Number.NaN]) {
    const bad = values.slice();
    bad[bad.length - 1] = wrong;
    expect(cholesky.factor(bad)).toBe(false);
  }
  expectRight(cholesky, values);
});

test('the nodes kept last are eliminated last', () => {
  const pattern = blockPattern(new Int32Array(12).fill(2), chain(12));
  const { place } = analyse(pattern, [5, 2]);
  expect([...place.slice(10, 12), ...place.slice(4, 6)]).toEqual([20, 21, 22, 23]);
  expect(analyse(pattern, [2, 5]).place[4]).toBe(20);
});

test('hubs are ordered on what the others leave: nested factors have no fill, the order has each node once', () => {
  for (const seed of [1, 2, 3]) {
    const pattern = nested([5, 40, 200, 60], stream('hubs', seed));
    const graph = graphOf(
      pattern,
      pattern.sizes.map((_, i) => i),
    );
    // most of the nodes that are no twins are hubs, and of these some again
    const order = fillReducingOrder(graph, undefined, 2000);
    expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
    expect(filled(graph, order)).toBe(pattern.column.length);
  }
});

/** Numbers in the factor of a graph eliminated in an order, by doing it. */
function filled({ start, neighbours }: Graph, order: Int32Array): number {
  const meets = Array.from(order, (_, i) => new Set(neighbours.subarray(start[i], start[i + 1])));
  let numbers = 0;
  for (const k of order) {
    numbers += 1 + meets[k].size;
    for (const a of meets[k]) {
      for (const b of meets[k]) if (b !== a) meets[a].add(b);
      meets[a].delete(k);
    }
  }
  return numbers;
}
