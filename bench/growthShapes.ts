import type { Column, Table } from '../models/table.ts';
import { stream } from '../src/engine/rng.ts';
import type { Rng } from '../src/index.ts';

/** How two factors lie in the rows, by the number of rows. */
export interface GrowthShape {
  readonly name: string;
  readonly formula: string;
  /** Most rows that it is drawn from with, and that are fitted by Laplace: determinants of what is crossed at random fill in. */
  readonly most: number;
  readonly mostLaplace: number;
  readonly levels: (rows: number) => { readonly a: number; readonly b: number };
  /** Level of b for row i, of level a. */
  readonly meet: (
    rng: Rng,
    i: number,
    a: number,
    levels: { readonly a: number; readonly b: number },
  ) => number;
}

export const growthShapes: readonly GrowthShape[] = [
  {
    name: 'nested',
    formula: 'y ~ x + (1 | a) + (1 | b)',
    most: 1_000_000,
    mostLaplace: 1_000_000,
    levels: (rows) => ({ a: rows / 10, b: rows / 100 }),
    meet: (_, __, a, levels) => Math.floor((a * levels.b) / levels.a),
  },
  {
    name: 'crossed, neighbours',
    formula: 'y ~ x + (1 | a) + (1 | b)',
    most: 1_000_000,
    mostLaplace: 1_000_000,
    levels: (rows) => ({ a: rows / 10, b: rows / 20 }),
    // a level of a meets three levels of b that lie near it, as pupils meet the teachers of their school
    meet: (rng, _, a, levels) =>
      (Math.floor((a * levels.b) / levels.a) + Math.floor(3 * rng.uniform())) % levels.b,
  },
  {
    name: 'crossed, at random',
    formula: 'y ~ x + (1 | a) + (1 | b)',
    most: 1_000_000,
    mostLaplace: 100_000,
    levels: (rows) => ({ a: rows / 50, b: rows / 50 }),
    meet: (rng, _, __, levels) => Math.floor(levels.b * rng.uniform()),
  },
];

const sd = 0.7;

/** Rows level by level of a; gaussian outcomes with residual sd 1, or 0/1 by the logit. */
export function growthTable(shape: GrowthShape, family: 'gaussian' | 'bernoulli', rows: number): Table {
  const rng = stream('growth', shape.name, rows);
  const levels = shape.levels(rows);
  const effects = {
    a: Float64Array.from({ length: levels.a }, () => sd * rng.normal()),
    b: Float64Array.from({ length: levels.b }, () => sd * rng.normal()),
  };
  const [x, y] = [new Float64Array(rows), new Float64Array(rows)];
  const [a, b] = [new Int32Array(rows), new Int32Array(rows)];
  for (let i = 0; i < rows; i++) {
    a[i] = Math.floor((i * levels.a) / rows);
    b[i] = shape.meet(rng, i, a[i], levels);
    x[i] = rng.normal();
    const eta = 0.5 * x[i] + effects.a[a[i]] + effects.b[b[i]];
    y[i] = family === 'gaussian' ? eta + rng.normal() : Number(rng.uniform() * (1 + Math.exp(-eta)) < 1);
  }
  const factor = (codes: Int32Array, count: number): Column => ({
    kind: 'factor',
    levels: Array.from({ length: count }, (_, j) => `g${j}`),
    codes,
  });
  return {
    source: `simulated ${shape.name}`,
    rows,
    columns: new Map<string, Column>([
      ['y', { kind: 'number', values: y }],
      ['x', { kind: 'number', values: x }],
      ['a', factor(a, levels.a)],
      ['b', factor(b, levels.b)],
    ]),
  };
}
