import { averagedAt } from '../../../models/accuracy/heldOut.ts';
import { type PointDraws, pointDraws } from '../../../models/accuracy/index.ts';
import { type KFold, type KFoldPoints, kfoldOf } from '../../../models/accuracy/kfold.ts';
import { describeArgument, isModel } from '../../../models/arguments.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { refusePriorOnly } from '../../../models/posterior/priorOnly.ts';
import type { Column } from '../../../models/table.ts';
import { InputError } from '../../engine/errors.ts';
import { didYouMean } from '../../engine/nearest.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import { stream } from '../../engine/rng.ts';
import { wholeNumber } from '../../engine/wholeNumber.ts';
import { dealFolds } from './folds.ts';
import { type RefitOptions, refits } from './refit.ts';

/** Of `kfold`. */
export interface KFoldOptions extends RefitOptions {
  /** How many, 10 if left out; 'each' leaves the points out one by one; or the fold of each point, whole numbers from 0. */
  readonly folds?: number | 'each' | ArrayLike<number>;
  /** A grouping factor of the model: its levels are the points, left out whole, their effects integrated out. Rows are if left out. */
  readonly groups?: string;
  /** A column whose values every fold of rows gets a like share of. */
  readonly stratify?: string;
  /** Of the dealing; "1" if left out. */
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<KFoldOptions> = {
  folds: 'anything',
  groups: 'text',
  stratify: 'text',
  seed: 'a number or text',
  chains: 'a number',
  warmup: 'a number',
  draws: 'a number',
  workers: 'a number',
  elsewhere: 'an object',
  signal: 'an object',
  onProgress: 'a function',
};

/**
 * Predictive accuracy by fitting the model again without a tenth of the points at a time, and asking each of these fits for the
 * points it has not seen: rows ("a new row of a known doctor") or, with `groups`, whole levels with their effects integrated out ("a new
 * doctor"). Columns, scaling and priors stay those of all rows. A row whose level has no row left is predicted with a new level's effects.
 * Deterministic in the fit, the options and their seed. Throws InputError for a fit that is not of `sample`, a residual structure,
 * drawn missing outcomes, and for folds that cannot be.
 * Source: Vehtari, Gelman & Gabry 2017, section 2.3.
 * @example (await kfold(fit, { folds: 10, groups: 'DID' })).elpd
 */
export async function kfold(fit: Fit<Model>, options: KFoldOptions = {}): Promise<KFold> {
  checkOptions('kfold', options, optionKinds);
  checkRefittable('kfold', fit);
  const { folds = 10, groups, stratify, seed = '1', ...running } = options;
  const asked =
    groups === undefined ? ({ unit: 'row' } as const) : ({ unit: 'group', group: groups } as const);
  const seen = pointDraws(fit, asked);
  const fold = foldsOf(seen, fit.model, { folds, stratify, seed: String(seed) });
  const count = fold.reduce((most, f) => Math.max(most, f), 0) + 1;
  const pointOf = pointsLeftOut(seen);
  const leaveOut = Array.from({ length: count }, (_, k) => (row: number) => fold[pointOf(row)] === k);
  const points: KFoldPoints = {
    fold,
    elpd: new Float64Array(seen.points),
    mcse: new Float64Array(seen.points),
    lpd: Float64Array.from({ length: seen.points }, (_, point) => averagedAt(seen, point).value),
  };
  const doubts: { fold: number; text: string }[] = [];
  let quadratureError = 0;
  let k = 0;
  for await (const { posterior, ok, text } of refits(fit, leaveOut, running)) {
    const unseen = pointDraws(posterior, asked);
    for (let point = 0; point < unseen.points; point++) {
      if (fold[point] !== k) continue;
      const { value, mcse } = averagedAt(unseen, point);
      points.elpd[point] = value;
      points.mcse[point] = mcse;
    }
    if (!ok) doubts.push({ fold: k, text });
    quadratureError = Math.max(quadratureError, unseen.quadratureError());
    k++;
  }
  return kfoldOf(fit.model, seen, points, { folds: count, doubts, quadratureError });
}

/** The point of each of the design's rows. */
export function pointsLeftOut({ unit }: PointDraws): (designRow: number) => number {
  return unit === 'row' ? (row) => row : (row) => unit.index[row];
}

/** Throws InputError for whatever cannot be sampled again. */
export function checkRefittable(where: string, fit: unknown): asserts fit is Fit<Model> {
  const has = (key: string): boolean => typeof fit === 'object' && fit !== null && key in fit;
  if (!has('draws') || !has('sampler') || !isModel((fit as Fit).model))
    throw new InputError(`${where}: expected a fit of sample, with its model, got ${describeArgument(fit)}`);
  refusePriorOnly(where, fit);
  if ((fit as Fit).imputations !== undefined)
    throw new InputError(`${where}: a fit of several imputed data sets has no rows of its own`);
}

interface Dealing {
  readonly folds: number | 'each' | ArrayLike<number>;
  readonly stratify: string | undefined;
  readonly seed: string;
}

/** The fold of each point. */
function foldsOf(seen: PointDraws, model: Model, { folds, stratify, seed }: Dealing): Int32Array {
  const { points } = seen;
  if (typeof folds === 'object') return ownFolds(folds, points, stratify);
  if (stratify !== undefined && (seen.unit !== 'row' || folds === 'each'))
    throw new InputError(
      'kfold: stratify deals rows into folds; leave it out with groups, and with folds: "each"',
    );
  if (folds === 'each') return Int32Array.from({ length: points }, (_, point) => point);
  wholeNumber('kfold: folds', folds, 2);
  if (folds > points)
    throw new InputError(`kfold: ${folds} folds of ${points} points; expected at most ${points}, or "each"`);
  const values = stratify === undefined ? undefined : columnOf(model, stratify);
  return dealFolds(stream(seed, 'folds'), points, folds, values);
}

function ownFolds(folds: ArrayLike<number>, points: number, stratify: string | undefined): Int32Array {
  if (stratify !== undefined)
    throw new InputError('kfold: folds are given point by point; leave stratify out');
  if (folds.length !== points)
    throw new InputError(`kfold: expected the fold of each of ${points} points, got ${folds.length} numbers`);
  const fold = Int32Array.from(folds);
  const used = new Set(fold);
  const most = Math.max(...used);
  const isWhole = fold.every((f, i) => f === folds[i] && f >= 0);
  if (!isWhole || used.size < 2 || used.size !== most + 1)
    throw new InputError(
      'kfold: folds are whole numbers from 0, two at least, with no number between them left out',
    );
  return fold;
}

/** The values of a column at the design's rows, categories as their codes. */
function columnOf({ declaration, design }: Model, name: string): Float64Array {
  const { columns } = declaration.table;
  const column = columns.get(name);
  if (column === undefined)
    throw new InputError(
      `kfold: no column "${name}" to stratify by among those of the model (${[...columns.keys()].join(', ')})${didYouMean(name, [...columns.keys()])}`,
    );
  const values = codesOf(column);
  return Float64Array.from(design.rowNumbers, (row) => values[row - 1]);
}

function codesOf(column: Column): ArrayLike<number> {
  return column.kind === 'factor' ? column.codes : column.values;
}
