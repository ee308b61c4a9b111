import type { Design, FixedDesign } from '../design/design.ts';
import type { Outcome } from '../families/outcome.ts';
import { sharedFloat64, sharedInt32 } from '../sharedArrays.ts';
import type { RowProgram, TermProgram } from './program.ts';

/** How the user's columns become the internal ones: (x - mean) / scale. */
export interface InternalColumns {
  /** Column means where there is an intercept, else zeros. */
  readonly means: Float64Array;
  /** Standard deviations where there is an intercept, else root mean squares; 1 for a column of zeros. */
  readonly scales: Float64Array;
}

export function internalColumns({ intercept, columns }: FixedDesign): InternalColumns {
  const means = Float64Array.from(columns, (x) => (intercept ? sumOf(x, (v) => v) / x.length : 0));
  const scales = Float64Array.from(columns, (x, j) => {
    const centre = means[j];
    return Math.sqrt(sumOf(x, (v) => (v - centre) * (v - centre)) / x.length) || 1;
  });
  return { means, scales };
}

function sumOf(x: Float64Array, of: (value: number) => number): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += of(x[i]);
  return s;
}

/**
 * Puts the rows into a canonical order, sorted by the largest factor first and then by everything else that enters
 * the likelihood, so that the order of the user's rows changes nothing, not even rounding; and into shared memory.
 */
export function arrangeRows(
  design: Design,
  outcome: Outcome,
  weights: Float64Array | null,
  { means, scales }: InternalColumns,
): { rows: Omit<RowProgram, 'density'>; terms: Pick<TermProgram, 'index' | 'columns'>[] } {
  const order = canonicalOrder(design, outcome, weights);
  const take = (values: Float64Array): Float64Array => {
    const out = sharedFloat64(order.length);
    for (let i = 0; i < order.length; i++) out[i] = values[order[i]];
    return out;
  };
  const takeOptional = (values: Float64Array | null): Float64Array | null =>
    values === null ? null : take(values);
  const { columns } = design.fixed;
  const width = columns.length;
  const x = sharedFloat64(order.length * width);
  columns.forEach((column, j) => {
    for (let i = 0; i < order.length; i++) x[i * width + j] = (column[order[i]] - means[j]) / scales[j];
  });
  const terms = design.groups.map((group) => {
    const index = sharedInt32(order.length);
    for (let i = 0; i < order.length; i++) index[i] = group.index[order[i]];
    return {
      index,
      columns: group.columns.map((column) => (column.every((v) => v === 1) ? null : take(column))),
    };
  });
  const rows = {
    count: order.length,
    hasIntercept: design.fixed.intercept,
    x,
    width,
    y: take(outcome.y),
    trials: takeOptional(outcome.trials),
    weights: takeOptional(weights),
    offset: takeOptional(design.offset),
  };
  return { rows, terms };
}

function canonicalOrder(design: Design, outcome: Outcome, weights: Float64Array | null): Int32Array {
  const groups = [...design.groups].sort((a, b) => b.levels.length - a.levels.length);
  const keys: (Float64Array | Int32Array)[] = [
    ...groups.map((g) => g.index),
    outcome.y,
    ...design.fixed.columns,
    ...groups.flatMap((g) => g.columns),
  ];
  for (const optional of [outcome.trials, weights, design.offset]) if (optional !== null) keys.push(optional);
  const order = Int32Array.from({ length: design.rows }, (_, i) => i);
  return order.sort((a, b) => {
    for (const key of keys) {
      const difference = key[a] - key[b];
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
