import type { Model } from '../glmm.ts';
import { type DataKey, dataKey } from './dataKey.ts';
import { type SumOfPoints, sumOf } from './loo.ts';
import type { PointDraws } from './pointDraws.ts';

/** One entry a point. */
export interface KFoldPoints {
  /** Which refit leaves the point out, from 0. */
  readonly fold: Int32Array;
  /** log p(point | the other folds). */
  readonly elpd: Float64Array;
  /** Monte Carlo standard error of elpd. */
  readonly mcse: Float64Array;
  /** log of the mean likelihood over draws that saw the point. */
  readonly lpd: Float64Array;
}

/** Predictive accuracy by refits, each without one fold of the points. */
export interface KFold {
  readonly unit: 'row' | 'group';
  /** What predictions are of, in words: `a new row of a known DID`. */
  readonly question: string;
  readonly statement: string;
  readonly points: number;
  /** Rows of the user's data, 1-based, or levels. */
  readonly labels: readonly string[];
  readonly sizes: Int32Array;
  readonly folds: number;
  readonly pointwise: KFoldPoints & { readonly p: Float64Array };
  /** Expected log predictive density of the points, each left out with its fold; higher is better. */
  readonly elpd: SumOfPoints;
  /** Effective parameters: log of the mean likelihood of draws that saw the points, less elpd. */
  readonly p: SumOfPoints;
  /** Monte Carlo standard error of elpd, as if points were independent over draws. */
  readonly mcse: number;
  readonly quadratureError: number;
  /** Refits that should not be trusted, with the words of their verdict. */
  readonly doubts: readonly { readonly fold: number; readonly text: string }[];
  /** Points without a number, or of a refit that should not be trusted. */
  readonly badPoints: number;
  readonly trusted: boolean;
  /** What two fits must agree in to be compared. */
  readonly data: DataKey;
}

/** What the refits were. */
export interface Refitted extends Pick<KFold, 'folds' | 'doubts' | 'quadratureError'> {}

export function kfoldOf(model: Model, seen: PointDraws, points: KFoldPoints, refitted: Refitted): KFold {
  const { unit, question, statement, labels, sizes } = seen;
  const { elpd, lpd, mcse, fold } = points;
  const doubted = new Set(refitted.doubts.map((doubt) => doubt.fold));
  const isBad = (value: number, point: number): boolean =>
    !Number.isFinite(value) || doubted.has(fold[point]);
  const badPoints = elpd.filter(isBad).length;
  const p = lpd.map((value, point) => value - elpd[point]);
  return {
    unit: unit === 'row' ? 'row' : 'group',
    ...{ question, statement, labels, sizes, ...refitted, badPoints },
    points: seen.points,
    pointwise: { ...points, p },
    elpd: sumOf(elpd),
    p: sumOf(p),
    mcse: Math.sqrt(mcse.reduce((sum, x) => sum + x * x, 0)),
    trusted: badPoints === 0,
    data: dataKey(model, unit),
  };
}
