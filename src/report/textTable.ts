import { isFixed, type Quantity } from '../engine/program/quantity.ts';

/** How a text table differs from one whose first column alone goes to the left. */
export interface TextLayout {
  /** Columns that go to the left. */
  readonly left?: readonly boolean[];
  /** A heading above each column's own; neighbours with the same one share it, '' is none. */
  readonly over?: readonly string[];
}

/**
 * Lines of a text table: the first column to the left, the others to the right, two spaces between. Where that would be
 * wider than `width`, columns that do not fit follow in a block below, the first column repeated, as R prints tables.
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
  { left = [true], over = [] }: TextLayout = {},
): string[] {
  const widths = head.map((title, c) =>
    rows.reduce((most, row) => Math.max(most, row[c].length), title.length),
  );
  const pad = (text: string, c: number): string =>
    left[c] === true ? text.padEnd(widths[c]) : text.padStart(widths[c]);
  return blocks(widths, width).flatMap((others) => {
    const columns = [0, ...others];
    const spans = spanLine(columns, over, widths);
    const lines = [head, ...rows].map((cells) => columns.map((c) => pad(cells[c], c)).join('  '));
    return [...(spans === '' ? [] : [spans]), ...lines].map((line) => line.trimEnd());
  });
}

/** Headings above those of a block, each in the middle of its columns, which are widened where it is longer. */
function spanLine(columns: readonly number[], over: readonly string[], widths: number[]): string {
  const spans: { title: string; columns: number[] }[] = [];
  for (const c of columns) {
    const title = over[c] ?? '';
    const last = spans.at(-1);
    if (last !== undefined && last.title === title) last.columns.push(c);
    else spans.push({ title, columns: [c] });
  }
  const cells = spans.map((span) => {
    const room = span.columns.reduce((sum, c) => sum + widths[c], 2 * (span.columns.length - 1));
    const first = span.columns[0];
    widths[first] += Math.max(0, span.title.length - room);
    return centred(span.title, Math.max(room, span.title.length));
  });
  return cells.join('  ').trimEnd();
}

function centred(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
}

/** Columns but the first, as many a block as fit beside it, one at least. */
function blocks([first, ...others]: readonly number[], width: number): number[][] {
  const found: number[][] = [[]];
  let used = first;
  others.forEach((own, c) => {
    const fits = used + 2 + own <= width;
    const last = found[found.length - 1];
    if (fits || last.length === 0) last.push(c + 1);
    else found.push([c + 1]);
    used = (fits ? used : first) + 2 + own;
  });
  return found;
}

/** Decimals that show `digits` significant digits of the smallest scale in sight; none for a scale of hundreds and more. */
export function decimalsFor(scale: number, digits: number): number {
  if (!(scale > 0) || !Number.isFinite(scale)) return digits - 1;
  return Math.max(0, digits - 1 - Math.floor(Math.log10(scale)));
}

/** More decimals than this, or a number from here on, is read more easily in scientific notation. */
const mostDecimals = 8;
const largest = 1e10;

/**
 * A number with fixed decimals; "-" for NaN. In scientific notation, with as many digits, where fixed would be unreadable, and
 * with three where a number is far smaller than the decimals tell.
 */
export function fixed(x: number, decimals: number): string {
  if (Number.isNaN(x)) return '-';
  if (x === 0 || !Number.isFinite(x)) return x.toFixed(decimals > mostDecimals ? 0 : decimals);
  const size = Math.abs(x);
  if (size < 0.5 * 10 ** -decimals) return x.toPrecision(3);
  if (decimals <= mostDecimals && size < largest) return x.toFixed(decimals);
  return x.toExponential(Math.min(15, Math.max(2, Math.floor(Math.log10(size)) + decimals)));
}

const percent = (p: number): string => `${Number((100 * p).toPrecision(6))}%`;

/** 0.95 to 95%. */
export const levelText = percent;

/** Ends of an interval of a level: 0.95 to 2.5% and 97.5%. */
export function endTitles(level: number): [string, string] {
  return [percent((1 - level) / 2), percent((1 + level) / 2)];
}

/** Titles of `estimateCells` and `diagnosticCells`. */
export function estimateHead(level: number): string[] {
  const [lower, upper] = endTitles(level);
  return ['mean', 'sd', lower, '50%', upper];
}
export const diagnosticHead: readonly string[] = ['R-hat', 'ESS bulk', 'ESS tail'];

/** Mean, sd, median and ends of the interval, with as many decimals as show three digits of the sd; of what is fixed its value. */
export function estimateCells(
  row: Readonly<Record<'mean' | 'sd' | 'lower' | 'q50' | 'upper', number>> & { readonly quantity?: Quantity },
): string[] {
  if (row.quantity !== undefined && isFixed(row.quantity)) return fixedCells(row.mean, 5);
  const decimals = decimalsFor(row.sd, 3);
  return [row.mean, row.sd, row.lower, row.q50, row.upper].map((x) => fixed(x, decimals));
}

/** The value of what is fixed, and that it is, in `count` cells. */
export function fixedCells(value: number, count: number): string[] {
  return [String(value), 'fixed', ...Array.from({ length: count - 2 }, () => '-')];
}

/** R-hat and whole effective draws, rounded down. */
export function diagnosticCells(row: Readonly<Record<'rhat' | 'essBulk' | 'essTail', number>>): string[] {
  return [fixed(row.rhat, 3), fixed(Math.floor(row.essBulk), 0), fixed(Math.floor(row.essTail), 0)];
}
