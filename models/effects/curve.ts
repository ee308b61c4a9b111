import { InputError } from '../../src/engine/errors.ts';
import type { OptionKinds } from '../../src/engine/options.ts';
import { effectKinds, questionOf } from './effectsOf.ts';
import { marginalMeans } from './means.ts';
import { predictorNamed } from './predictors.ts';
import type { Setting, Value } from './settings.ts';
import type { EffectOptions, EffectRow } from './types.ts';

/** Of `effectCurve`. */
export interface CurveOptions extends EffectOptions {
  /** A predictor, by its column's name. */
  readonly variable: string;
  /** Of a number: places from its least to its largest value, the same distance apart; 50 if left out. */
  readonly points?: number;
}

const optionKinds: OptionKinds<CurveOptions> = { ...effectKinds, variable: 'text', points: 'a number' };

/** One curve, at each x. */
export interface Curve {
  /** The values of `by` and `at` that it is of. */
  readonly setting: Setting;
  /** Of an outcome of categories; null otherwise. */
  readonly category: string | null;
  readonly mean: readonly number[];
  readonly median: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** What a picture of an effect shows. */
export interface EffectCurve {
  readonly variable: string;
  /** Numbers ascending, or the levels of a factor. */
  readonly x: readonly Value[];
  readonly curves: readonly Curve[];
  readonly statement: string;
  readonly over: string;
  readonly level: number;
  readonly notes: readonly string[];
}

/**
 * The mean, or another scale, as one predictor goes from its least to its largest value: at the average group ('typical'), or averaged
 * over groups. Other predictors as in `marginalMeans`, over a grid if left out; `at` may give the places instead. Smooths are part of it.
 * Throws InputError as `marginalMeans` does.
 * @param where what messages begin with
 */
export function effectCurve(fit: unknown, options: CurveOptions, where = 'effectCurve'): EffectCurve {
  const x = placesOf(fit, options, where);
  const { variable, points: _, ...rest } = options;
  const found = marginalMeans(fit, { ...rest, of: variable, at: { ...rest.at, [variable]: x } }, where);
  const curves = curvesOf(found.rows, variable, x.length);
  const { statement, over, level, notes } = found;
  return { variable, x, curves, statement, over, level, notes };
}

/** Rows come setting by setting, place by place, category by category. */
function curvesOf(rows: readonly EffectRow[], variable: string, places: number): Curve[] {
  const categories = new Set(rows.map(({ category }) => category)).size;
  const starts = rows.flatMap((_, i) => (i % (places * categories) < categories ? [i] : []));
  return starts.map((start) => {
    const own = Array.from({ length: places }, (_, i) => rows[start + i * categories]);
    const setting = Object.entries(own[0].setting).filter(([name]) => name !== variable);
    return {
      setting: Object.fromEntries(setting),
      category: own[0].category,
      mean: own.map((row) => row.mean),
      median: own.map((row) => row.median),
      lower: own.map((row) => row.lower),
      upper: own.map((row) => row.upper),
    };
  });
}

function placesOf(fit: unknown, options: CurveOptions, where: string): readonly Value[] {
  const { posterior, predictors, at } = questionOf(where, fit, options, optionKinds, 'grid');
  const { variable, points = 50 } = options;
  const predictor = predictorNamed(where, posterior.model, predictors, variable);
  if (Object.hasOwn(at, variable)) return [at[variable]].flat() as Value[];
  if (predictor.kind === 'levels') return predictor.levels;
  if (!(Number.isInteger(points) && points >= 2))
    throw new InputError(`${where}: points must be a whole number of at least 2, got ${points}`);
  const low = predictor.values.reduce((least, x) => Math.min(least, x), Infinity);
  const high = predictor.values.reduce((most, x) => Math.max(most, x), -Infinity);
  return Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
}
