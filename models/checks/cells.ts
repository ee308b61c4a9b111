import type { Replicates } from './replicates.ts';

/** How many rows have a value among `from`..`to`: in the data, and in the data sets drawn. */
export interface CountCell {
  readonly from: number;
  readonly to: number;
  readonly observed: number;
  readonly expected: number;
  /** Ends of the middle 95 % of the data sets drawn. */
  readonly lower: number;
  readonly upper: number;
}

/** Rows with about the same expected outcome: the mean of theirs, and those of the data sets drawn. */
export interface ResidualBin {
  readonly rows: number;
  readonly expected: number;
  /** Mean of the outcomes less `expected`. */
  readonly residual: number;
  readonly lower: number;
  readonly upper: number;
}

const mostCells = 40;
const mostBins = 40;

/** Counts of every whole value of the data, or of equal ranges where they are many. */
export function countCells({ y, sets }: Replicates): CountCell[] {
  const [least, most] = [y.reduce((a, b) => Math.min(a, b)), y.reduce((a, b) => Math.max(a, b))];
  const width = Math.ceil((most - least + 1) / mostCells);
  const cells = Math.ceil((most - least + 1) / width);
  const counts = [y, ...sets].map((own) => countsIn(own, least, width, cells));
  return Array.from({ length: cells }, (_, c) => {
    const [observed, ...drawn] = counts.map((own) => own[c]);
    return {
      from: least + c * width,
      to: least + (c + 1) * width - 1,
      observed,
      ...spreadOf(Float64Array.from(drawn)),
    };
  });
}

function countsIn(values: Float64Array, least: number, width: number, cells: number): Float64Array {
  const counts = new Float64Array(cells);
  for (const value of values) {
    const c = Math.floor((value - least) / width);
    if (c >= 0 && c < cells) counts[c]++;
  }
  return counts;
}

/** Binned residuals: bins of equally many rows by what the data sets have on average. Source: Gelman & Hill 2007, section 5.6. */
export function residualBins({ y, sets }: Replicates): ResidualBin[] {
  const rows = y.length;
  const centre = y.map((_, k) => sets.reduce((sum, own) => sum + own[k], 0) / sets.length);
  const bins = Math.max(1, Math.min(mostBins, Math.floor(Math.sqrt(rows))));
  const order = Array.from(centre.keys()).sort((a, b) => centre[a] - centre[b]);
  return Array.from({ length: bins }, (_, b) => {
    const own = order.slice(Math.floor((b * rows) / bins), Math.floor(((b + 1) * rows) / bins));
    const meanOf = (of: Float64Array): number => own.reduce((sum, k) => sum + of[k], 0) / own.length;
    const expected = meanOf(centre);
    const [residual, ...drawn] = [y, ...sets].map((set) => meanOf(set) - expected);
    const { lower, upper } = spreadOf(Float64Array.from(drawn));
    return { rows: own.length, expected, residual, lower, upper };
  });
}

function spreadOf(drawn: Float64Array): Pick<CountCell, 'expected' | 'lower' | 'upper'> {
  const sorted = drawn.slice().sort();
  return {
    expected: drawn.reduce((sum, x) => sum + x, 0) / drawn.length,
    lower: sorted[Math.round(0.025 * (sorted.length - 1))],
    upper: sorted[Math.round(0.975 * (sorted.length - 1))],
  };
}
