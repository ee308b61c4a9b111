/** The levels of a factor in code-point order, the same in every locale; returns a new array. */
export function sortLevels(levels: Iterable<string>): string[] {
  return [...levels].sort(compareCodePoints);
}

/** Negative, zero or positive as `a` stands before, at or after `b` in code-point order. */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Surrogate halves stand for code points above U+FFFF, so they rank behind U+E000..U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
