/** Lines of a text table: the first column to the left, the others to the right, two spaces between. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  ').trimEnd();
  return [head, ...rows].map(line);
}

/** Decimals that show `digits` significant digits of the smallest scale in sight, at most 8 decimals. */
export function decimalsFor(scale: number, digits: number): number {
  if (!(scale > 0) || !Number.isFinite(scale)) return digits - 1;
  return Math.min(8, Math.max(0, digits - 1 - Math.floor(Math.log10(scale))));
}

/** A number with fixed decimals; "-" for NaN, scientific notation where fixed would be unreadable. */
export function fixed(x: number, decimals: number): string {
  if (Number.isNaN(x)) return '-';
  if (x !== 0 && (Math.abs(x) >= 1e7 || Math.abs(x) < 0.5 * 10 ** -decimals)) return x.toPrecision(3);
  return x.toFixed(decimals);
}
