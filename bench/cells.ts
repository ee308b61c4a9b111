/** A table's cells as text; the first row is the heading. */
export type Cells = readonly (readonly string[])[];

const missing = '-';

/** Three significant digits, whole numbers from 100 on; "-" for what was not measured. */
export function cell(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  if (Math.abs(value) >= 100 || value === 0) return value.toFixed(0);
  return Number(value.toPrecision(3)).toString();
}

/** The first column to the left, the others to the right. */
export function textTable(cells: Cells): string {
  const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  const pad = (text: string, c: number): string =>
    c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]);
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

export function markdownTable(cells: Cells): string {
  const [head, ...body] = cells;
  const rule = head.map((_, c) => (c === 0 ? '---' : '---:'));
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
