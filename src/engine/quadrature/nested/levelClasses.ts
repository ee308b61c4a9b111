import { predictorsOf } from '../../program/program.ts';
import type { NestedLevels } from './nestedLevels.ts';

/** Inner levels that are equal but for a shift of their linear predictor: their integral is one function of it. */
export interface LevelClass {
  /** The rows of one of them. */
  readonly firstRow: number;
  readonly endRow: number;
}

/** Levels that make a class worth a table. */
const fewest = 6;
/** Differences of predictors that are nearer than this are the same but for rounding. */
const perDifference = 1e11;

/**
 * The classes of a program's inner levels, and for each level the number of its class, -1 where it has none: where there is one linear predictor and no
 * other parameter that a row's density reads. Rows are in an order that a shift does not change.
 */
export function levelClasses({ inner: { program, from } }: NestedLevels): {
  readonly classes: readonly LevelClass[];
  readonly of: Int32Array;
} {
  const { rows, auxiliary } = program;
  const of = new Int32Array(from.length - 1).fill(-1);
  const [{ x, width, offset }, ...further] = predictorsOf(rows);
  if (further.length > 0 || auxiliary.length > 0) return { classes: [], of };
  const columns = [
    rows.y,
    ...[rows.trials, rows.weights].filter((column) => column !== null),
    ...(rows.known ?? []).map(({ values }) => values),
  ];
  const difference = (of: Float64Array, a: number, b: number): number =>
    Math.round((of[a] - of[b]) * perDifference);
  const describe = (row: number, first: number): string => {
    const apart = Array.from({ length: width }, (_, k) => difference(x, row * width + k, first * width + k));
    if (offset !== null) apart.push(difference(offset, row, first));
    return [...columns.map((column) => column[row]), ...apart].join(' ');
  };
  const found = new Map<string, number[]>();
  for (let j = 0; j < of.length; j++) {
    const mine = Array.from({ length: from[j + 1] - from[j] }, (_, i) => describe(from[j] + i, from[j]));
    const key = mine.join('|');
    const same = found.get(key);
    if (same === undefined) found.set(key, [j]);
    else same.push(j);
  }
  const many = [...found.values()].filter((levels) => levels.length >= fewest);
  many.forEach((levels, k) => {
    for (const j of levels) of[j] = k;
  });
  return { classes: many.map(([j]) => ({ firstRow: from[j], endRow: from[j + 1] })), of };
}
