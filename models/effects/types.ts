import type { IntervalKind } from '../../diagnostics/intervals.ts';
import type { GroupRule, Scale } from '../predict/types.ts';
import type { Setting, Value } from './settings.ts';

/** What is averaged over besides groups: the rows of the data, or a grid of typical rows. */
export type Over = 'rows' | 'grid';

/** How a grid's factors count that are averaged over: all levels alike, or as often as the data have them. */
export type GridWeights = 'equal' | 'proportional';

/** How two means are held against each other. */
export type Measure = 'difference' | 'ratio' | 'odds ratio';

/** What all effects take. */
export interface EffectOptions {
  /**
   * Apart for each level of these columns: over rows, among the rows that have it, whatever the column; of a grid, at each.
   * A number with few values has these for levels.
   */
  readonly by?: string | readonly string[];
  /** Predictors set to these values in all rows, one answer for each. */
  readonly at?: Readonly<Record<string, Value | readonly Value[]>>;
  /**
   * 'rows': the average over the rows that the model was fitted to, each with its own other predictors. 'grid': numbers at their
   * means, factors averaged over their levels. Rows for slopes and comparisons, a grid for means if left out.
   */
  readonly over?: Over;
  /** Of a grid; 'equal' if left out. */
  readonly weights?: GridWeights;
  /** What becomes of group effects; 'averaged' if left out. */
  readonly groups?: GroupRule;
  /** What is averaged and held against each other: 'mean' if left out, or 'link', 'sd', { quantile }, { above }, { parameter }, { of }. */
  readonly scale?: Exclude<Scale, 'outcome'>;
  /** Of the intervals; 0.95 if left out. */
  readonly level?: number;
  /** Equal tails, or the shortest; equal tails if left out. */
  readonly interval?: IntervalKind;
  /** Intervals that all hold at once with the level's probability, not each by itself. */
  readonly simultaneous?: boolean;
  /** Of what is averaged by draws. */
  readonly seed?: string;
}

/** One answer. */
export interface EffectRow {
  /** What it is of: `Age`, `male - female`, `male`. */
  readonly name: string;
  /** The values of `by` and `at`, and of what a mean is of; the number of the row where nothing is averaged over rows. */
  readonly setting: Setting;
  /** Of an outcome of categories; null otherwise. */
  readonly category: string | null;
  readonly mean: number;
  readonly median: number;
  readonly sd: number;
  readonly lower: number;
  readonly upper: number;
  /** That a difference has the sign, or a ratio the side of 1, that most draws have; null of a mean. */
  readonly direction: number | null;
}

/** Answers, and in words what they are of. */
export interface Effects {
  readonly rows: readonly EffectRow[];
  /** `slope`, `difference`, `odds ratio`, `mean`. */
  readonly measure: string;
  /** Of what, and what became of groups, such as "expected remission (probability), averaged over groups of DID". */
  readonly statement: string;
  /** What was averaged over besides groups, such as "averaged over the 8525 rows of the data". */
  readonly over: string;
  readonly level: number;
  readonly interval: IntervalKind;
  /** Whether all intervals hold at once. */
  readonly simultaneous: boolean;
  /** What else to know. */
  readonly notes: readonly string[];
}
