import type { LatentLayout } from './layout.ts';
import type { Meeting } from './meetings.ts';

/** Two columns of Z that meet in a row. */
export interface ColumnPair {
  readonly xt: Float64Array | null;
  readonly xu: Float64Array | null;
  /** Their linear predictors. */
  readonly p: number;
  readonly q: number;
  /** Where their numbers stand in a block; and, where a group meets itself, the transposed place. */
  readonly shift: number;
  readonly transposed: number;
  readonly same: boolean;
}

/** Calls back for every pair of columns of Z that meet in a row. */
export function eachPair(
  { groups, meetings }: LatentLayout,
  visit: (meeting: Meeting, pair: ColumnPair) => void,
): void {
  for (const meeting of meetings) {
    const own = meeting.first === meeting.second;
    const [one, two] = [groups[meeting.first], groups[meeting.second]];
    two.columns.forEach((xu, b) => {
      one.columns.forEach((xt, a) => {
        if (own && (a > b || one.meets?.[a * one.size + b] === 0)) return;
        const [p, q] = [one.predictors[a], two.predictors[b]];
        const [shift, transposed] = [b * one.size + a, a * one.size + b];
        visit(meeting, { xt, xu, p, q, shift, transposed, same: own && a === b });
      });
    });
  }
}
