import { decimalsFor, fixed } from '../textTable.ts';

/** A number, shown with `decimals`, or with `digits` significant ones of its own, 3 if neither is said. */
export interface NumberCell {
  readonly kind: 'number';
  readonly value: number;
  readonly decimals?: number;
  readonly digits?: number;
  /** What the value is known to be beyond, above or below, where it is itself no number of draws: shown in its place as >1999. */
  readonly beyond?: number;
}

/** Lower and upper end, shown with the same decimals. */
export interface IntervalCell {
  readonly kind: 'interval';
  readonly lower: number;
  readonly upper: number;
  readonly decimals?: number;
  readonly digits?: number;
}

/** A probability: a p-value as journals print it, three decimals or <0.001, or any other in percent. */
export interface ProbabilityCell {
  readonly kind: 'probability';
  readonly value: number;
  readonly as: 'p-value' | 'percent';
}

/** What stands in a cell; text as it is, null for nothing at all. */
export type TableCell = string | null | NumberCell | IntervalCell | ProbabilityCell;

/** A number that cannot be told. */
const untold = '-';

/** What a reader sees of a cell, in plain text. */
export function cellText(cell: TableCell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  switch (cell.kind) {
    case 'number':
      return numberText(cell);
    case 'interval':
      return intervalText(cell);
    case 'probability':
      return cell.as === 'p-value' ? pValueText(cell.value) : percentText(cell.value);
  }
}

function numberText(cell: NumberCell): string {
  const { value, beyond } = cell;
  if (beyond === undefined) return shown(value, decimalsOf(cell, [value]));
  return `${value > beyond ? '>' : '<'}${shown(beyond, decimalsOf(cell, [beyond]))}`;
}

/** "0.90 to 0.93"; "to" is read rightly where ends are negative. */
function intervalText(cell: IntervalCell): string {
  const { lower, upper } = cell;
  if (Number.isNaN(lower) && Number.isNaN(upper)) return untold;
  const decimals = decimalsOf(cell, [lower, upper]);
  return `${shown(lower, decimals)} to ${shown(upper, decimals)}`;
}

function decimalsOf(
  { decimals, digits = 3 }: { readonly decimals?: number; readonly digits?: number },
  values: readonly number[],
): number {
  if (decimals !== undefined) return decimals;
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  return sizes.length === 0 ? digits - 1 : decimalsFor(Math.min(...sizes), digits);
}

/** From here on a number is told by three digits. */
const largest = 1e10;

function shown(x: number, decimals: number): string {
  if (Number.isNaN(x)) return untold;
  if (!Number.isFinite(x)) return x > 0 ? 'Inf' : '-Inf';
  return Math.abs(x) < largest ? fixed(x, decimals) : x.toExponential(2);
}

/** Three decimals, as journals ask: never 0.000, and never 1.000 for what is less. */
function pValueText(p: number): string {
  if (Number.isNaN(p)) return untold;
  if (p < 0.001) return '<0.001';
  return p > 0.999 && p < 1 ? '>0.999' : p.toFixed(3);
}

/** In percent with one decimal; never 0 or 100 %, since a share of draws cannot know that. */
export function percentText(probability: number): string {
  if (Number.isNaN(probability)) return untold;
  const percent = 100 * probability;
  if (percent < 0.05) return '<0.1%';
  return percent >= 99.95 ? '>99.9%' : `${percent.toFixed(1)}%`;
}
