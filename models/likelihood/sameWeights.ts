import type { Model } from '../glmm.ts';
import { canonicalOrder } from '../layout/rows.ts';

/**
 * Whether two models of the same rows give each row the same case weight, as far as it matters to the smaller one: rows
 * that are alike in all that it knows may have changed weights.
 */
export function sameWeights(small: Model, large: Model): boolean {
  const [u, v] = [small.weights, large.weights];
  if (u === null || v === null) return u === v;
  const { design, outcome } = small;
  const sorted = (weights: Float64Array): number[] =>
    [...canonicalOrder({ design, outcome, weights })].flatMap((row) => [
      weights[row],
      design.offset?.[row] ?? 0,
    ]);
  const other = sorted(v);
  return sorted(u).every((x, i) => x === other[i]);
}
