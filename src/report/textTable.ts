/** Lines of a text table: the first column to the left, the others to the right, two spaces between. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join('  ')
      .trimEnd();
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

/** Titles of `estimateCells` and `diagnosticCells`. */
export const estimateHead: readonly string[] = ['mean', 'sd', '5%', '50%', '95%'];
export const diagnosticHead: readonly string[] = ['R-hat', 'ESS bulk', 'ESS tail'];

/** Mean, sd and quantiles of a quantity, with as many decimals as show three digits of its sd. */
export function estimateCells(row: Readonly<Record<'mean' | 'sd' | 'q5' | 'q50' | 'q95', number>>): string[] {
  const decimals = decimalsFor(row.sd, 3);
  return [row.mean, row.sd, row.q5, row.q50, row.q95].map((x) => fixed(x, decimals));
}

/** R-hat and whole effective draws, rounded down. */
export function diagnosticCells(row: Readonly<Record<'rhat' | 'essBulk' | 'essTail', number>>): string[] {
  return [fixed(row.rhat, 3), fixed(Math.floor(row.essBulk), 0), fixed(Math.floor(row.essTail), 0)];
}
