import type { Draws } from '../../../models/posterior/draws.ts';
import type { NumberColumn } from '../../data/parquetBytes.ts';

/** Draws as a table, one row a draw, chain after chain: `chain`, `iteration` (in its chain) and `draw` (of all), from 1, then the quantities. */
export function drawColumns({ names, chains, draws, values }: Draws): NumberColumn[] {
  const length = chains * draws;
  const counted = (number: (row: number) => number): Int32Array =>
    Int32Array.from({ length }, (_, row) => number(row));
  const quantities = names.map((name, q) => {
    const column = new Float64Array(length);
    values.forEach((chain, c) => {
      column.set(chain.subarray(q * draws, (q + 1) * draws), c * draws);
    });
    return { name, values: column };
  });
  return [
    { name: 'chain', values: counted((row) => Math.floor(row / draws) + 1) },
    { name: 'iteration', values: counted((row) => (row % draws) + 1) },
    { name: 'draw', values: counted((row) => row + 1) },
    ...quantities,
  ];
}
