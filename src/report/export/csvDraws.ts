import type { Draws } from '../../../models/posterior/draws.ts';
import { printNumber } from '../../../models/spelling.ts';

/** Draws as CSV, a row each, as `drawColumns` has them; numbers in full, NaN as NA. Pieces are made as they are read. */
export function* csvDraws({ names, chains, draws, values }: Draws): Generator<string> {
  yield `${['chain', 'iteration', 'draw', ...names].map(field).join(',')}\n`;
  for (let chain = 0; chain < chains; chain++)
    for (let i = 0; i < draws; i++) {
      const numbers = names.map((_, q) => number(values[chain][q * draws + i]));
      yield `${[chain + 1, i + 1, chain * draws + i + 1, ...numbers].join(',')}\n`;
    }
}

const number = (x: number): string => (Number.isNaN(x) ? 'NA' : printNumber(x));

/** A name with its quotes where it needs them. */
function field(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
