import type { ColumnOutline } from '../../analysis/operations/data.ts';
import type { DataChoice, Reading } from '../../state/session.ts';

/** The reading with more marks of missing values. */
export function withMarks(reading: Reading, marks: readonly string[]): Reading {
  return { ...reading, na: [...new Set([...(reading.na ?? []), ...marks])] };
}

/** What may be a column's levels, in the order of the file or of numbers; empty where there are none, or too many. */
export function levelsOf({ kind, levels, codes }: ColumnOutline): readonly string[] {
  if (kind === 'boolean') return ['FALSE', 'TRUE'];
  return kind === 'factor' ? levels : codes;
}

/** The levels in the user's order, that of the file where there is no choice. */
export function orderedLevels(column: ColumnOutline, factors: DataChoice['factors']): readonly string[] {
  const chosen = Object.hasOwn(factors, column.name) ? factors[column.name] : 'sorted';
  return chosen === 'sorted' ? levelsOf(column) : chosen;
}

/** The same levels with one of them at another place. */
export function moved(levels: readonly string[], from: number, to: number): string[] {
  const place = Math.max(0, Math.min(levels.length - 1, to));
  const others = levels.filter((_, i) => i !== from);
  return [...others.slice(0, place), levels[from], ...others.slice(place)];
}

/** Factors with a column's levels, or without the column. */
export function withLevels(
  factors: DataChoice['factors'],
  name: string,
  levels: readonly string[] | 'sorted' | null,
): DataChoice['factors'] {
  const others = Object.entries(factors).filter(([column]) => column !== name);
  return Object.fromEntries(levels === null ? others : [...others, [name, levels] as const]);
}
