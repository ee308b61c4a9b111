import { blockRows } from './rowShape.ts';

/** Rows from which on a pass is split; below, threads would wait for each other longer than they work. */
export const splitFrom = 100_000;
/** Rows a segment at least, and segments at most. */
const segmentRows = 16_384;
const mostSegments = 16;

/**
 * Where the segments of a pass over so many rows begin, and its end: whole blocks, a function of the number of rows alone. Each
 * segment has sums of its own, added up in their order, so that the total does not know who made them.
 */
export function segmentStarts(rows: number): number[] {
  if (rows < splitFrom) return [0, rows];
  const count = Math.min(mostSegments, Math.floor(rows / segmentRows));
  const each = Math.ceil(rows / count / blockRows) * blockRows;
  const starts: number[] = [];
  for (let from = 0; from < rows; from += each) starts.push(from);
  return [...starts, rows];
}

/** Levels from `from` to before `to`. */
export interface LevelRange {
  readonly from: number;
  readonly to: number;
}

/** The levels that rows `from` to before `to` have, and those in between. */
export function levelRange(index: Int32Array, from: number, to: number): LevelRange {
  let [first, last] = [index[from], index[from]];
  for (let i = from; i < to; i++) {
    if (index[i] < first) first = index[i];
    if (index[i] > last) last = index[i];
  }
  return { from: first, to: last + 1 };
}

/** Runs of equal level, each within one block, before each row of `starts`, which begin blocks. */
export function runsBefore(index: Int32Array, starts: readonly number[]): number[] {
  let runs = 0;
  let at = 0;
  return starts.map((start) => {
    for (; at < start; at++) if (at % blockRows === 0 || index[at] !== index[at - 1]) runs++;
    return runs;
  });
}
