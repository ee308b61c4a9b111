import { log } from '../../src/engine/elementary.ts';
import type { Model } from '../glmm.ts';
import { isStepOf } from '../layout/rows.ts';
import type { Ecdfs } from './ecdfBand.ts';
import type { Beside, Ends } from './monteCarlo.ts';
import type { OutcomeKind } from './outcomeKind.ts';
import type { Replicates } from './replicates.ts';
import { beside, besideOutcomes, type Residuals, type RowResiduals } from './residuals.ts';

/** What a test looks for. */
export type Fault =
  | 'uniformity'
  | 'dispersion'
  | 'tails'
  | 'zeros'
  | 'outliers'
  | 'curvature'
  | 'bend'
  | 'slopes'
  | 'category';

/** A number that a fault would move. */
export interface RowTest {
  readonly fault: Fault;
  /** The column, or the column and the factor, that it is about; empty for most. */
  readonly of: readonly string[];
  readonly values: Beside;
  /** The same on a scale where it is nearer to normal, which tests are set beside each other on. */
  readonly compared: Beside;
  readonly ends: Ends;
}

/** Columns, and pairs of a column and a factor, that are looked at: the first ones. */
const mostColumns = 6;
/** A column of fewer values is a factor's, or as good as one. */
const fewestPlaces = 5;

/**
 * Tests of the rows, by their residuals. Of outcomes without order, only how often each category comes.
 * @param eta the linear predictor at each row
 */
export function rowTests(
  { model, rows, y, sets }: Replicates,
  { scaled, uniform }: RowResiduals,
  { kind, ecdfs, eta }: { readonly kind: OutcomeKind; readonly ecdfs: Ecdfs; readonly eta: Float64Array },
): RowTest[] {
  return [
    test('uniformity', ecdfs.straying, 'high'),
    ...(kind.binary ? [] : [...spreadTests(scaled), outlierTest(uniform)]),
    ...(kind.mayBeZero ? zeroTests(y, sets) : []),
    ...bendTests('curvature', [], eta, scaled),
    ...bentColumns(model, rows).flatMap(({ name, values }) => bendTests('bend', [name], values, scaled)),
    ...slopeTests(model, rows, scaled),
  ];
}

/** How often each category comes. */
export function categoryTests({ y, sets }: Replicates): RowTest[] {
  const most = [y, ...sets].reduce((top, own) => own.reduce((a, b) => Math.max(a, b), top), 1);
  return Array.from({ length: most }, (_, c) =>
    test(
      'category',
      besideOutcomes(y, sets, (own) => shareEqual(own, c + 1)),
      'both',
      identity,
      [`${c + 1}`],
    ),
  );
}

const identity = (x: number): number => x;

function test(
  fault: Fault,
  values: Beside,
  ends: Ends,
  scale: (x: number) => number = identity,
  of: readonly string[] = [],
): RowTest {
  const compared = { data: values.data.map(scale), drawn: values.drawn.map(scale) };
  return { fault, of, values, compared, ends };
}

type Numbers = Float32Array | Float64Array;

function meanOf(values: Numbers, of: (x: number) => number): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += of(values[k]);
  return sum / values.length;
}

const shareEqual = (values: Float64Array, wanted: number): number =>
  meanOf(values, (y) => (y === wanted ? 1 : 0));

const positiveLog = (x: number): number => log(Math.max(x, 1e-300));

/** Mean square of residuals, and their fourth moment over its square. */
function spreadTests(residuals: Residuals): RowTest[] {
  const square = (own: Float32Array): number => meanOf(own, (x) => x * x);
  const tails = (own: Float32Array): number => {
    const second = square(own);
    return second > 0 ? meanOf(own, (x) => x * x * x * x) / (second * second) : 0;
  };
  return [
    test('dispersion', beside(residuals, square), 'both', positiveLog),
    test('tails', beside(residuals, tails), 'both', positiveLog),
  ];
}

/** Share of zeros, where the data or some data set has one. */
function zeroTests(y: Float64Array, sets: readonly Float64Array[]): RowTest[] {
  const zeros = besideOutcomes(y, sets, (own) => shareEqual(own, 0));
  const some = [...zeros.data, ...zeros.drawn].some((share) => share > 0);
  return some ? [test('zeros', zeros, 'both')] : [];
}

/** Rows as far out as one data set in all is expected to have them; of residuals by rank, those beyond all others. */
function outlierTest(uniform: Residuals): RowTest {
  const end = 1 / (uniform.drawn.length + 1);
  const count = (own: Float32Array): number => {
    let sum = 0;
    for (let k = 0; k < own.length; k++) if (own[k] < end || own[k] > 1 - end) sum++;
    return sum;
  };
  return test('outliers', beside(uniform, count), 'high', Math.sqrt);
}

