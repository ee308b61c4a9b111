import { type Centred, centre } from './effectiveSize.ts';
import { normalQuantile } from './normalQuantile.ts';
import { ascendingOrder } from './order.ts';
import { type Pieces, split, varies } from './shape.ts';

/** Half chains with their rank-normalised values, centred; `sorted[k]` is their value at place `order[k]`, ascending. */
export interface Ranked {
  readonly halves: Pieces;
  readonly order: Uint32Array;
  readonly sorted: Float64Array;
  readonly scores: Pieces;
  readonly centred: Centred;
}

/** Splits and ranks pooled chains; undefined, "cannot tell", if a draw is non-finite or all are equal. */
export function rank(pooled: Pieces): Ranked | undefined {
  const halves = split(pooled);
  const { values, length } = halves;
  if (!varies(values) || (values !== pooled.values && !varies(pooled.values))) return undefined;
  const order = ascendingOrder(values);
  const sorted = new Float64Array(values.length);
  for (let k = 0; k < sorted.length; k++) sorted[k] = values[order[k]];
  const scores = { values: normalScores(sorted, order), length };
  return { halves, order, sorted, scores, centred: centre(scores) };
}

/**
 * All draws in ascending order, NaN last: those ranked already where these are all, else freshly sorted
 * (the halves of an odd number of iterations lack the middle ones).
 */
export function sortedDraws(pooled: Pieces, ranked: Ranked | undefined): Float64Array {
  return ranked?.halves.values === pooled.values ? ranked.sorted : pooled.values.slice().sort();
}

/**
 * Rank-normalised values: each value's rank among all, tied ones sharing their average rank, turned into
 * the normal score of (rank - 3/8) / (S + 1/4).
 * Shape: `sorted` ascending; the score of `sorted[k]` goes to place `order[k]`.
 * Source: Vehtari et al. 2021, §4; Blom 1958 for the 3/8.
 */
export function normalScores(sorted: Float64Array, order: Uint32Array): Float64Array {
  const scores = new Float64Array(sorted.length);
  const table = blomTable(sorted.length);
  let first = 0;
  while (first < sorted.length) {
    let last = first;
    while (last + 1 < sorted.length && sorted[last + 1] === sorted[first]) last++;
    const score = blomScore(table, first + last, sorted.length);
    for (let k = first; k <= last; k++) scores[order[k]] = score;
    first = last + 1;
  }
  return scores;
}

let latest = new Float64Array(0);

/** The scores found so far, NaN the others; the last table is kept, since every quantity of a fit has the same number of draws. */
function blomTable(size: number): Float64Array {
  if (latest.length !== 2 * size - 1) latest = new Float64Array(2 * size - 1).fill(Number.NaN);
  return latest;
}

/** Score of one of the average ranks 1, 1.5, 2, ... S: entry first + last belongs to a run of ties between these two zero-based places. */
function blomScore(table: Float64Array, entry: number, size: number): number {
  const known = table[entry];
  if (!Number.isNaN(known)) return known;
  table[entry] = normalQuantile((entry / 2 + 0.625) / (size + 0.25));
  return table[entry];
}

/**
 * Distances from the median of all draws, |x - median|, ascending, with the places they belong to: found by
 * walking outwards from the middle of the sorted values, so folding costs no second sort.
 * The median lies half-way between the two middle draws (one and the same if their number is odd). These two
 * are equally far from it by definition and are ranked so; subtracting the rounded median, as posterior
 * does, leaves it to rounding which comes first, and R-hat would change when the draws are scaled or shifted.
 * Source: Vehtari et al. 2021, §4, folding.
 */
export function fold(
  { sorted, order }: Ranked,
  allSorted: Float64Array,
): { readonly sorted: Float64Array; readonly order: Uint32Array } {
  const low = allSorted[(allSorted.length - 1) >> 1];
  const high = allSorted[allSorted.length >> 1];
  const gap = (high - low) / 2;
  const distances = new Float64Array(sorted.length);
  const outwards = new Uint32Array(sorted.length);
  let right = firstAbove(sorted, low);
  let left = right - 1;
  for (let k = 0; k < sorted.length; k++) {
    const toLeft = left >= 0 ? low - sorted[left] : Infinity;
    const toRight = right < sorted.length ? sorted[right] - high : Infinity;
    distances[k] = gap + Math.min(toLeft, toRight);
    outwards[k] = toLeft <= toRight ? order[left--] : order[right++];
  }
  return { sorted: distances, order: outwards };
}

/** The first place whose value is above a bound, of ascending values; their number if there is none. */
function firstAbove(sorted: Float64Array, bound: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] <= bound) from = middle + 1;
    else to = middle;
  }
  return from;
}
