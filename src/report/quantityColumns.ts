import type { Draws } from '../../models/posterior/draws.ts';
import type { NumberColumn } from '../data/parquetBytes.ts';

/** The draws of every quantity, chain after chain, each put together when it is asked for: all at once are as large as the draws. */
export function quantityColumns({ names, chains, draws, values }: Draws): NumberColumn[] {
  return names.map((name, q) => ({
    name,
    get values() {
      const column = new Float64Array(chains * draws);
      values.forEach((chain, c) => {
        column.set(chain.subarray(q * draws, (q + 1) * draws), c * draws);
      });
      return column;
    },
  }));
}
