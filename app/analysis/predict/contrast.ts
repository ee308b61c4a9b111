/** One patient held against another. */
export interface Contrast {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  /** That the first has the larger one. */
  readonly chanceMore: number;
  /** That both have the same. */
  readonly chanceSame: number;
}

/** Of draws that belong together, one by one. */
export function contrastOf(first: Float64Array, second: Float64Array, level: number): Contrast {
  const differences = first.map((value, i) => value - second[i]).sort();
  const share = (is: (d: number) => boolean): number => differences.filter(is).length / differences.length;
  return {
    lower: quantile(differences, (1 - level) / 2),
    median: quantile(differences, 0.5),
    upper: quantile(differences, (1 + level) / 2),
    chanceMore: share((d) => d > 0),
    chanceSame: share((d) => d === 0),
  };
}

/** Of sorted numbers, between the two nearest, as R's type 7. */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
