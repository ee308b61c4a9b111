import type { RowProgram } from '../../src/engine/program/program.ts';
import { sharedFloat64, sharedInt32 } from '../../src/engine/sharedArrays.ts';
import type { Design, FixedDesign, ResidualDesign } from '../design/design.ts';
import type { Outcome } from '../families/responses.ts';
import { leadingGroup } from './residual.ts';

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

/** What a model's rows hold: the right side of a design, its outcome, and the weights. */
export interface ModelRows {
  readonly design: Pick<Design, 'rows' | 'fixed' | 'groups' | 'residual' | 'offset'>;
  readonly outcome: Outcome;
  readonly weights: Float64Array | null;
}

/**
 * The order of a program's rows: by the largest factor first (by that which residuals' blocks lie within, the block and
 * the place in it, where they have a structure) and then by everything else that enters the likelihood. All
 * sums over rows, means and scales included, come after this, so that the order of the user's rows changes nothing, not
 * even rounding. Row p of the program is row `order[p]` of the design.
 */
export function canonicalOrder({ design, outcome, weights }: ModelRows): Int32Array {
  const groups = [...design.groups].sort((a, b) => b.levels.length - a.levels.length);
  const keys: (Float64Array | Int32Array)[] = [
    ...blockKeys(design),
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

/** Where residuals have blocks: the term that these lie within, the block, the place in it. */
function blockKeys({ groups, residual }: ModelRows['design']): (Float64Array | Int32Array)[] {
  if (residual === null || residual.block === null) return [];
  const leading = leadingGroup(groups, residual.block);
  return [...(leading < 0 ? [] : [groups[leading].index]), residual.block, residual.place];
}

/** The same rows in the order given. */
export function inOrder({ design, outcome, weights }: ModelRows, order: Int32Array): ModelRows {
  const take = (values: Float64Array): Float64Array => Float64Array.from(order, (row) => values[row]);
  const takeOptional = (values: Float64Array | null): Float64Array | null =>
    values === null ? null : take(values);
  return {
    design: {
      rows: design.rows,
      fixed: { ...design.fixed, columns: design.fixed.columns.map(take) },
      groups: design.groups.map((group) => ({
        ...group,
        index: Int32Array.from(order, (row) => group.index[row]),
        columns: group.columns.map(take),
      })),
      residual: design.residual === null ? null : residualInOrder(design.residual, order),
      offset: takeOptional(design.offset),
    },
    outcome: { y: take(outcome.y), trials: takeOptional(outcome.trials) },
    weights: takeOptional(weights),
  };
}

function residualInOrder(residual: ResidualDesign, order: Int32Array): ResidualDesign {
  const { block, place } = residual;
  return {
    ...residual,
    block: block === null ? null : Int32Array.from(order, (row) => block[row]),
    place: Float64Array.from(order, (row) => place[row]),
  };
}

/** Lays ordered rows out for the kernels: centred and scaled, in shared memory. */
export function arrangeRows(
  { design, outcome, weights }: ModelRows,
  { means, scales }: InternalColumns,
): { rows: Omit<RowProgram, 'density'>; indices: Int32Array[] } {
  const { columns } = design.fixed;
  const width = columns.length;
  const x = sharedFloat64(design.rows * width);
  columns.forEach((column, j) => {
    for (let i = 0; i < design.rows; i++) x[i * width + j] = (column[i] - means[j]) / scales[j];
  });
  const indices = design.groups.map((group) => {
    const index = sharedInt32(design.rows);
    index.set(group.index);
    return index;
  });
  const rows = {
    count: design.rows,
    hasIntercept: design.fixed.intercept,
    x,
    width,
    y: share(outcome.y),
    trials: outcome.trials === null ? null : share(outcome.trials),
    weights: weights === null ? null : share(weights),
    offset: design.offset === null ? null : share(design.offset),
    further: [],
  };
  return { rows, indices };
}

export function share(values: Float64Array): Float64Array {
  const shared = sharedFloat64(values.length);
  shared.set(values);
  return shared;
}
