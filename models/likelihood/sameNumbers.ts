/** Whether two arrays, or nothing twice, hold the same numbers. */
export function sameNumbers(a: ArrayLike<number> | null, b: ArrayLike<number> | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && Array.from(a).every((x, i) => x === b[i]);
}
