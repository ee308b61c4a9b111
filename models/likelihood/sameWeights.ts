import { outcomeOf } from '../families/outcome.ts';
import type { Model } from '../glmm.ts';
import { canonicalOrder } from '../layout/rows.ts';

/**
 * Whether two models of the same rows give each row the same case weight, as far as it matters to the smaller one: rows
 * that are alike in all that it knows may have changed weights.
 */
export function sameWeights(small: Model, large: Model): boolean {
  const [u, v] = [weightsByRow(small), weightsByRow(large)];
  if (u === null || v === null) return u === v;
  const { design } = small;
  const sorted = (weights: Float64Array): number[] =>
    [...canonicalOrder({ design, outcome: outcomeOf(design), weights })].flatMap((row) => [
      weights[row],
      design.offset?.[row] ?? 0,
    ]);
  const other = sorted(v);
  return sorted(u).every((x, i) => x === other[i]);
}

/**
 * Case weights in the order of the design. The program has them in its own, by groups, outcome, columns, trials, weights
 * and offset; rows alike in all that comes before the weights are told apart by the offset alone.
 */
function weightsByRow({ design, program: { rows } }: Model): Float64Array | null {
  const { weights, offset, count } = rows;
  if (weights === null) return null;
  const outcome = outcomeOf(design);
  const order = canonicalOrder({ design: { ...design, offset: null }, outcome, weights: null });
  const columns = [
    ...design.groups.flatMap(({ index, columns: own }) => [index, ...own]),
    ...design.fixed.columns,
    outcome.y,
    ...(outcome.trials === null ? [] : [outcome.trials]),
  ];
  const alike = (i: number, j: number): boolean => columns.every((x) => x[i] === x[j]);
  const out = new Float64Array(count);
  for (let from = 0, to = 1; from < count; from = to, to++) {
    while (to < count && alike(order[from], order[to])) to++;
    const own = [...order.subarray(from, to)];
    const places = own.map((_, i) => from + i);
    if (offset !== null && design.offset !== null) {
      const there = design.offset;
      own.sort((i, j) => there[i] - there[j]);
      places.sort((p, q) => offset[p] - offset[q]);
    }
    own.forEach((row, i) => {
      out[row] = weights[places[i]];
    });
  }
  return out;
}
