import type { NumberCell, PrintedTable, TableCell, TableRow } from 'poolwise';
import { inDecimals, inReadersDecimals } from '../texts/index.ts';

/** A number that cannot be told. */
const untold = '–';

/** What a reader sees of a cell, in numbers of the reader's own spelling. */
export function cellText(cell: TableCell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return inReadersDecimals(cell);
  switch (cell.kind) {
    case 'number':
      return numberText(cell);
    case 'interval': {
      if (Number.isNaN(cell.lower) && Number.isNaN(cell.upper)) return untold;
      const decimals = decimalsOf(cell, [cell.lower, cell.upper]);
      return `${shown(cell.lower, decimals)} to ${shown(cell.upper, decimals)}`;
    }
    case 'probability':
      return cell.as === 'p-value' ? pText(cell.value) : percentText(cell.value);
  }
}

/** As the library has it: a bound stands for a number that draws cannot tell. */
function numberText(cell: NumberCell): string {
  const { value, beyond } = cell;
  if (beyond === undefined) return shown(value, decimalsOf(cell, [value]));
  return `${value > beyond ? '>' : '<'}${shown(beyond, decimalsOf(cell, [beyond]))}`;
}

/** As the library has it: those that are said, or so many that the smallest number shows as many digits. */
function decimalsOf(
  { decimals, digits = 3 }: { readonly decimals?: number; readonly digits?: number },
  values: readonly number[],
): number {
  if (decimals !== undefined) return decimals;
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (sizes.length === 0) return digits - 1;
  return Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.min(...sizes)))));
}

/** From here on a number is told by three digits. */
const largest = 1e10;

function shown(x: number, decimals: number): string {
  if (Number.isNaN(x)) return untold;
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  if (Math.abs(x) >= largest) return x.toLocaleString(undefined, { notation: 'scientific' });
  const text = inDecimals(x, decimals);
  // no minus before what shows as nothing
  return x < 0 && text === inDecimals(-0, decimals) ? inDecimals(0, decimals) : text;
}

/** Three decimals; never nothing, and never 1 for what is less. */
function pText(p: number): string {
  if (Number.isNaN(p)) return untold;
  if (p < 0.001) return `<${inDecimals(0.001, 3)}`;
  return p > 0.999 && p < 1 ? `>${inDecimals(0.999, 3)}` : inDecimals(p, 3);
}

/** One decimal; never 0 or 100 %, which a share of draws cannot know. */
export function percentText(probability: number): string {
  if (Number.isNaN(probability)) return untold;
  if (probability < 0.0005) return `<${percent(0.001)}`;
  return probability >= 0.9995 ? `>${percent(0.999)}` : percent(probability);
}

const percent = (share: number): string => inDecimals(share, 1, 'percent');

/** By which column rows are sorted, and which way. */
export interface Sorting {
  readonly column: number;
  readonly down: boolean;
}

type Cells = readonly TableCell[];

/** Rows in another order, each part under its heading by itself; what cannot be told comes last. */
export function sortedTable(table: PrintedTable, sorting: Sorting | null): PrintedTable {
  if (sorting === null) return table;
  const parts: { heading: TableRow[]; cells: Cells[] }[] = [{ heading: [], cells: [] }];
  for (const row of table.rows)
    if ('heading' in row) parts.push({ heading: [row], cells: [] });
    else parts[parts.length - 1].cells.push(row);
  const rows = parts.flatMap(({ heading, cells }) => [
    ...heading,
    ...[...cells].sort((a, b) => compareCells(a[sorting.column], b[sorting.column], sorting.down)),
  ]);
  return { ...table, rows };
}

function compareCells(a: TableCell, b: TableCell, down: boolean): number {
  const [one, other] = [keyOf(a), keyOf(b)];
  const [isLost, isOtherLost] = [one, other].map((key) => Number.isNaN(key));
  if (isLost || isOtherLost) return Number(isLost) - Number(isOtherLost);
  const order =
    typeof one === 'string' || typeof other === 'string'
      ? String(one).localeCompare(String(other), undefined, { numeric: true })
      : one - other;
  return down ? -order : order;
}

/** Numbers by their value, intervals by their lower end, text as it is; NaN for what is not there. */
function keyOf(cell: TableCell): number | string {
  if (cell === null) return Number.NaN;
  if (typeof cell === 'string') return cell;
  return cell.kind === 'interval' ? cell.lower : cell.value;
}
