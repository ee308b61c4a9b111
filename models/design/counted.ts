/** How many rows each row stands for; null for one each. Sums without counts are the plain ones, bit for bit. */
export type Counts = Float64Array | null;

/** The sum of a function of the values, each as often as it counts. */
export function countedSum(x: Float64Array, counts: Counts, of: (value: number) => number): number {
  let s = 0;
  if (counts === null) for (let i = 0; i < x.length; i++) s += of(x[i]);
  else for (let i = 0; i < x.length; i++) s += counts[i] * of(x[i]);
  return s;
}

/** How many rows the rows stand for. */
export function countOf(rows: number, counts: Counts | undefined): number {
  return counts === null || counts === undefined ? rows : counts.reduce((s, n) => s + n, 0);
}

/** Values in ascending order, with the counts of each. */
export interface CountedValues {
  readonly values: Float64Array;
  readonly counts: Counts;
}

/** In ascending order, so that the order of rows changes no bit of a sum. */
export function inAscendingOrder(values: Float64Array, counts: Counts): CountedValues {
  if (counts === null) return { values: values.slice().sort(), counts };
  const order = Int32Array.from(values, (_, i) => i).sort(
    (a, b) => values[a] - values[b] || counts[a] - counts[b],
  );
  return {
    values: Float64Array.from(order, (i) => values[i]),
    counts: Float64Array.from(order, (i) => counts[i]),
  };
}
