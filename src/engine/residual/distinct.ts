/** The distinct values, ascending, and how often each one occurs. */
export function distinct(values: Iterable<number>): { values: Float64Array; counts: Float64Array } {
  const seen = new Map<number, number>();
  for (const v of values) seen.set(v, (seen.get(v) ?? 0) + 1);
  const sorted = Float64Array.from(seen.keys()).sort();
  return { values: sorted, counts: sorted.map((v) => seen.get(v) ?? 0) };
}
