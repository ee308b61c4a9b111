import { type Column, spellingsOf } from 'poolwise';

/** Different values of a column are counted to this. */
export const mostLevels = 1000;

/** Reads cells as the file spelt them, null where missing. Ask for rows in ascending order. */
export function cellReader(column: Column): (row: number) => string | null {
  switch (column.kind) {
    case 'number': {
      const spelling = spellingsOf(column);
      return (row) => (Number.isNaN(column.values[row]) ? null : spelling(row));
    }
    case 'factor':
      return (row) => (column.codes[row] < 0 ? null : column.levels[column.codes[row]]);
    case 'boolean':
      return (row) => ['FALSE', 'TRUE'][column.values[row]] ?? null;
  }
}

/** Whether row's value is missing. */
export function missingReader(column: Column): (row: number) => boolean {
  if (column.kind === 'number') return (row) => Number.isNaN(column.values[row]);
  const codes = column.kind === 'factor' ? column.codes : column.values;
  return (row) => codes[row] < 0;
}

export function missingIn(column: Column, rows: number): number {
  const isMissing = missingReader(column);
  let count = 0;
  for (let row = 0; row < rows; row++) if (isMissing(row)) count++;
  return count;
}

/** How often each level of codes occurs. */
export function levelCounts(codes: ArrayLike<number>, levels: number): Float64Array {
  const counts = new Float64Array(levels);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) counts[codes[row]]++;
  return counts;
}

/** Texts and how many rows have each, in ascending order; null where there are more than `mostLevels`. */
export function numberLevels(
  column: Extract<Column, { kind: 'number' }>,
): readonly (readonly [text: string, count: number])[] | null {
  const { values, spelt } = column;
  const counts = new Map<number | string, number>();
  const keyAt = spelt === undefined ? (row: number): number => values[row] + 0 : spellingsOf(column);
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    const key = keyAt(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.size > mostLevels) return null;
  }
  return [...counts]
    .sort(([a], [b]) => Number(a) - Number(b) || (String(a) < String(b) ? -1 : 1))
    .map(([key, count]) => [String(key), count]);
}
