import type { FollowedDraws } from 'poolwise';

/** Draws of watched quantities as they come in, by chain. */
export interface Series {
  /** Takes what was told; another attempt begins anew. */
  add(told: FollowedDraws): void;
  /** Draws so far of a quantity by number, an array a chain, as views; empty ones of chains that have not begun. */
  of(quantity: number): readonly Float64Array[];
  /** Draws of the longest chain so far. */
  longest(): number;
}

/** A chain's draws in an array a quantity, each longer than what it holds. */
interface Held {
  held: number;
  values: Float64Array[];
}

/** Room at first; it doubles when it is full. */
const room = 256;

export function createSeries(quantities: number, chains: number): Series {
  let attempt = 0;
  let own = emptied();

  function emptied(): Held[] {
    return Array.from({ length: chains }, () => ({
      held: 0,
      values: Array.from({ length: quantities }, () => new Float64Array(room)),
    }));
  }

  return {
    add({ chain, first, values, attempt: now }) {
      if (now > attempt) {
        attempt = now;
        own = emptied();
      }
      const target = own[chain];
      if (now < attempt || target === undefined || values.length !== quantities) return;
      target.held = first + (values[0]?.length ?? 0);
      target.values = target.values.map((old, q) => written(old, values[q], first));
    },
    of: (quantity) => own.map(({ held, values }) => values[quantity].subarray(0, held)),
    longest: () => Math.max(0, ...own.map(({ held }) => held)),
  };
}

function written(old: Float64Array, more: Float64Array, first: number): Float64Array {
  const needed = first + more.length;
  const target = needed <= old.length ? old : new Float64Array(Math.max(needed, 2 * old.length));
  if (target !== old) target.set(old.subarray(0, first));
  target.set(more, first);
  return target;
}

/** Every so many-th draw, so that no more than `most` are left. */
export function thinned(values: Float64Array, most: number): Float64Array {
  const step = Math.ceil(values.length / most);
  return step <= 1 ? values : values.filter((_, i) => i % step === 0);
}

/** Draws a chain that ranks are taken of, at most: their picture is drawn several times a second. */
const mostRanked = 500;

/**
 * How the ranks of each chain's draws among all chains' lie: `[chain][bin]`, each draw counted so that 1 is what chains that agree
 * have in every bin. Equal draws share the mean of their ranks. Chains without draws have no bins.
 */
export function rankShares(chains: readonly Float64Array[], bins: number): number[][] {
  const kept = chains.map((values) => thinned(values, mostRanked));
  const all = Float64Array.from(kept.flatMap((values) => [...values])).sort();
  return kept.map((values) => {
    if (values.length === 0) return [];
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      const rank = (countBelow(all, value, false) + countBelow(all, value, true)) / 2;
      counts[Math.min(bins - 1, Math.floor((bins * rank) / all.length))]++;
    }
    return counts.map((count) => (bins * count) / values.length);
  });
}

/** Entries of a sorted array below a value, or up to it. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lowest and highest draw of each of `columns` stretches, along an axis of `total` draws; stretches without draws are left out. */
export function envelope(
  values: Float64Array,
  total: number,
  columns: number,
): { readonly column: number; readonly low: number; readonly high: number }[] {
  const found: { column: number; low: number; high: number }[] = [];
  for (const [i, value] of values.entries()) {
    const column = Math.min(columns - 1, Math.floor((i * columns) / total));
    const last = found.at(-1);
    if (last?.column !== column) found.push({ column, low: value, high: value });
    else {
      last.low = Math.min(last.low, value);
      last.high = Math.max(last.high, value);
    }
  }
  return found;
}

/** Range of all chains' finite draws, with a little room; null while there are none. */
export function rangeOf(
  chains: readonly Float64Array[],
): { readonly low: number; readonly high: number } | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of chains)
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return null;
  const edge = 0.04 * (high - low) || Math.abs(low) / 100 || 1;
  return { low: low - edge, high: high + edge };
}

export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and standard deviation; NaN of fewer draws than two. */
export function momentsOf(values: Float64Array): Moments {
  if (values.length < 2) return { mean: Number.NaN, sd: Number.NaN };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}
