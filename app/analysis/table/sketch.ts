import type { Column } from 'poolwise';
import { levelCounts, numberLevels } from './values.ts';

/** A small picture of a column's values, as numbers. */
export type Sketch =
  | { readonly kind: 'nothing' }
  /** Rows by value, in bins of equal width from `from` to `to`. */
  | {
      readonly kind: 'histogram';
      readonly from: number;
      readonly to: number;
      readonly counts: readonly number[];
    }
  /** Rows by level or by one of few numbers, in their order; `others` have no bar of their own. */
  | {
      readonly kind: 'bars';
      readonly labels: readonly string[];
      readonly counts: readonly number[];
      readonly others: number;
    };

const bins = 24;
/** So many bars can be told apart. */
const mostBars = 24;

export function sketchOf(column: Column): Sketch {
  switch (column.kind) {
    case 'number': {
      const levels = numberLevels(column);
      if (levels !== null && levels.length <= mostBars) return barsOf(levels);
      return histogramOf(column.values);
    }
    case 'factor': {
      const counts = levelCounts(column.codes, column.levels.length);
      return barsOf(column.levels.map((level, code) => [level, counts[code]] as const));
    }
    case 'boolean': {
      const [no, yes] = levelCounts(column.values, 2);
      return barsOf([
        ['FALSE', no],
        ['TRUE', yes],
      ]);
    }
  }
}

function barsOf(levels: readonly (readonly [string, number])[]): Sketch {
  const occurring = levels.filter(([, count]) => count > 0);
  if (occurring.length === 0) return { kind: 'nothing' };
  const shown = occurring.slice(0, mostBars);
  const others = occurring.slice(mostBars).reduce((sum, [, count]) => sum + count, 0);
  return {
    kind: 'bars',
    labels: shown.map(([label]) => label),
    counts: shown.map(([, count]) => count),
    others,
  };
}

function histogramOf(values: Float64Array): Sketch {
  const [from, to] = finiteRange(values);
  if (!(to > from)) return { kind: 'nothing' };
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]++;
  }
  return { kind: 'histogram', from, to, counts };
}

/** Infinity to -Infinity where no value is finite. */
export function finiteRange(values: ArrayLike<number>): readonly [number, number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return [from, to];
}