/** Residuals along the square of a variable, less what a straight line in it takes. */
function bendTests(fault: Fault, of: readonly string[], x: Float64Array, residuals: Residuals): RowTest[] {
  const bend = bendOf(x);
  if (bend === null) return [];
  const size = Math.sqrt(bend.reduce((sum, q) => sum + q * q, 0));
  const along = (own: Float32Array): number => {
    let sum = 0;
    for (let k = 0; k < own.length; k++) sum += own[k] * bend[k];
    return sum / size;
  };
  return [test(fault, beside(residuals, along), 'both', identity, of)];
}

/** Null for a variable of two values or fewer, which has no bend. */
function bendOf(x: Float64Array): Float64Array | null {
  const u = standardScores(x);
  if (u === null) return null;
  const third = meanOf(u, (v) => v * v * v);
  const bend = u.map((v) => v * v - 1 - third * v);
  return meanOf(bend, (q) => q * q) > 1e-8 ? bend : null;
}

function standardScores(x: Float64Array): Float64Array | null {
  const mean = meanOf(x, identity);
  const sd = Math.sqrt(meanOf(x, (v) => (v - mean) * (v - mean)));
  return sd > 1e-10 * Math.max(1, Math.abs(mean)) ? x.map((v) => (v - mean) / sd) : null;
}

interface NamedColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** The population's columns of the mean's linear predictor, at the rows that are checked. */
function allColumns({ design: { fixed } }: Model, rows: Int32Array): NamedColumn[] {
  return fixed.names.flatMap((name, j) =>
    fixed.monotone.some((one) => isStepOf(one, j))
      ? []
      : [{ name, values: Float64Array.from(rows, (row) => fixed.columns[j][row]) }],
  );
}

const bentColumns = (model: Model, rows: Int32Array): NamedColumn[] =>
  allColumns(model, rows)
    .filter(({ values }) => new Set(values).size >= fewestPlaces && bendOf(values) !== null)
    .slice(0, mostColumns);

/** Whether slopes of residuals along a column differ from level to level more than those of data sets drawn. */
function slopeTests(model: Model, rows: Int32Array, residuals: Residuals): RowTest[] {
  const { groups } = model.design;
  const factors = groups.filter(({ smooth, members }) => smooth === undefined && members === undefined);
  const names = [...new Set(factors.map(({ group }) => group))];
  const pairs = names.flatMap((group) => {
    const terms = factors.filter((term) => term.group === group);
    const [{ index, levels }] = terms;
    const at = Int32Array.from(rows, (row) => index[row]);
    const varying = terms.flatMap(({ coefs }) => coefs);
    return allColumns(model, rows)
      .filter(({ name }) => !varying.includes(name))
      .flatMap(({ name, values }) => {
        const within = centredWithin(values, at, levels.length);
        return within === null ? [] : [{ of: [name, group], within, at, levels: levels.length }];
      });
  });
  return pairs.slice(0, mostColumns).map(({ of, within, at, levels }) =>
    test(
      'slopes',
      beside(residuals, (own) => slopesSpread(own, within, at, levels)),
      'high',
      positiveLog,
      of,
    ),
  );
}

/** A column less its mean in each level; null where it does not vary within levels. */
function centredWithin(x: Float64Array, at: Int32Array, levels: number): Float64Array | null {
  const [sums, counts] = [new Float64Array(levels), new Float64Array(levels)];
  x.forEach((value, k) => {
    sums[at[k]] += value;
    counts[at[k]]++;
  });
  const within = x.map((value, k) => value - sums[at[k]] / counts[at[k]]);
  const varying = new Set(at.filter((_, k) => Math.abs(within[k]) > 1e-10));
  return varying.size > 1 ? within : null;
}

/**
 * Sum over levels of the squared covariance of residuals and column, over the column's square, in units of the residuals' own: about 1
 * without slopes, however wide residuals are.
 */
function slopesSpread(residuals: Float32Array, within: Float64Array, at: Int32Array, levels: number): number {
  const [products, squares] = [new Float64Array(levels), new Float64Array(levels)];
  for (let k = 0; k < residuals.length; k++) {
    products[at[k]] += residuals[k] * within[k];
    squares[at[k]] += within[k] * within[k];
  }
  const total = squares.reduce((sum, x) => sum + x, 0) * meanOf(residuals, (e) => e * e);
  return total > 0 ? products.reduce((sum, x) => sum + x * x, 0) / total : 0;
}
