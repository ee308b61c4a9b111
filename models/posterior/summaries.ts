import { type Summary, summarise } from '../../diagnostics/summarise.ts';
import { columnAt, type Draws } from './draws.ts';

/** Of intervals, where nobody says otherwise. */
export const defaultLevel = 0.95;

/** Every quantity's summary, and the level of their intervals. */
export interface Summaries {
  readonly level: number;
  readonly rows: readonly Summary[];
}

/** Summaries of the quantities from number `from` to before number `to`; of all of them if left out. */
export function summariseDraws(draws: Draws, level: number, from = 0, to = draws.names.length): Summary[] {
  return Array.from({ length: to - from }, (_, i) => summarise(columnAt(draws, from + i), level));
}
