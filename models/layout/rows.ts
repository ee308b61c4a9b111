import type { KnownColumn, LinearPredictor, RowProgram } from '../../src/engine/program/program.ts';
import { mainPredictor } from '../../src/engine/program/quantity.ts';
import { sharedFloat64, sharedInt32 } from '../../src/engine/sharedArrays.ts';
import { type Counts, countedSum, countOf } from '../design/counted.ts';
import type {
  Censoring,
  Design,
  FixedDesign,
  MonotoneDesign,
  ResidualDesign,
  StandardErrors,
} from '../design/design.ts';
import { type PredictorDesign, takeNumbers, takeRows } from '../design/takeRows.ts';
import { groupsOf } from '../design/terms.ts';
import type { Thresholds } from '../families/family.ts';
import type { Outcome } from '../families/responses.ts';
import { censoringColumns } from './censored.ts';
import { standardErrorColumn } from './knownErrors.ts';
import { isMixed } from './mixing.ts';
import { leadingGroup } from './residual.ts';
import { strataColumns } from './strata.ts';

/** How the user's columns become the internal ones: (x - mean) / scale; those of monotonic effects stay as they are. */
export interface InternalColumns {
  /** Column means where there is an intercept, else zeros. */
  readonly means: Float64Array;
  /** Standard deviations where there is an intercept, else root mean squares; 1 for a column of zeros. */
  readonly scales: Float64Array;
}

export function internalColumns({
  intercept,
  columns,
  monotone,
  ...design
}: Pick<FixedDesign, 'intercept' | 'columns' | 'monotone' | 'counts'>): InternalColumns {
  const counts = design.counts ?? null;
  const isStep = (j: number): boolean => monotone.some((one) => isStepOf(one, j));
  const means = Float64Array.from(columns, (x, j) => (intercept && !isStep(j) ? countedMean(x, counts) : 0));
  const scales = Float64Array.from(columns, (x, j) =>
    isStep(j) ? 1 : spreadAbout(x, counts, means[j]) || 1,
  );
  return { means, scales };
}

/** Whether column j is one of a monotonic effect's. */
export function isStepOf({ first, steps }: MonotoneDesign, j: number): boolean {
  return j >= first && j < first + steps;
}

/** Root mean square distance from a place. */
function spreadAbout(x: Float64Array, counts: Counts, place: number): number {
  return Math.sqrt(countedSum(x, counts, (v) => (v - place) * (v - place)) / countOf(x.length, counts));
}

function countedMean(x: Float64Array, counts: Counts): number {
  return countedSum(x, counts, (v) => v) / countOf(x.length, counts);
}

/** Spread of the levels of a monotonic effect, numbered from 0: about their mean, or about 0 where there is no intercept; 1 where all are alike. */
export function spreadOfLevels(
  { intercept, columns, counts: each }: FixedDesign,
  { first, steps }: MonotoneDesign,
): number {
  const counts = each ?? null;
  const level = columns[first].map((_, i) =>
    columns.slice(first, first + steps).reduce((sum, column) => sum + column[i], 0),
  );
  return spreadAbout(level, counts, intercept ? countedMean(level, counts) : 0) || 1;
}

/** What a model's rows hold: the right side of a design, its outcome, and the weights. */
export interface ModelRows {
  readonly design: Pick<
    Design,
    'predictor' | 'rows' | 'fixed' | 'groups' | 'residual' | 'further' | 'offset' | 'counts'
  >;
  readonly outcome: Outcome;
  readonly weights: Float64Array | null;
}

/**
 * The order of a program's rows: by the largest factor whose levels are independent first (by that which residuals' blocks lie within, the block and
 * the place in it, where they have a structure) and then by everything else that enters the likelihood. All
 * sums over rows, means and scales included, come after this, so that the order of the user's rows changes nothing, not
 * even rounding. Row p of the program is row `order[p]` of the design.
 */
