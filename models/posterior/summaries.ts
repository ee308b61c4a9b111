import { type Summary, summarise } from '../../diagnostics/summarise.ts';
import { columnAt, type Draws } from './draws.ts';

/** Summaries of the quantities from number `from` to before number `to`; of all of them if left out. */
export function summariseDraws(draws: Draws, from = 0, to = draws.names.length): Summary[] {
  return Array.from({ length: to - from }, (_, i) => summarise(columnAt(draws, from + i)));
}
