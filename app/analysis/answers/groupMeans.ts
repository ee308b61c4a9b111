import type { GroupDesign, PredictiveCheck } from 'poolwise';

/** Means of the outcome by level, an entry a level, from the lowest expected to the highest. */
export interface GroupMeans {
  readonly names: readonly string[];
  readonly rows: Int32Array;
  readonly observed: Float64Array;
  /** Mean of the data sets drawn, and the middle 95 % of them. */
  readonly mean: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Levels whose observed mean lies outside. */
  readonly outside: number;
}

/**
 * The mean outcome of each level of a term in the data and in the data sets drawn; of counts out of trials, their share.
 * @param term of which each row has one level
 */
export function groupMeans(
  { replicates }: Pick<PredictiveCheck, 'replicates'>,
  term: Pick<GroupDesign, 'levels' | 'index'>,
): GroupMeans {
  const { model, rows, y, sets } = replicates;
  const level = Int32Array.from(rows, (row) => term.index[row]);
  const { trials } = model.outcome;
  const sizes = new Float64Array(term.levels.length);
  const count = new Int32Array(term.levels.length);
  level.forEach((k, i) => {
    sizes[k] += trials === null ? 1 : trials[rows[i]];
    count[k]++;
  });
  const meansOf = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(sizes.length);
    for (let i = 0; i < values.length; i++) sums[level[i]] += values[i];
    return sums.map((sum, k) => sum / sizes[k]);
  };
  const observed = meansOf(y);
  const drawn = sets.map(meansOf);
  const ofLevels = Array.from(sizes, (_, k) => endsOf(Float64Array.from(drawn, (means) => means[k]).sort()));
  const order = ofLevels
    .map((_, k) => k)
    .filter((k) => count[k] > 0)
    .sort((a, b) => ofLevels[a].mean - ofLevels[b].mean);
  const inOrder = (of: (k: number) => number): Float64Array => Float64Array.from(order, of);
  return {
    names: order.map((k) => term.levels[k]),
    rows: Int32Array.from(order, (k) => count[k]),
    observed: inOrder((k) => observed[k]),
    mean: inOrder((k) => ofLevels[k].mean),
    lower: inOrder((k) => ofLevels[k].lower),
    upper: inOrder((k) => ofLevels[k].upper),
    outside: order.filter((k) => observed[k] < ofLevels[k].lower || observed[k] > ofLevels[k].upper).length,
  };
}

function endsOf(sorted: Float64Array): {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
} {
  return {
    mean: sorted.reduce((sum, x) => sum + x, 0) / sorted.length,
    lower: quantile(sorted, 0.025),
    upper: quantile(sorted, 0.975),
  };
}

/** Type 7, as the library's. */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