export function canonicalOrder({ design, outcome, weights }: ModelRows): Int32Array {
  const groups = groupsOf(design).sort(
    (a, b) => Number(isMixed(a)) - Number(isMixed(b)) || b.levels.length - a.levels.length,
  );
  const keys: (Float64Array | Int32Array)[] = [
    ...blockKeys(design),
    ...groups.map((g) => g.index),
    outcome.y,
    ...design.fixed.columns,
    ...groups.flatMap((g) => g.columns),
  ];
  const { codes = null, upper = null } = outcome.censoring ?? {};
  const errors = outcome.standardErrors?.values ?? null;
  const strata = outcome.strata?.codes ?? null;
  const { counts = null } = design;
  for (const optional of [outcome.trials, strata, codes, upper, errors, weights, design.offset, counts])
    if (optional !== null) keys.push(optional);
  for (const { fixed, offset } of design.further)
    keys.push(...fixed.columns, ...(offset === null ? [] : [offset]));
  const order = Int32Array.from({ length: design.rows }, (_, i) => i);
  return order.sort((a, b) => {
    for (const key of keys) {
      const difference = key[a] - key[b];
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** Where a design's rows stand in the program: row `order[p]` at p. */
export function placesIn(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((row, p) => {
    places[row] = p;
  });
  return places;
}

/** Where residuals have blocks: the term that these lie within, the block, the place in it. */
function blockKeys({ groups, residual }: ModelRows['design']): (Float64Array | Int32Array)[] {
  if (residual === null || residual.block === null) return [];
  const leading = leadingGroup(groups, residual.block);
  return [...(leading < 0 ? [] : [groups[leading].index]), residual.block, residual.place];
}

/** The same rows in the order given. */
export function inOrder({ design, outcome, weights }: ModelRows, order: Int32Array): ModelRows {
  const take = (values: Float64Array): Float64Array => takeNumbers(values, order);
  const takeOptional = (values: Float64Array | null): Float64Array | null =>
    values === null ? null : take(values);
  return {
    design: {
      rows: design.rows,
      predictor: design.predictor,
      ...(design.counts === undefined ? {} : { counts: take(design.counts) }),
      ...takeRows(design, order),
      further: design.further.map((one) => ({ ...one, ...takeRows(one, order) })),
      residual: design.residual === null ? null : residualInOrder(design.residual, order),
    },
    outcome: {
      y: take(outcome.y),
      trials: takeOptional(outcome.trials),
      censoring: censoringInOrder(outcome.censoring ?? null, take),
      strata: outcome.strata ? { ...outcome.strata, codes: take(outcome.strata.codes) } : null,
      standardErrors: errorsInOrder(outcome.standardErrors ?? null, take),
    },
    weights: takeOptional(weights),
  };
}

function errorsInOrder(
  errors: StandardErrors | null,
  take: (values: Float64Array) => Float64Array,
): StandardErrors | null {
  return errors === null ? null : { ...errors, values: take(errors.values) };
}

function censoringInOrder(
  censoring: Censoring | null,
  take: (values: Float64Array) => Float64Array,
): Censoring | null {
  return censoring === null ? null : { codes: take(censoring.codes), upper: take(censoring.upper) };
}

function residualInOrder(residual: ResidualDesign, order: Int32Array): ResidualDesign {
  const { block, place } = residual;
  return {
    ...residual,
    block: block === null ? null : Int32Array.from(order, (row) => block[row]),
    place: Float64Array.from(order, (row) => place[row]),
  };
}

/** Lays ordered rows out for the kernels: centred and scaled, in shared memory; `further` as the design's. */
export function arrangeRows(
  { design, outcome, weights }: ModelRows,
  thresholds: Thresholds | undefined,
  internal: InternalColumns,
  further: readonly InternalColumns[],
): { readonly rows: Omit<RowProgram, 'density'>; readonly indices: readonly Int32Array[] } {
  const indices = groupsOf(design).map((group) => {
    const index = sharedInt32(design.rows);
    index.set(group.index);
    return index;
  });
  const known = knownColumns(outcome, thresholds);
  const rows = {
    count: design.rows,
    ...(design.predictor === mainPredictor ? {} : { predictor: design.predictor }),
    ...arrangePredictor(design.rows, design, internal),
    further: design.further.map((one, p) => ({
      parameter: one.parameter,
      ...arrangePredictor(design.rows, one, further[p]),
    })),
    y: share(outcome.y),
    trials: outcome.trials === null ? null : share(outcome.trials),
    weights: weights === null ? null : share(weights),
    ...(known.length === 0 ? {} : { known }),
  };
  return { rows, indices };
}

/** What rows have besides their outcome. */
function knownColumns(
  { strata, censoring, standardErrors }: Outcome,
  thresholds: Thresholds | undefined,
): KnownColumn[] {
  const columns = [
    ...(strata && thresholds ? strataColumns(strata, thresholds) : []),
    ...(censoring ? censoringColumns(censoring) : []),
    ...(standardErrors ? [standardErrorColumn(standardErrors)] : []),
  ];
  return columns.map(({ name, values }) => ({ name, values: share(values) }));
}

function arrangePredictor(
  rows: number,
  { fixed, offset }: PredictorDesign,
  { means, scales }: InternalColumns,
): LinearPredictor {
  const width = fixed.columns.length;
  const x = sharedFloat64(rows * width);
  fixed.columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) x[i * width + j] = (column[i] - means[j]) / scales[j];
  });
  return { hasIntercept: fixed.intercept, x, width, offset: offset === null ? null : share(offset) };
}

export function share(values: Float64Array): Float64Array {
  const shared = sharedFloat64(values.length);
  shared.set(values);
  return shared;
}
