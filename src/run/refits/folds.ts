import { ascendingOrder } from '../../../diagnostics/order.ts';
import type { Rng } from '../../engine/rng.ts';

/**
 * Deals `count` points into `folds` folds of nearly equal size: `fold[point]`, from 0. With `values`, one a point, the points are
 * dealt in their order, ties at random, a block of one point a fold at a time, so that every fold has its share of low and high values and of each category.
 */
export function dealFolds(rng: Rng, count: number, folds: number, values?: ArrayLike<number>): Int32Array {
  const shuffled = permutation(rng, count);
  const places = values === undefined ? shuffled : orderBy(shuffled, (place) => values[place]);
  const fold = new Int32Array(count);
  for (let from = 0; from < count; from += folds) {
    const deal = permutation(rng, folds);
    for (let i = from; i < Math.min(count, from + folds); i++) fold[places[i]] = deal[i - from];
  }
  return fold;
}

/** 0..count - 1 in random order; Fisher and Yates. */
function permutation(rng: Rng, count: number): Int32Array {
  const places = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places;
}

function orderBy(places: Int32Array, at: (place: number) => number): Int32Array {
  const sorted = ascendingOrder(Float64Array.from(places, at));
  return Int32Array.from(sorted, (i) => places[i]);
}
