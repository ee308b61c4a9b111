import { momentsOf } from '../../diagnostics/moments.ts';
import { quantileSelector } from '../../diagnostics/selectQuantiles.ts';
import type { RowDraws } from './types.ts';

/** Draws of rows summed up; one entry a row, or a category of it, category after category within a row. */
export interface RowSummaries {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly median: Float64Array;
  /** Ends of the interval that leaves out as much at either end, together 1 - level. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Draws held at a time, 0.8 MB: what is written is still near when it is summed up. */
const blockSize = 100_000;

/** Sums draws up row by row, in blocks: memory does not grow with rows. */
export function summariseRows(found: RowDraws, level: number): RowSummaries {
  const each = found.categories?.length ?? 1;
  const count = found.chains * found.draws;
  const total = found.rows * each;
  const make = (): Float64Array => new Float64Array(total);
  const summaries = { mean: make(), sd: make(), median: make(), lower: make(), upper: make() };
  const select = quantileSelector(count, [(1 - level) / 2, 0.5, (1 + level) / 2]);
  const ends = new Float64Array(3);
  const rows = Math.max(1, Math.floor(blockSize / (count * each)));
  const block = new Float64Array(Math.min(rows, found.rows) * each * count);
  for (let from = 0; from < found.rows; from += rows) {
    const to = Math.min(from + rows, found.rows);
    found.fill(from, to, block);
    for (let entry = from * each; entry < to * each; entry++) {
      const start = (entry - from * each) * count;
      const values = block.subarray(start, start + count);
      const { mean, variance } = momentsOf(values);
      summaries.mean[entry] = mean;
      summaries.sd[entry] = Math.sqrt(variance);
      select(values, ends);
      summaries.lower[entry] = ends[0];
      summaries.median[entry] = ends[1];
      summaries.upper[entry] = ends[2];
    }
  }
  return summaries;
}
