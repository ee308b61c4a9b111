import { predictorsOf } from '../../program/program.ts';
import type { NestedLevels } from './nestedLevels.ts';

/** Inner levels of one row that are equal but for their linear predictor: their integral is one function of it. */
export interface OneRowClass {
  /** The row of one of them. */
  readonly row: number;
}

/** Levels that make a class worth a table. */
const fewest = 8;

/**
 * The classes of a program's one-row levels, and for each inner level the number of its class, -1 where it has none: where there is one linear predictor and no
 * other parameter that a row's density reads.
 */
export function oneRowClasses({ inner: { program, from } }: NestedLevels): {
  readonly classes: readonly OneRowClass[];
  readonly of: Int32Array;
} {
  const { rows, auxiliary } = program;
  const of = new Int32Array(from.length - 1).fill(-1);
  if (predictorsOf(rows).length > 1 || auxiliary.length > 0) return { classes: [], of };
  const columns = [
    rows.y,
    ...[rows.trials, rows.weights].filter((column) => column !== null),
    ...(rows.known ?? []).map(({ values }) => values),
  ];
  const found = new Map<string, number[]>();
  for (let j = 0; j < of.length; j++) {
    if (from[j + 1] - from[j] !== 1) continue;
    const key = columns.map((column) => column[from[j]]).join(' ');
    found.set(key, [...(found.get(key) ?? []), j]);
  }
  const many = [...found.values()].filter((levels) => levels.length >= fewest);
  many.forEach((levels, k) => {
    for (const j of levels) of[j] = k;
  });
  return { classes: many.map(([j]) => ({ row: from[j] })), of };
}
